// The handlers of the quality route, and what alerts ask.
#include "monitor/quality/quality_queries.hpp"

#include <fmt/format.h>

#include "monitor/metrics/unknown_endpoint.hpp"
#include "monitor/quality/measured_quality.hpp"
#include "monitor/quality/window_quality.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using outcomes_store::Which;

constexpr std::int64_t asked_rows_max = 10'000;  // alerts ask often
constexpr std::int64_t measured_rows_max = 50'000, estimated_rows_max = 20'000;
constexpr double coverage_min = 0.01;
constexpr std::chrono::days taught_for{30};

WindowOutcomes read_labelled(sql::Transaction& tx, const std::string& endpoint_id, Interval window,
                             std::int64_t rows_max) {
    WindowOutcomes out;
    out.counts = outcomes_store::counts(tx, endpoint_id, window);
    for (const auto& count : out.counts)
        if (const auto shape =
                outcomes_store::find_shape(tx, count.model_name, count.model_version))
            out.shapes[{count.model_name, count.model_version}] = *shape;
    out.labelled = outcomes_store::read(tx, endpoint_id, window, Which::labelled, rows_max);
    return out;
}

MaybeQuality number_named(const QualityReport& report, std::string_view metric) {
    const std::map<std::string_view, const MaybeQuality*> numbers{{"accuracy", &report.accuracy},
                                                                  {"precision", &report.precision},
                                                                  {"recall", &report.recall},
                                                                  {"f1", &report.f1},
                                                                  {"auc", &report.roc_auc},
                                                                  {"log_loss", &report.log_loss},
                                                                  {"mae", &report.mae},
                                                                  {"rmse", &report.rmse},
                                                                  {"r2", &report.r2}};
    const auto found = numbers.find(metric);
    check(found != numbers.end(), "a metric of quality");
    return *found->second;
}

QualityMeasurement unmeasured(std::int64_t rows, std::string explanation) {
    return {.value = {}, .sample_count = rows, .explanation = std::move(explanation)};
}

}  // namespace

QualityQueries::QualityQueries(sql::Database& database, OutcomeLog& outcomes, Metrics& metrics,
                               EndpointDirectory endpoints)
    : database_{database},
      outcomes_{outcomes},
      metrics_{metrics},
      endpoints_{std::move(endpoints)} {}

EndpointQuality QualityQueries::show_quality(const api::Path<QualityPath>& path,
                                             const api::Query<QualityQuery>& query) {
    const auto endpoint = endpoints_.find(path.endpoint_id);
    if (!endpoint) throw unknown_endpoint(endpoints_, path.endpoint_id);
    outcomes_.flush();
    const auto now = metrics_.collect();
    const std::chrono::seconds length = std::chrono::hours{query.hours};
    const auto end = end_of(query.until, now);
    const auto window = window_of(end, length);
    const auto& id = endpoint->id.text;
    const auto outcomes = database_.read([&](sql::Transaction& tx) {
        auto out = read_labelled(tx, id, window, measured_rows_max);
        out.all = outcomes_store::read(tx, id, window, Which::all, estimated_rows_max);
        out.teaching = outcomes_store::read(tx, id, {end - taught_for, window.to}, Which::labelled,
                                            estimated_rows_max);
        return out;
    });
    std::map<ServedVersion, std::int64_t> served_rows;
    const auto tiles = tiled_window(end, length, now).tiles;
    metrics_.read({&id, 1}, tiles, [&](std::size_t, const std::vector<Bucket>& buckets) {
        for (const auto& bucket : buckets)
            if (bucket.counts.rows_scored > 0)
                served_rows[{bucket.served_entity, bucket.model_version}] +=
                    static_cast<std::int64_t>(bucket.counts.rows_scored);
    });
    auto [quality, by_model_version] = window_quality(outcomes, served_rows);
    return {.endpoint_id = id,
            .endpoint_name = endpoint->name,
            .time_period = to_rfc3339(window.from) + "/" + to_rfc3339(end),
            .quality = std::move(quality),
            .by_model_version = std::move(by_model_version)};
}

QualityMeasurement QualityQueries::measure(const EndpointId& endpoint_id, std::string_view metric,
                                           Interval window) {
    const auto outcomes = database_.read([&](sql::Transaction& tx) {
        return read_labelled(tx, endpoint_id.text, window, asked_rows_max);
    });
    std::int64_t kept = 0, labelled = 0;
    for (const auto& count : outcomes.counts) {
        kept += count.kept_rows;
        labelled += count.labelled_rows;
    }
    if (labelled < labelled_rows_min ||
        static_cast<double>(labelled) < coverage_min * static_cast<double>(kept))
        return unmeasured(labelled,
                          fmt::format("{} of {} predictions have a label; at least {} are needed, "
                                      "and {:.0f} %",
                                      labelled, kept, labelled_rows_min, coverage_min * 100));
    const auto shape = common_shape(outcomes);
    if (!shape) return unmeasured(labelled, "the versions predict different things");
    OutcomeList rows;
    for (const auto& outcome : outcomes.labelled) rows.push_back(&outcome);
    const auto number = number_named(measure_quality(*shape, rows), metric);
    if (!number)
        return unmeasured(labelled, fmt::format("{} is not defined for these predictions", metric));
    return {.value = number->value,
            .sample_count = labelled,
            .explanation = fmt::format("{} of {} predictions have a label", labelled, kept)};
}

}  // namespace ontos
