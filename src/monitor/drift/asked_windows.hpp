#pragma once
// How endpoints stand in the windows that alert rules ask about.

#include "monitor/drift/standings.hpp"

namespace ontos {

/// When the standing rule is asked whether drift is confirmed: for a window that ends now by the
/// standings that are kept, for one of the past by the buckets.
enum class StandingTime { now, window_end };

/// What is asked again within ten seconds is not computed again: many rules on one endpoint and
/// window cost one computation. Thread safe; blocks.
class AskedWindows {
public:
    /// All must outlive it.
    AskedWindows(Comparer& comparer, Standings& standings, const Clock& clock,
                 FindDriftEndpoint find_endpoint);

    /// Of a window that has ended: its own verdict, rows, scores and rates. A feature is confirmed
    /// if the standing rule confirms it. With too few rows in the window there is no verdict; what
    /// is confirmed is so all the same, with the rows and scores by which it stands. A result is
    /// confirmed if it drifted in this window and in the one of this length before it; from a day
    /// on, this one is enough.
    std::shared_ptr<const DriftStanding> standing(const EndpointId& endpoint, Interval window,
                                                  StandingTime time);

private:
    using Key = std::tuple<std::string, Timestamp, Timestamp, StandingTime>;
    struct Answer {
        Timestamp made_at;
        std::shared_ptr<const DriftStanding> standing;
    };

    DriftStanding judge(const EndpointId& id, Interval window, StandingTime time) const;
    void add_results(DriftStanding& out, const DriftEndpoint& endpoint, Interval window,
                     const Comparison& comparison) const;

    Comparer& comparer_;
    Standings& standings_;
    const Clock& clock_;
    const FindDriftEndpoint find_endpoint_;
    std::mutex mutex_;  ///< of what follows
    std::map<Key, Answer> answers_;
};

}  // namespace ontos
