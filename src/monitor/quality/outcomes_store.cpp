// The SQL of prediction_outcomes, prediction_shapes, prediction_outcome_hours and waiting_labels.
#include "monitor/quality/outcomes_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ontos::outcomes_store {
namespace {

constexpr std::chrono::microseconds hour = std::chrono::hours{1};

Timestamp hour_of(Timestamp time) { return time - time.time_since_epoch() % hour; }

/// The label that waits for a prediction.
constexpr std::string_view label_of_w =
    "from waiting_labels w where w.endpoint_id = prediction_outcomes.endpoint_id and w.request_id "
    "= prediction_outcomes.request_id and w.row = prediction_outcomes.row";

void join_waiting(sql::Transaction& tx, const std::string& endpoint_id, Timestamp first,
                  Timestamp last) {
    if (!tx.value<std::int64_t>("select 1 from waiting_labels where endpoint_id = $1 limit 1",
                                endpoint_id))
        return;
    tx.run(fmt::format("update prediction_outcomes set label = (select w.label {0}), labelled_at = "
                       "(select w.created_at {0}) where endpoint_id = $1 and created_at >= $2 and "
                       "created_at <= $3 and exists (select 1 {0})",
                       label_of_w),
           endpoint_id, first, last);
    tx.run(
        "delete from waiting_labels where endpoint_id = $1 and (request_id, row) in (select "
        "request_id, row from prediction_outcomes where endpoint_id = $1 and created_at >= $2 and "
        "created_at <= $3)",
        endpoint_id, first, last);
}

}  // namespace

void insert_shapes(sql::Transaction& tx, std::span<const PredictionShape> shapes) {
    tx.insert_all("prediction_shapes", shapes,
                  "on conflict (model_name, model_version) do nothing");
}

std::optional<PredictionShape> find_shape(sql::Transaction& tx, const std::string& model_name,
                                          const std::string& model_version) {
    return tx.row<PredictionShape>(
        "select * from prediction_shapes where model_name = $1 and model_version = $2", model_name,
        model_version);
}

void HourRows::add(const std::string& endpoint_id, Timestamp created_at) {
    ++rows_[{endpoint_id, hour_of(created_at)}];
}

void HourRows::insert(sql::Transaction& tx) const {
    for (const auto& [key, count] : rows_)
        tx.run(
            "insert into prediction_outcome_hours (endpoint_id, started_at, row_count, kept_share) "
            "values ($1, $2, $3, 1) on conflict (endpoint_id, started_at) do update set row_count "
            "= prediction_outcome_hours.row_count + excluded.row_count",
            key.first, key.second, count);
}

void insert(sql::Transaction& tx, std::span<const PredictionOutcome> outcomes) {
    HourRows hours;
    for (const auto& outcome : outcomes) hours.add(outcome.endpoint_id, outcome.created_at);
    hours.insert(tx);
    insert_uncounted(tx, outcomes);
}

void insert_uncounted(sql::Transaction& tx, std::span<const PredictionOutcome> outcomes) {
    tx.insert_all("prediction_outcomes", outcomes,
                  "on conflict (endpoint_id, request_id, row) do nothing");
    std::map<std::string, std::pair<Timestamp, Timestamp>> spans;
    for (const auto& outcome : outcomes) {
        auto& [first, last] =
            spans.try_emplace(outcome.endpoint_id, outcome.created_at, outcome.created_at)
                .first->second;
        first = std::min(first, outcome.created_at);
        last = std::max(last, outcome.created_at);
    }
    for (const auto& [endpoint_id, span] : spans)
        join_waiting(tx, endpoint_id, span.first, span.second);
}

std::int64_t waiting_labels(sql::Transaction& tx, std::int64_t max) {
    return tx
        .value<std::int64_t>(
            "select count(*) from (select 1 from waiting_labels limit $1) as counted", max)
        .value_or(0);
}

LabelJoin::LabelJoin(sql::Transaction& tx, std::span<const WaitingLabel> labels) : tx_{tx} {
    check(!labels.empty(), "there are labels");
    endpoint_id_ = labels.front().endpoint_id;
    created_at_ = labels.front().created_at;
    tx_.insert_all("waiting_labels", labels,
                   "on conflict (endpoint_id, request_id, row) do update set label = "
                   "excluded.label, created_at = excluded.created_at");
}

std::vector<MissingRow> LabelJoin::missing_rows() {
    return tx_.rows<MissingRow>(
        "select request_id, row, rows from (select w.request_id, w.row, (select max(p.row) + 1 "
        "from prediction_outcomes p where p.endpoint_id = w.endpoint_id and p.request_id = "
        "w.request_id) as rows from waiting_labels w where w.endpoint_id = $1 and w.created_at = "
        "$2) as found where rows <= row",
        endpoint_id_, created_at_);
}

std::vector<LabelledNumber> LabelJoin::numbers() {
    return tx_.rows<LabelledNumber>(
        "select w.request_id, w.row, w.label from waiting_labels w join prediction_outcomes p on "
        "p.endpoint_id = w.endpoint_id and p.request_id = w.request_id and p.row = w.row "
        "where w.endpoint_id = $1 and w.created_at = $2 and p.value is not null",
        endpoint_id_, created_at_);
}

LabelJoin::Counts LabelJoin::join() {
    constexpr std::string_view known =
        "from waiting_labels w join prediction_outcomes p on p.endpoint_id = w.endpoint_id and "
        "p.request_id = w.request_id and p.row = w.row where w.endpoint_id = $1 and "
        "w.created_at = $2";
    const auto all =
        tx_.value<std::int64_t>(fmt::format("select count(*) {}", known), endpoint_id_, created_at_)
            .value_or(0);
    const auto labelled =
        tx_.value<std::int64_t>(fmt::format("select count(*) {} and p.label is not null", known),
                                endpoint_id_, created_at_)
            .value_or(0);
    tx_.run(fmt::format("update prediction_outcomes set label = (select w.label {0}), labelled_at "
                        "= coalesce(labelled_at, $2) where endpoint_id = $1 and (request_id, row) "
                        "in (select w.request_id, w.row from waiting_labels w where w.endpoint_id "
                        "= $1 and w.created_at = $2)",
                        label_of_w),
            endpoint_id_, created_at_);
    tx_.run(
        "delete from waiting_labels where endpoint_id = $1 and created_at = $2 and exists (select "
        "1 from prediction_outcomes p where p.endpoint_id = waiting_labels.endpoint_id and "
        "p.request_id = waiting_labels.request_id and p.row = waiting_labels.row)",
        endpoint_id_, created_at_);
    return {.joined = all - labelled, .replaced = labelled};
}

std::vector<OutcomeCount> counts(sql::Transaction& tx, const std::string& endpoint_id,
                                 Interval window) {
    return tx.rows<OutcomeCount>(
        "select served_entity, model_name, model_version, count(*) as kept_rows, count(label) as "
        "labelled_rows from prediction_outcomes where endpoint_id = $1 and created_at >= $2 and "
        "created_at < $3 group by served_entity, model_name, model_version "
        "order by served_entity, model_name, model_version",
        endpoint_id, window.from, window.to);
}

std::vector<PredictionOutcome> read(sql::Transaction& tx, const std::string& endpoint_id,
                                    Interval window, Which which, std::int64_t count) {
    return tx.rows<PredictionOutcome>(
        fmt::format("select created_at, served_entity, model_name, model_version, predicted, "
                    "value, scores, label, labelled_at from prediction_outcomes where endpoint_id "
                    "= $1 and created_at >= $2 and created_at < $3 {} "
                    "order by share_place, request_id, row limit $4",
                    which == Which::labelled ? "and label is not null" : ""),
        endpoint_id, window.from, window.to, count);
}

std::int64_t forget(sql::Transaction& tx, Timestamp before, std::int64_t count) {
    tx.run("delete from prediction_outcome_hours where started_at < $1", hour_of(before));
    return tx.run(
        "delete from prediction_outcomes where (endpoint_id, request_id, row) in (select "
        "endpoint_id, request_id, row from prediction_outcomes where created_at < $1 order by "
        "created_at limit $2)",
        before, count);
}

std::int64_t forget_waiting(sql::Transaction& tx, Timestamp before, std::int64_t count) {
    return tx.run(
        "delete from waiting_labels where (endpoint_id, request_id, row) in (select endpoint_id, "
        "request_id, row from waiting_labels where created_at < $1 order by created_at limit $2)",
        before, count);
}

std::optional<Hour> fullest_hour_above(sql::Transaction& tx, std::int64_t rows_max) {
    const auto all = tx.value<std::int64_t>(
        "select cast(coalesce(sum(row_count), 0) as bigint) from prediction_outcome_hours");
    if (all.value_or(0) <= rows_max) return std::nullopt;
    return tx.row<Hour>(
        "select endpoint_id, started_at, kept_share from prediction_outcome_hours "
        "order by row_count desc, started_at limit 1");
}

std::int64_t forget_above_share(sql::Transaction& tx, const Hour& of, std::int64_t count) {
    return tx.run(
        "delete from prediction_outcomes where (endpoint_id, request_id, row) in (select "
        "endpoint_id, request_id, row from prediction_outcomes where endpoint_id = $1 and "
        "created_at >= $2 and created_at < $3 and share_place >= $4 limit $5)",
        of.endpoint_id, of.started_at, of.started_at + hour, of.kept_share, count);
}

void set_share(sql::Transaction& tx, const Hour& of) {
    tx.run(
        "update prediction_outcome_hours set kept_share = $4, row_count = (select count(*) from "
        "prediction_outcomes p where p.endpoint_id = $1 and p.created_at >= $2 and p.created_at < "
        "$3) where endpoint_id = $1 and started_at = $2",
        of.endpoint_id, of.started_at, of.started_at + hour, of.kept_share);
}

}  // namespace ontos::outcomes_store
