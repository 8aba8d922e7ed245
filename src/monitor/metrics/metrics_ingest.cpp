// Requests that were served elsewhere, counted like our own.
#include "monitor/metrics/metrics_ingest.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "monitor/metrics/ingest_store.hpp"
#include "monitor/metrics/ingested_prediction.hpp"
#include "monitor/metrics/unknown_endpoint.hpp"
#include "platform/api/schema.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

constexpr std::chrono::hours late_max{7 * 24};
constexpr std::chrono::minutes ahead_max{5};

int status_of(const IngestedMetric& metric) {
    return metric.status_code.value_or(metric.error_message ? 500 : 200);
}

Counts counts_of(const IngestedMetric& metric) {
    Counts counts;
    const auto status = status_of(metric);
    counts.add(status, static_cast<std::uint64_t>(std::llround(metric.latency_ms * 1e6)));
    counts.rows_scored = status < 400 ? 1 : 0;
    counts.input_tokens = static_cast<std::uint64_t>(metric.input_tokens.value_or(0));
    counts.output_tokens = static_cast<std::uint64_t>(metric.output_tokens.value_or(0));
    counts.cost_nanos =
        static_cast<std::uint64_t>(std::llround(metric.cost_dollars.value_or(0) * 1e9));
    return counts;
}

/// What a member of a metric must be.
struct MemberRule {
    std::string_view member, must;
    std::string_view code, message;  ///< of the answer, if it is the first that is broken
};

constexpr MemberRule timestamp_rule{
    "timestamp",
    "must be at most 7 days ago and at most 5 minutes ahead; a number is milliseconds since 1970",
    "timestamp_out_of_range",
    "A timestamp must be at most 7 days ago and at most 5 minutes ahead of the server's clock."};
constexpr MemberRule features_rule{"features", "must be an object", "invalid_features",
                                   "features must be an object: values by name."};
constexpr MemberRule status_rule{"status_code", "must be 2xx, 4xx or 5xx", "invalid_status_code",
                                 "A status_code must be one that is counted: 2xx, 4xx or 5xx."};

/// What is wrong is said by the place and the rule that mistake_in finds.
MemberRule rule_of(const PredictionMistake& mistake) {
    return {"prediction", mistake.must, "invalid_prediction",
            "A prediction is a text without NUL, a number, true or false, {\"label\": ..., "
            "\"scores\": {label: 0 to 1}} or {\"value\": number}."};
}

bool is_counted(int status) { return status >= 200 && status / 100 != 3; }

/// All that is wrong with the metrics of a call.
class BrokenRules {
public:
    explicit BrokenRules(bool is_batch) : is_batch_{is_batch} {}

    /// `below`: where in the member, as a pointer.
    void add(std::size_t index, const MemberRule& rule, std::string_view below = {}) {
        found_.add(place_of(index, rule.member).append(below), std::string{rule.must});
        if (!first_)
            first_ = Failure{FailureKind::invalid, std::string{rule.message}}.code(rule.code);
    }
    void add_unknown(std::size_t index, const EndpointDirectory& endpoints,
                     const std::string& reference) {
        found_.add(place_of(index, "endpoint_id"), "is no endpoint");
        if (!unknown_) unknown_ = unknown_endpoint(endpoints, reference);
    }

    /// 404 only where nothing but endpoints is wrong.
    void throw_if_any() && {
        if (found_.empty()) return;
        throw std::move(first_ ? *first_ : *unknown_).violations(std::move(found_).take());
    }

private:
    std::string place_of(std::size_t index, std::string_view member) const {
        return "/body/" + (is_batch_ ? "metrics/" + std::to_string(index) + '/' : "") +
               std::string{member};
    }

    const bool is_batch_;
    api::Violations found_;
    std::optional<Failure> first_, unknown_;
};

}  // namespace

/// A metric that can be counted.
struct MetricsIngest::Item {
    const IngestedMetric* metric;
    EndpointInfo endpoint;
    Timestamp answered_at;
    std::size_t level;
    std::string id;  ///< new for each
    ModelVersionRef version;

    Ingested told() const {
        return {id, *metric, endpoint, answered_at, status_of(*metric), level, version};
    }
};

/// What a transaction did, for after its commit.
struct MetricsIngest::Work {
    std::vector<Ingested> counted;  ///< those that are new
    std::vector<Bucket> buckets;
};

MetricsIngest::MetricsIngest(sql::Database& database, Metrics& metrics, const Clock& clock,
                             Random& random, EndpointDirectory endpoints, PrepareIngested prepare,
                             FindServedVersion find_version)
    : database_{database},
      metrics_{metrics},
      clock_{clock},
      random_{random},
      endpoints_{std::move(endpoints)},
      prepare_{std::move(prepare)},
      find_version_{std::move(find_version)} {}

std::vector<MetricsIngest::Item> MetricsIngest::checked(std::span<const IngestedMetric> metrics,
                                                        bool is_batch) const {
    const auto now = clock_.now();
    std::vector<Item> items;
    BrokenRules broken{is_batch};
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        const auto& metric = metrics[i];
        const auto at = metric.timestamp ? metric.timestamp->at(now) : now;
        if (at < now - late_max || at > now + ahead_max) broken.add(i, timestamp_rule);
        if (!metric.features.is_null() && !metric.features.is_object())
            broken.add(i, features_rule);
        if (!is_counted(status_of(metric))) broken.add(i, status_rule);
        if (const auto mistake = mistake_in(metric.prediction))
            broken.add(i, rule_of(*mistake), mistake->below);
        auto endpoint = endpoints_.find_live(metric.endpoint_id);
        if (!endpoint) {
            broken.add_unknown(i, endpoints_, metric.endpoint_id);
            continue;
        }
        auto version = find_version_ ? find_version_(endpoint->id) : ModelVersionRef{};
        // A version of one model says nothing of another's.
        if (metric.model_name && *metric.model_name != version.full_name)
            version = {*metric.model_name, ""};
        if (metric.model_version) version.version = *metric.model_version;
        const auto age = std::max(now - at, std::chrono::microseconds{0});
        items.push_back({&metric, *std::move(endpoint), at,
                         finest_kept_for(std::chrono::ceil<std::chrono::seconds>(age)),
                         new_id(clock_, random_), std::move(version)});
    }
    std::move(broken).throw_if_any();
    return items;
}

IngestSteps MetricsIngest::prepared(std::span<const Item> items) const {
    if (!prepare_) return {};
    std::vector<Ingested> requests;
    for (const auto& item : items) requests.push_back(item.told());
    return prepare_(requests);
}

MetricsIngest::Work MetricsIngest::write(sql::Transaction& tx, std::span<const Item> items,
                                         const IngestSteps& steps) const {
    const auto now = clock_.now();
    std::vector<ingest_store::IngestedId> ids;
    for (const auto& item : items)
        if (const auto& request_id = item.metric->request_id)
            ids.push_back({item.endpoint.id.text, *request_id, item.id, now});
    const auto claimed = ingest_store::claim(tx, ids);
    Work work;
    std::map<std::tuple<std::string, std::size_t, Timestamp, std::string>, Counts> cells;
    for (const auto& item : items) {
        if (item.metric->request_id && !claimed.contains(item.id)) continue;
        work.counted.push_back(item.told());
        cells[{item.endpoint.id.text, item.level,
               round_down(item.answered_at, levels[item.level].length), item.version.version}]
            .merge(counts_of(*item.metric));
    }
    for (auto& [key, counts] : cells)
        work.buckets.push_back({std::get<1>(key), std::get<2>(key), std::get<0>(key), "",
                                std::get<3>(key), std::move(counts)});
    if (!items.empty()) Metrics::insert_ingested(tx, work.buckets, "ingest." + items.front().id);
    if (!work.counted.empty() && steps.keep) steps.keep(tx, work.counted);
    return work;
}

void MetricsIngest::finish(std::span<const Item> items, const Work& work,
                           const IngestSteps& steps) {
    for (const auto& bucket : work.buckets) {
        const auto item = std::ranges::find(items, bucket.endpoint_id, [](const Item& one) {
            return std::string_view{one.endpoint.id.text};
        });
        metrics_.count_ingested(item->endpoint.name, bucket);
    }
    if (!work.counted.empty() && steps.tell) steps.tell(work.counted);
}

api::Upserted<IngestResult> MetricsIngest::ingest_metric(const api::Body<IngestedMetric>& metric,
                                                         const access::Once& once) {
    const IngestedMetric& one = metric;
    const auto items = checked({&one, 1}, false);
    const auto steps = prepared(items);
    Work work;
    auto result =
        once.run(database_, clock_, [&](sql::Transaction& tx) -> api::Upserted<IngestResult> {
            const auto& item = items.front();
            work = write(tx, items, steps);
            if (!work.counted.empty()) return api::Upserted<IngestResult>{{item.id, false}, true};
            const auto first =
                ingest_store::find(tx, item.endpoint.id.text, metric.request_id.value_or(""));
            return api::Upserted<IngestResult>{{first.value_or(item.id), true}, false};
        });
    finish(items, work, steps);
    return result;
}

api::Created<IngestBatchResult> MetricsIngest::ingest_metrics(const api::Body<IngestBatch>& batch,
                                                              const access::Once& once) {
    const auto items = checked(batch.metrics, true);
    const auto steps = prepared(items);
    Work work;
    auto result = once.run(database_, clock_, [&](sql::Transaction& tx) {
        work = write(tx, items, steps);
        const auto inserted = std::ssize(work.counted);
        return api::Created<IngestBatchResult>{
            {inserted, std::ssize(items) - inserted, std::ssize(items)}};
    });
    finish(items, work, steps);
    return result;
}

void MetricsIngest::forget(std::int64_t ids_max) {
    constexpr std::int64_t at_once = 1'000;
    std::string id;
    while (!(id = database_.read([&](sql::Transaction& tx) {
                return ingest_store::next_endpoint(tx, id);
            })).empty()) {
        const auto excess = database_.read(
            [&](sql::Transaction& tx) { return ingest_store::nth_newest(tx, id, ids_max); });
        const auto before = std::max(clock_.now() - late_max, excess.value_or(Timestamp{}));
        for (std::int64_t gone = at_once; gone == at_once;)
            gone = database_.write([&id, before](sql::Transaction& tx) {
                return ingest_store::forget(tx, id, before, at_once);
            });
    }
}

}  // namespace ontos
