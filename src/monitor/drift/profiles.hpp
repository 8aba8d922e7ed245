#pragma once
// Profiles what endpoints are asked and answer, keeps it by time bucket, and answers what a window
// held.

#include <functional>
#include <map>
#include <set>

#include "monitor/drift/layout_cache.hpp"
#include "monitor/drift/live_profile.hpp"
#include "monitor/drift/profiles_store.hpp"
#include "monitor/metrics/bucket_log.hpp"
#include "monitor/metrics/thread_shards.hpp"

namespace ontos {

/// The layouts by which model versions are to be profiled now.
class LayoutTable {
public:
    using Versions = std::map<ModelVersionRef, std::shared_ptr<const ProfileLayout>>;

    std::shared_ptr<const ProfileLayout> find(const std::string& model_name,
                                              const std::string& model_version) const;
    /// Of other versions nothing changes.
    void set(const Versions& versions);
    void add(const ModelVersionRef& version, std::shared_ptr<const ProfileLayout> layout);
    void remove(const ModelVersionRef& version);
    std::set<std::string> layout_ids() const;

private:
    mutable std::mutex mutex_;
    Versions versions_;
};

/// A request belongs to the second in which it was collected, at most one second after its answer
/// while `collect` is called each second. A version without a layout gets one from its first 1,000
/// rows in this process; until then they are kept in memory only. Thread safe. Several servers may
/// share one database.
class Profiles final : public PredictionObserver {
public:
    /// All must outlive it.
    Profiles(sql::Database& database, const Clock& clock, Random& random, const Redactor& redactor,
             LayoutCache& layouts, LayoutTable& table);
    ~Profiles() override;

    /// Takes a lock, and memory, only at a thread's first request of a series.
    void observed(const PredictionSeen& seen) noexcept override;

    /// Each second: takes what the threads have counted into memory. Never waits for the database.
    void collect();
    /// Each second: writes what is not durable yet, in one transaction, and makes the layouts of
    /// versions that have rows enough.
    void flush();
    /// Each minute: adds finished buckets to longer ones, forgets, frees what is idle.
    void roll_up();
    /// The last flush: after the last request, before the database closes.
    void stop() { flush(); }

    /// What was served of one version, in one layout.
    struct Part {
        std::string served_entity, model_name, model_version, layout_id;
        Profile profile;
    };
    /// All that was counted before the call, flushed or not, in the window that the tiles make up.
    std::vector<Part> read(const std::string& endpoint_id, std::span<const Tile> tiles);

    /// The rows of a version without a layout that wait in memory to give it one are dropped, if
    /// the endpoint had any of them: with the next `flush` at the latest. Never waits for the
    /// database.
    void forget_first_rows(const std::string& endpoint_id);

    /// Requests that could not be profiled: no memory.
    std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

private:
    /// What is counted together.
    struct Series {
        std::string endpoint_id, served_entity, model_name, model_version, layout_id;
    };
    struct Table;
    /// Of a version without a layout: all of it, and by series.
    struct FirstSample {
        std::optional<RowSample> all;
        std::map<const ProfiledSeries*, RowSample> by_series;
    };

    const ProfiledSeries& series_of(const PredictionSeen& seen);
    void take(LiveShard::Side& side, const ProfiledSeries& series, Timestamp now);
    void add(const ProfiledSeries& series, const Profile& profile, Timestamp now);
    /// Counts the first rows of versions that have a layout by now.
    void settle_first_rows(Timestamp now);
    void drop_forgotten_rows();
    void freeze_layouts();

    sql::Database& database_;
    const Clock& clock_;
    const Redactor& redactor_;
    LayoutCache& layouts_;
    LayoutTable& table_;
    std::unique_ptr<BucketLog<Table>> log_;
    std::atomic<std::uint64_t> lost_{0};
    std::mutex collecting_;  ///< one collection at a time; taken before what follows
    ThreadShards<LiveShard> shards_;
    std::mutex mutex_;  ///< of what follows
    std::map<std::uint32_t, std::unique_ptr<ProfiledSeries>> profiled_;
    /// By the layout's id: in one second names may be erased, and the layout read again.
    std::map<std::pair<const ProfiledSeries*, std::string>, std::unique_ptr<Series>> series_;
    std::map<ModelVersionRef, FirstSample> first_samples_;
    std::set<std::string> forgotten_;  ///< endpoints whose first rows are to be dropped
};

}  // namespace ontos
