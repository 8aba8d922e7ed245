#pragma once
// What one thread profiles of one series: which value of a batch is counted where.

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "deploy/predictions/observer.hpp"
#include "monitor/drift/kept_names.hpp"
#include "monitor/drift/row_sample.hpp"
#include "platform/sketches/row_counter.hpp"

namespace ontos {

/// An endpoint, served entity and model version that had requests in this process, and the columns
/// that its batches show.
struct ProfiledSeries {
    std::string endpoint_id, served_entity, model_name, model_version;
    std::vector<BatchColumn> columns;
};

/// More inputs than this are not all profiled with each request: each request is profiled in one
/// group of them, chosen by its id, so that every feature sees an equal share of the requests.
inline constexpr std::size_t features_at_once = 512;

/// Counts by a layout, and how batches of a series are read for it. One thread adds, and another
/// reads when the first does not.
class LiveProfile {
public:
    /// Series and redactor must outlive it.
    LiveProfile(const ProfiledSeries& series, const std::shared_ptr<const ProfileLayout>& layout,
                const Redactor& redactor);

    /// Memory is taken for texts only that the layout does not know.
    void add(const PredictionSeen& seen);
    const std::shared_ptr<const ProfileLayout>& layout() const { return profile_.layout(); }
    std::uint64_t rows() const { return profile_.rows(); }
    /// All that was added since the last `clear`.
    const Profile& profile();
    void clear();

private:
    struct Value {
        std::size_t offset, feature;
    };
    /// Values of one tensor, which are of one type.
    struct Group {
        std::size_t tensor;
        ElementType type;
        bool is_result;
        std::uint32_t part;
        std::vector<Value> values;
        std::vector<BatchColumn> columns;  ///< of texts
        /// Of floats and doubles: what counts them until somebody asks.
        std::variant<std::monostate, sketches::RowCounter<float>, sketches::RowCounter<double>>
            counter;
    };

    void bind(const BatchColumn& column, std::size_t feature, std::uint32_t part);
    void make_counter(Group& group) const;
    void add_group(Group& group, const Batch& batch) noexcept;
    void add_texts(const Group& group, const Batch& batch);
    void settle();

    Profile profile_;
    WaitingNames waiting_;
    std::vector<Group> groups_;
    std::uint64_t unsettled_rows_ = 0;
    std::uint32_t parts_ = 1;
};

/// The first rows of a series without a layout, as they came, up to a bound.
class FirstRows {
public:
    static constexpr std::size_t rows_max = 1'000;

    /// As many rows as have 200,000 values, at most `rows_max`.
    explicit FirstRows(const ProfiledSeries& series);

    void add(const PredictionSeen& seen);
    std::size_t rows() const { return rows_; }
    void clear() { rows_ = 0; }
    /// Adds them to a sample of the same columns.
    void copy_to(RowSample& sample) const;

private:
    const ProfiledSeries& series_;
    const std::size_t room_;
    std::size_t rows_ = 0;
    std::vector<double> numbers_;     ///< row by row
    std::vector<std::string> texts_;  ///< row by row
};

/// The columns of a series as those of a sample.
std::vector<SampledColumn> sampled_columns(const ProfiledSeries& series);

/// One thread's part of a series: `add` belongs to that thread. The rest belongs to the reader
/// under the mutex of the shards: `turn` puts a fresh side before the writer, `turned` is what the
/// writer filled before, valid once it has left.
class LiveShard {
public:
    int idle_rounds = 0;

    LiveShard(const ProfiledSeries& series, const std::shared_ptr<const ProfileLayout>& layout,
              const Redactor& redactor)
        : series_{series}, redactor_{redactor} {
        for (auto& side : sides_) side.begin(series, layout, redactor);
    }

    void add(const PredictionSeen& seen);

    const ProfiledSeries& series() const { return series_; }

    struct Side {
        std::unique_ptr<LiveProfile> profile;
        std::unique_ptr<FirstRows> first_rows;  ///< while there is no layout
        bool is_empty() const;
        void begin(const ProfiledSeries& series, const std::shared_ptr<const ProfileLayout>& layout,
                   const Redactor& redactor);
    };
    /// `layout` is what is to be counted by from now on; null: there is none yet.
    void turn(const std::shared_ptr<const ProfileLayout>& layout);
    Side& turned() { return sides_[1 - active_.load(std::memory_order_relaxed)]; }

private:
    const ProfiledSeries& series_;
    const Redactor& redactor_;
    std::array<Side, 2> sides_;
    std::atomic<std::size_t> active_{0};
};

}  // namespace ontos
