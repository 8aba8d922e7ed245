// Health: how each endpoint is, and why.
#include "monitor/alerts/health.hpp"

#include <algorithm>

#include "monitor/alerts/alert_lookup.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "monitor/metrics/summaries.hpp"

namespace ontos {
namespace {

constexpr std::chrono::minutes looked_at{60};

std::optional<std::chrono::seconds> evaluation_age(const std::vector<Alert>& alerts,
                                                   Timestamp now) {
    std::optional<std::chrono::seconds> oldest;
    for (const auto& [record, name, firing] : alerts) {
        if (!record.rule.enabled) continue;
        const auto at = record.progress.last_evaluated_at.value_or(record.updated_at);
        const auto age = std::chrono::floor<std::chrono::seconds>(now - at);
        oldest = std::max(oldest.value_or(age), age);
    }
    return oldest;
}

}  // namespace

Health::Health(sql::Database& database, Metrics& metrics, EndpointDirectory endpoints,
               AskDrift drift, AskRatings ratings)
    : database_{database},
      metrics_{metrics},
      endpoints_{std::move(endpoints)},
      drift_{std::move(drift)},
      ratings_{std::move(ratings)} {}

EndpointHealth Health::health_of(const EndpointInfo& endpoint, Timestamp now) {
    const auto window = window_of(now, looked_at);
    std::vector<Bucket> buckets;
    metrics_.read({&endpoint.id.text, 1}, tiles_of(window, finest_kept_for(looked_at)),
                  [&](std::size_t, std::vector<Bucket> found) { buckets = std::move(found); });
    auto alerts = database_.read(
        [&](sql::Transaction& tx) { return alerts_store::list_of_endpoint(tx, endpoint.id.text); });

    HealthFacts facts;
    for (const auto& bucket : buckets) {
        facts.requests += numbers_of(bucket.counts);
        facts.rate_limited += bucket.counts.rate_limited;
    }
    facts.evaluation_age = evaluation_age(alerts, now);
    std::erase_if(alerts, [](const Alert& alert) { return !alert.firing; });
    facts.firing = std::move(alerts);
    if (drift_) facts.drift = drift_(endpoint.id);

    EndpointHealth health;
    health.endpoint_id = endpoint.id.text;
    health.endpoint_name = endpoint.name;
    health.metrics =
        realtime_of(endpoint, static_cast<std::int32_t>(looked_at.count()), {window.from, now},
                    buckets, ratings_ ? ratings_(endpoint.id, window) : Ratings{});
    health.active_alerts = std::ssize(facts.firing);
    if (facts.drift) {
        health.drift_detected = facts.drift->detected;
        health.drift_severity = facts.drift->severity;
    }
    health.reasons = health_reasons(facts);
    if (facts.requests.total > 0) {
        health.health_score = health_score(health.reasons);
        health.status = health_status(*health.health_score);
    }
    health.timestamp = now;
    return health;
}

EndpointHealth Health::show_endpoint_health(const api::Path<MetricsPath>& path) {
    if (const auto endpoint = endpoints_.find(path.endpoint_id))
        return health_of(*endpoint, metrics_.collect());
    database_.read(
        [&](sql::Transaction& tx) { require_endpoint_or_deleted(tx, path.endpoint_id); });
    throw Failure{FailureKind::unavailable, "The endpoint is only just being made: try again."};
}

HealthPage Health::list_endpoint_health(const api::Query<HealthQuery>& query) {
    auto endpoints = endpoints_.list();
    std::ranges::sort(endpoints, {}, &EndpointInfo::name);
    std::erase_if(endpoints,
                  [&](const EndpointInfo& endpoint) { return endpoint.name <= query.cursor; });
    HealthPage page;
    if (std::cmp_greater(endpoints.size(), query.limit)) {
        endpoints.resize(static_cast<std::size_t>(query.limit));
        page.next_cursor = endpoints.back().name;
    }
    const auto now = metrics_.collect();
    for (const auto& endpoint : endpoints) page.items.push_back(health_of(endpoint, now));
    return page;
}

}  // namespace ontos
