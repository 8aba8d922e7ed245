#pragma once
// How an endpoint is, as a number whose arithmetic is shown.

#include "monitor/alerts/measurement.hpp"

namespace ontos {

/// From 90, 70, 50 and 0 points; unknown without traffic.
BOOST_DEFINE_ENUM_CLASS(HealthStatus, healthy, degraded, warning, critical, unknown)

struct HealthReason {
    std::string what;
    double points = 0;
    std::string evidence;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&HealthReason::what>("error_budget, alert, drift, saturation or staleness."),
            api::field<&HealthReason::points>("What it takes off 100."),
            api::field<&HealthReason::evidence>("Why, with the numbers.")};
    }
};

/// What drift says of an endpoint.
struct DriftStatus {
    bool detected = false;  ///< confirmed, by the standing rule
    std::string severity;   ///< low, medium, high or critical
    std::string explanation;
};

/// What is known of an endpoint; the counts are of the last hour.
struct HealthFacts {
    RequestNumbers requests;
    std::uint64_t rate_limited = 0;
    std::vector<Alert> firing;
    std::optional<DriftStatus> drift;
    std::optional<std::chrono::seconds> evaluation_age;  ///< of its oldest enabled alert
};

/// The budget of requests that may fail.
inline constexpr double health_objective = 0.999;

/// What is wrong, the worst first; empty if nothing is.
std::vector<HealthReason> health_reasons(const HealthFacts& facts);

/// 100 less the points of the reasons, at least 0.
double health_score(const std::vector<HealthReason>& reasons);

HealthStatus health_status(double score);

}  // namespace ontos
