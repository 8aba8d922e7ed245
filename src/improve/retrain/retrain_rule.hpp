#pragma once
// When a trigger fires: one pure function, which the dry run calls too.

#include "improve/retrain/retrain_trigger.hpp"

namespace ontos {

/// What is known of the world where it is decided; only what the condition asks is filled.
struct RetrainInputs {
    std::optional<std::int64_t> approved_rows, total_rows;  ///< nullopt: the sheet is gone
    std::optional<RatedSide> now_side, before_side;         ///< without rate and interval
    std::vector<DriftWindowSeen> drift_windows;             ///< newest first
    std::optional<std::int64_t> endpoint_revision;
    std::optional<std::string> endpoint_name, model_version;
    bool is_endpoint_gone = false;
};

/// What is approved needs as long to be seen by every server: rows count when they are as old, or
/// for the next firing.
inline constexpr std::chrono::seconds settling_time{5};

/// Since when rows count: when it was made, or what the last firing counted to.
Timestamp counted_since(const RetrainTrigger& trigger);

RetrainVerdict judge(const RetrainTrigger& trigger, const RetrainInputs& inputs, Timestamp now);

/// The 95 % interval of the difference of two shares (Newcombe 1998, method 10: of Wilson's
/// intervals).
std::array<double, 2> share_difference_interval(std::int64_t first_yes, std::int64_t first_all,
                                                std::int64_t second_yes, std::int64_t second_all);

// What members stand for that are left out.
std::int32_t window_hours_of(const RetrainCondition& condition);
std::int32_t baseline_hours_of(const RetrainCondition& condition);
std::int32_t windows_of(const RetrainCondition& condition);
std::int64_t min_ratings_of(const RetrainCondition& condition);
std::string time_zone_of(const RetrainCondition& condition);

}  // namespace ontos
