#pragma once
// How fast an error budget burns: the multiwindow, multi-burn-rate alerts of the SRE workbook,
// chapter 5, table 5-8.

#include "monitor/alerts/measurement.hpp"

namespace ontos {

/// A row of the table: the budget burns faster than `limit` over both windows.
struct BurnRow {
    std::chrono::minutes long_window, short_window;
    double limit;
};

/// The rows for `page` or `ticket`.
std::span<const BurnRow> burn_rows(std::string_view metric);

/// The largest, over the rows, of the smaller burn rate of both windows divided by the row's limit:
/// above 1 is what the table alerts on. A row counts only with at least `min_samples` failed
/// requests in its long window, so that one failure of few requests does not alert. No data without
/// requests.
Measurement measure_burn_rate(const AlertRule& rule, Timestamp until, RequestCounts& counts);

/// The largest value there is: every request failed.
double burn_rate_max(const AlertRule& rule);

}  // namespace ontos
