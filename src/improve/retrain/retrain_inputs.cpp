// What a trigger is decided by, as it is measured now.
#include "improve/retrain/retrain_inputs.hpp"

#include <algorithm>

#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheets_store.hpp"

namespace ontos {
namespace {

using std::chrono::hours;

RatedSide side_of(const FeedbackCounts& counts, Interval window) {
    RatedSide side;
    side.window_start = window.from;
    side.window_end = window.to;
    side.positive = counts.positive_count;
    side.negative = counts.negative_count;
    return side;
}

}  // namespace

void RetrainMeasuring::measure_rows(const RetrainTrigger& trigger, Timestamp until,
                                    RetrainInputs& out) const {
    const auto& id = *trigger.condition.training_sheet_id;
    parts_.database.read([&](sql::Transaction& tx) {
        const auto sheet = sheets_store::find(tx, id);
        out.approved_rows.reset();
        if (!sheet) return;
        out.total_rows = sheet->counts.total_rows;
        out.approved_rows = rows_store::count_approved(tx, id, {counted_since(trigger), until});
    });
}

void RetrainMeasuring::measure_windows(const RetrainCondition& condition,
                                       const EndpointInfo& endpoint, Timestamp now,
                                       RetrainInputs& out) const {
    const auto middle = now - hours{window_hours_of(condition)};
    const Interval late{middle, now}, early{middle - hours{baseline_hours_of(condition)}, middle};
    out.now_side = side_of(parts_.feedback.counts_in(endpoint.id, late), late);
    out.before_side = side_of(parts_.feedback.counts_in(endpoint.id, early), early);
}

void RetrainMeasuring::measure_versions(const RetrainCondition& condition,
                                        const EndpointInfo& endpoint, Timestamp now,
                                        RetrainInputs& out) const {
    const Interval window{now - hours{window_hours_of(condition)}, now};
    auto serving = endpoint.model_version;
    const auto days = parts_.database.read([&](sql::Transaction& tx) {
        // Of what is served elsewhere the registry may not say which version that is.
        if (endpoint.model_version.empty())
            serving = feedback_store::newest_version(tx, endpoint.id.text).value_or("");
        return feedback_counts_store::days(tx, endpoint.id.text, window.from);
    });
    std::map<std::string, FeedbackCounts> versions;
    for (const auto& day : days)
        if (!day.model_version.empty()) versions[day.model_version] += day.counts();
    const auto of = [&](const std::string& version) {
        auto side = side_of(versions[version], window);
        side.window_start = std::chrono::floor<std::chrono::days>(window.from);
        side.model_version = version;
        return side;
    };
    const auto rated = [&](const auto& entry) {
        return entry.second.positive_count + entry.second.negative_count;
    };
    if (serving.empty()) return;
    out.model_version = serving;
    out.now_side = of(serving);
    auto best = versions.end();
    for (auto entry = versions.begin(); entry != versions.end(); ++entry)
        if (entry->first != serving && (best == versions.end() || rated(*entry) > rated(*best)))
            best = entry;
    if (best != versions.end()) out.before_side = of(std::string{best->first});
}

void RetrainMeasuring::measure_drift(const RetrainCondition& condition,
                                     const EndpointInfo& endpoint, Timestamp now,
                                     RetrainInputs& out) const {
    const auto length = hours{window_hours_of(condition)};
    const auto since_1970 = std::chrono::floor<hours>(now.time_since_epoch());
    auto end = Timestamp{since_1970 - since_1970 % length};
    for (int i = 0; i < windows_of(condition); ++i, end -= length) {
        auto window = parts_.drift_window(endpoint.id, {end - length, end});
        window.window_start = end - length;
        window.window_end = end;
        const bool goes_on = window.is_judged && window.confirmed;
        out.drift_windows.push_back(std::move(window));
        if (!goes_on) return;
    }
}

RetrainInputs RetrainMeasuring::measure(const RetrainTrigger& trigger, Timestamp now,
                                        Timestamp rows_until) const {
    RetrainInputs out;
    const auto& condition = trigger.condition;
    if (condition.training_sheet_id) measure_rows(trigger, rows_until, out);
    if (!condition.endpoint_id) return out;
    const auto endpoint = parts_.endpoints.find_live(*condition.endpoint_id);
    out.is_endpoint_gone = !endpoint;
    if (!endpoint) return out;
    out.endpoint_name = endpoint->name;
    if (!endpoint->model_version.empty()) out.model_version = endpoint->model_version;
    out.endpoint_revision = parts_.revision(endpoint->id);
    if (condition.type == RetrainConditionType::drift)
        measure_drift(condition, *endpoint, now, out);
    if (condition.type != RetrainConditionType::satisfaction_drop) return out;
    if (condition.compare == SatisfactionCompare::versions)
        measure_versions(condition, *endpoint, now, out);
    else
        measure_windows(condition, *endpoint, now, out);
    return out;
}

}  // namespace ontos
