// How an endpoint is, as a number whose arithmetic is shown.
#include "monitor/alerts/health_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ontos {
namespace {

double to_tenths(double points) { return std::round(10 * points) / 10; }

/// The least share that so many of all stand for, with 95 % confidence (Wilson's interval): few
/// requests prove little.
double least_share(std::uint64_t part, std::uint64_t all) {
    constexpr double z = 1.96;
    const auto n = static_cast<double>(all);
    const auto share = static_cast<double>(part) / n;
    const auto spread = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return std::max(0.0, (share + z * z / (2 * n) - spread) / (1 + z * z / n));
}

/// 40 points at the burn rate that pages (14.4), and 60 more as all requests fail.
void add_error_budget(const HealthFacts& facts, std::vector<HealthReason>& reasons) {
    constexpr double paging_rate = 14.4;
    const auto successful = facts.requests.successful, failed = facts.requests.failed;
    if (failed == 0) return;
    const auto share = least_share(failed, successful + failed);
    const auto burn = share / (1 - health_objective);
    reasons.push_back(
        {"error_budget", to_tenths(40 * std::min(1.0, burn / paging_rate) + 60 * share),
         fmt::format("{} of {} requests failed in the last hour, at least {:.3g} % with 95 % "
                     "confidence: {:.3g} times the budget of {:.3g} %. "
                     "40 x min(1, {:.3g} / {}) + 60 x {:.3g}",
                     failed, successful + failed, 100 * share, burn, 100 * (1 - health_objective),
                     burn, paging_rate, share)});
}

double points_of(AlertSeverity severity) {
    switch (severity) {
        case AlertSeverity::info:
            return 2;
        case AlertSeverity::warning:
            return 10;
        case AlertSeverity::error:
            return 20;
        case AlertSeverity::critical:
            return 35;
    }
    return 0;
}

void add_alerts(const HealthFacts& facts, std::vector<HealthReason>& reasons) {
    for (const auto& alert : facts.firing) {
        const auto& record = alert.record;
        reasons.push_back(
            {"alert", points_of(record.rule.severity),
             fmt::format("{} fires ({}): {}", *record.rule.name, api::to_text(record.rule.severity),
                         record.progress.message)});
    }
}

void add_drift(const HealthFacts& facts, std::vector<HealthReason>& reasons) {
    if (!facts.drift || !facts.drift->detected) return;
    const auto& severity = facts.drift->severity;
    const double points = severity == "critical" ? 30
                          : severity == "high"   ? 20
                          : severity == "medium" ? 10
                                                 : 0;
    reasons.push_back(
        {"drift", points, fmt::format("Drift is {}: {}", severity, facts.drift->explanation)});
}

/// 20 points when one in twenty requests is turned away.
void add_saturation(const HealthFacts& facts, std::vector<HealthReason>& reasons) {
    constexpr double full = 0.05;
    if (facts.rate_limited == 0) return;
    const auto share =
        static_cast<double>(facts.rate_limited) / static_cast<double>(facts.requests.total);
    reasons.push_back({"saturation", to_tenths(20 * std::min(1.0, share / full)),
                       fmt::format("{} of {} requests were answered with 429 in the last hour. "
                                   "20 x min(1, {:.3g} / {})",
                                   facts.rate_limited, facts.requests.total, share, full)});
}

void add_staleness(const HealthFacts& facts, std::vector<HealthReason>& reasons) {
    constexpr std::chrono::seconds fresh{60};
    if (!facts.evaluation_age || *facts.evaluation_age <= fresh) return;
    reasons.push_back(
        {"staleness", 5,
         fmt::format("Its alerts were not evaluated for {} s: what fires is not known",
                     facts.evaluation_age->count())});
}

}  // namespace

std::vector<HealthReason> health_reasons(const HealthFacts& facts) {
    std::vector<HealthReason> reasons;
    add_error_budget(facts, reasons);
    add_alerts(facts, reasons);
    add_drift(facts, reasons);
    add_saturation(facts, reasons);
    add_staleness(facts, reasons);
    std::ranges::stable_sort(reasons, std::greater{}, &HealthReason::points);
    return reasons;
}

double health_score(const std::vector<HealthReason>& reasons) {
    double score = 100;
    for (const auto& reason : reasons) score -= reason.points;
    return std::max(0.0, to_tenths(score));
}

HealthStatus health_status(double score) {
    if (score >= 90) return HealthStatus::healthy;
    if (score >= 70) return HealthStatus::degraded;
    return score >= 50 ? HealthStatus::warning : HealthStatus::critical;
}

}  // namespace ontos
