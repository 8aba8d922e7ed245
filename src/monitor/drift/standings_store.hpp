#pragma once
// How standings are kept: one row for each endpoint and length of window.

#include "monitor/drift/verdict.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// What is remembered of a feature from window to window.
struct StoredStanding {
    std::string name;
    double drift_score = 0, null_rate = 0, unseen_rate = 0;
    bool confirmed = false, drifted_before = false;
    std::int64_t windows = 0;
    double mean = 0, squares = 0;
    bool faded = false;
    std::int64_t evidence_at = 0;
    /// What moved, by the newest window that shows it; of the day's rows where none does. Without
    /// names that the baseline does not have: they are erasable.
    std::string explanation;

    static constexpr auto fields(auto...) {
        using T = StoredStanding;
        return std::array{api::field<&T::name>("Name."),
                          api::field<&T::drift_score>("Of the window."),
                          api::field<&T::null_rate>("Of the window."),
                          api::field<&T::unseen_rate>("Of the window."),
                          api::field<&T::confirmed>("Whether the rule holds."),
                          api::field<&T::drifted_before>("In the window."),
                          api::field<&T::windows>("That made what is usual."),
                          api::field<&T::mean>("Of their scores."),
                          api::field<&T::squares>("Of their distances from it."),
                          api::option<&T::faded>("Confirmed, and then too long without rows."),
                          api::option<&T::evidence_at>("When evidence last held; 0 for never."),
                          api::option<&T::explanation>("What moved.")};
    }
};

/// A row of drift_standings.
struct WindowStanding {
    std::string endpoint_id;
    std::int64_t level_seconds = 0;
    Timestamp window_end{};
    std::string baseline;  ///< what was compared with: a change begins anew
    DriftVerdict verdict = DriftVerdict::no_baseline;
    bool confirmed = false;
    double drift_score = 0;
    std::int64_t rows = 0;
    /// The end of the last window of this length and baseline that was judged.
    Timestamp judged_end{};
    std::vector<StoredStanding> features;

    static constexpr auto fields(auto...) {
        using T = WindowStanding;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint."),
            api::field<&T::level_seconds>("Length."),
            api::field<&T::window_end>("End."),
            api::field<&T::baseline>("Baseline."),
            api::field<&T::verdict>("Verdict."),
            api::field<&T::confirmed>("Whether the rule holds for a feature."),
            api::field<&T::drift_score>("The largest."),
            api::field<&T::rows>("Of the window; while what stands is of others, of those."),
            api::field<&T::judged_end>("Of the last that was judged."),
            api::field<&T::features>("Inputs.")};
    }
};

}  // namespace ontos

namespace ontos::standings_store {

std::optional<WindowStanding> find(sql::Transaction& tx, const std::string& endpoint_id,
                                   std::int64_t level_seconds);
/// Of all lengths.
std::vector<WindowStanding> list(sql::Transaction& tx, const std::string& endpoint_id);
/// Nothing if a standing that ends then, or later, is there already.
void put(sql::Transaction& tx, const WindowStanding& standing);

}  // namespace ontos::standings_store
