// Where drift is found.
#include "monitor/drift/drift_queries.hpp"
#include "platform/api/router.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About judging{
    api::UnknownMembers::ignored,
    "Counts are made when requests are answered, in bins that the baseline gave; nothing is "
    "sampled and no log is read. `verdict` judges this window once; `confirmed` says whether the "
    "standing rule holds at its end (docs/drift.md). Rows of several versions count wherever a "
    "feature's bins are equal; `warning` says which do not. Under 200 baseline rows or 50 recent "
    "rows the verdict is "
    "`insufficient_data`, and `warning` says why."};

constexpr api::About window_by_window{
    api::UnknownMembers::refused,
    "Each window that has ended is judged once, as `GET /monitoring/drift/{endpoint_id}` judges "
    "one. Numbers are null in windows without a verdict: under 50 rows, or nothing to compare "
    "with."};

constexpr std::array finding_routes{
    api::get<&DriftQueries::show_drift>("/monitoring/drift/{endpoint_id}",
                                        "Show what drifted at an endpoint.", Right::monitor_read,
                                        judging),
    api::get<&DriftQueries::show_feature_drift>("/monitoring/drift/{endpoint_id}/{feature}",
                                                "Show both distributions of a feature.",
                                                Right::monitor_read),
    api::get<&DriftQueries::show_windows>("/monitoring/drift-windows/{endpoint_id}",
                                          "Show how far features drifted, window by window.",
                                          Right::monitor_read, window_by_window),
};

}  // namespace

void mount(api::Router& router, DriftQueries& queries) {
    router.mount(queries, finding_routes, "Monitoring");
}

}  // namespace ontos
