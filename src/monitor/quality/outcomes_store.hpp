#pragma once
// Predictions and labels in the database: written, joined, read, forgotten.

#include <map>
#include <span>

#include "deploy/ids.hpp"
#include "monitor/quality/outcome.hpp"
#include "platform/sql/database.hpp"

namespace ontos::outcomes_store {

/// What is there already is left alone.
void insert_shapes(sql::Transaction& tx, std::span<const PredictionShape> shapes);
std::optional<PredictionShape> find_shape(sql::Transaction& tx, const std::string& model_name,
                                          const std::string& model_version);

/// Rows by endpoint and hour, for the bound of all. Owned by one thread.
class HourRows {
public:
    void add(const std::string& endpoint_id, Timestamp created_at);
    bool is_empty() const { return rows_.empty(); }
    void insert(sql::Transaction& tx) const;

private:
    std::map<std::pair<std::string, Timestamp>, std::int64_t> rows_;
};

/// Joins the rows to labels that wait for them. Of two requests of one id the first one stays.
void insert(sql::Transaction& tx, std::span<const PredictionOutcome> outcomes);
/// The same without their hours: transactions that come at once would wait for each other there.
void insert_uncounted(sql::Transaction& tx, std::span<const PredictionOutcome> outcomes);

/// How many labels wait, counted up to `max`.
std::int64_t waiting_labels(sql::Transaction& tx, std::int64_t max);

/// A label of a row that is behind the last one of its request.
struct MissingRow {
    std::string request_id;
    std::int64_t row = 0, rows = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&MissingRow::request_id>("Request."),
                          api::field<&MissingRow::row>("Row of the label."),
                          api::field<&MissingRow::rows>("Rows of the request.")};
    }
};
/// A label that is to be a number.
struct LabelledNumber {
    std::string request_id;
    std::int64_t row = 0;
    std::string label;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&LabelledNumber::request_id>("Request."),
                          api::field<&LabelledNumber::row>("Row."),
                          api::field<&LabelledNumber::label>("Label.")};
    }
};

/// Labels of one endpoint on their way to their predictions. All have one `created_at`, and none
/// has the request and row of another.
class LabelJoin {
public:
    /// Lets them wait, in the place of those that waited before.
    LabelJoin(sql::Transaction& tx, std::span<const WaitingLabel> labels);

    std::vector<MissingRow> missing_rows();
    std::vector<LabelledNumber> numbers();

    struct Counts {
        std::int64_t joined = 0, replaced = 0;
    };
    /// Gives them to the predictions that are known; the rest goes on waiting.
    Counts join();

private:
    sql::Transaction& tx_;
    std::string endpoint_id_;
    Timestamp created_at_{};
};

/// Rows of a window that were kept, and labelled, of one served entity and version.
struct OutcomeCount {
    std::string served_entity, model_name, model_version;
    std::int64_t kept_rows = 0, labelled_rows = 0;

    static constexpr auto fields(auto...) {
        using T = OutcomeCount;
        return std::array{
            api::field<&T::served_entity>("Served entity."), api::field<&T::model_name>("Model."),
            api::field<&T::model_version>("Version."), api::field<&T::kept_rows>("Rows."),
            api::field<&T::labelled_rows>("Rows with a label.")};
    }
};
/// By served entity and version.
std::vector<OutcomeCount> counts(sql::Transaction& tx, const std::string& endpoint_id,
                                 Interval window);

enum class Which { all, labelled };
/// At most `count` rows: those of requests that stand first by hash, which are an even sample, also
/// where more was kept of one hour than of another. Without endpoint, request and row.
std::vector<PredictionOutcome> read(sql::Transaction& tx, const std::string& endpoint_id,
                                    Interval window, Which which, std::int64_t count);

/// Removes the oldest predictions (waiting labels) before the time, at most `count`; how many there
/// were.
std::int64_t forget(sql::Transaction& tx, Timestamp before, std::int64_t count);
std::int64_t forget_waiting(sql::Transaction& tx, Timestamp before, std::int64_t count);

struct Hour {
    std::string endpoint_id;
    Timestamp started_at{};
    double kept_share = 1;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Hour::endpoint_id>("Endpoint."),
                          api::field<&Hour::started_at>("Start."),
                          api::field<&Hour::kept_share>("Share that was left.")};
    }
};
/// The hour with the most rows, if there are more than `rows_max` in all hours together.
std::optional<Hour> fullest_hour_above(sql::Transaction& tx, std::int64_t rows_max);
/// Removes rows of the hour that are not below its share, at most `count`; how many there were.
std::int64_t forget_above_share(sql::Transaction& tx, const Hour& hour, std::int64_t count);
/// Counts the hour again.
void set_share(sql::Transaction& tx, const Hour& hour);

}  // namespace ontos::outcomes_store
