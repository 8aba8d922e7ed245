// How fast an error budget burns.
#include "monitor/alerts/burn_rate.hpp"

#include <fmt/format.h>

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr std::array page_rows{BurnRow{1h, 5min, 14.4}, BurnRow{6h, 30min, 6.0}};
constexpr std::array ticket_rows{BurnRow{72h, 6h, 1.0}};

double burn_rate(const RequestNumbers& numbers, double objective) {
    const auto all = numbers.successful + numbers.failed;
    if (all == 0) return 0;
    return static_cast<double>(numbers.failed) / static_cast<double>(all) / (1 - objective);
}

}  // namespace

std::span<const BurnRow> burn_rows(std::string_view metric) {
    if (metric == "ticket") return ticket_rows;
    return page_rows;
}

double burn_rate_max(const AlertRule& rule) {
    double most = 0;
    for (const auto& row : burn_rows(*rule.metric))
        most = std::max(most, 1 / (1 - rule.objective) / row.limit);
    return most;
}

Measurement measure_burn_rate(const AlertRule& rule, Timestamp until, RequestCounts& counts) {
    Measurement measured;
    measured.until = until;
    measured.explanation = "no requests";
    for (const auto& row : burn_rows(*rule.metric)) {
        const auto over_long = counts.numbers({until - row.long_window, until});
        const auto all = static_cast<std::int64_t>(over_long.successful + over_long.failed);
        measured.sample_count = std::max(measured.sample_count, all);
        if (all == 0) continue;
        const auto over_short = counts.numbers({until - row.short_window, until});
        const auto long_rate = burn_rate(over_long, rule.objective);
        const auto short_rate = burn_rate(over_short, rule.objective);
        const bool is_enough = std::cmp_greater_equal(over_long.failed, *rule.min_samples);
        const auto value = is_enough ? std::min(long_rate, short_rate) / row.limit : 0;
        if (measured.value && value <= *measured.value) continue;
        measured.value = value;
        measured.explanation = fmt::format(
            "{} of {} requests failed in {} min: the budget of {:.3g} % burns {:.3g} times as fast "
            "as it may, and {:.3g} times in the last {} min; limit {:.3g}",
            over_long.failed, all, row.long_window.count(), 100 * (1 - rule.objective), long_rate,
            short_rate, row.short_window.count(), row.limit);
    }
    return measured;
}

}  // namespace ontos
