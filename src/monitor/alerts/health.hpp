#pragma once
// Health: how each endpoint is, and why.

#include "monitor/alerts/health_score.hpp"
#include "monitor/metrics/metrics_queries.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

struct EndpointHealth {
    std::string endpoint_id, endpoint_name;
    std::optional<double> health_score;
    HealthStatus status = HealthStatus::unknown;
    RealtimeMetrics metrics;
    std::int64_t active_alerts = 0;
    bool drift_detected = false;
    std::optional<std::string> drift_severity;
    std::vector<HealthReason> reasons;
    Timestamp timestamp{};

    static constexpr auto fields(auto...) {
        using T = EndpointHealth;
        return std::array{
            api::field<&T::endpoint_id>("Identifier of the endpoint."),
            api::field<&T::endpoint_name>("Name of the endpoint."),
            api::field<&T::health_score>(
                "100 less the points of the reasons, at least 0; null without traffic."),
            api::field<&T::status>("healthy from 90, degraded from 70, warning from 50, else "
                                   "critical; unknown without requests in the last hour."),
            api::field<&T::metrics>("The last hour."),
            api::field<&T::active_alerts>("Alerts that fire now."),
            api::field<&T::drift_detected>("Whether drift is confirmed."),
            api::field<&T::drift_severity>("How bad; null where nothing is known."),
            api::field<&T::reasons>("What takes points off, the worst first."),
            api::field<&T::timestamp>("When this was so.")};
    }
};

struct HealthQuery {
    std::int32_t limit = 100;
    std::string cursor;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&HealthQuery::limit>("Endpoints of a page.", api::minimum(1),
                                                           api::maximum(100)),
                          api::option<&HealthQuery::cursor>("`next_cursor` of the page before.",
                                                            api::max_length(200))};
    }
};

struct HealthPage {
    std::vector<EndpointHealth> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&HealthPage::items>("By name."),
            api::field<&HealthPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

/// Absent until something measures it; nullopt where nothing is known.
using AskDrift = std::function<std::optional<DriftStatus>(const EndpointId&)>;

/// Thread safe.
class Health {
public:
    /// All must outlive it. `drift` and `ratings` may be empty.
    Health(sql::Database& database, Metrics& metrics, EndpointDirectory endpoints,
           AskDrift drift = {}, AskRatings ratings = {});

    /// Throws Failure{not_found}.
    EndpointHealth show_endpoint_health(const api::Path<MetricsPath>& path);
    HealthPage list_endpoint_health(const api::Query<HealthQuery>& query);

private:
    EndpointHealth health_of(const EndpointInfo& endpoint, Timestamp now);

    sql::Database& database_;
    Metrics& metrics_;
    const EndpointDirectory endpoints_;
    const AskDrift drift_;
    const AskRatings ratings_;
};

void mount(api::Router& router, Health& health);

}  // namespace ontos
