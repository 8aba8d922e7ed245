#pragma once
// The standing rule: windows that have ended, one after the other, at four lengths.

#include "monitor/drift/comparison.hpp"
#include "monitor/drift/standings_store.hpp"

namespace ontos {

/// How an endpoint stands: what alerts go by.
struct DriftStanding {
    struct Feature {
        std::string name;
        double drift_score = 0, null_rate = 0, unseen_rate = 0;
        bool confirmed = false;
    };
    /// Of the longest window that was judged: drift if one is confirmed at any length.
    DriftVerdict verdict = DriftVerdict::no_baseline;
    bool confirmed = false;
    double drift_score = 0;  ///< of the confirmed features; of all where none is
    std::uint64_t rows = 0;  ///< of that window
    std::optional<Timestamp> window_end;
    std::vector<Feature> features;
};

/// Windows of 5 minutes, 1 hour, 6 hours and 1 day are judged once, shortly after they have ended,
/// whichever server is first; the day so far is judged by its evidence with each window of 5
/// minutes. Thread safe; blocks.
class Standings {
public:
    /// All must outlive it.
    Standings(sql::Database& database, const Clock& clock, Comparer& comparer,
              FindDriftEndpoint find_endpoint);

    /// Each 10 seconds or so: judges what has ended.
    void step();

    /// A standing whose window ended more than twice its length ago no longer counts.
    DriftStanding standing(const EndpointId& endpoint) const;
    /// How the endpoint would have stood at a past time, by the buckets that are still kept, the
    /// baseline that holds now and what is usual now.
    DriftStanding standing_at(const DriftEndpoint& endpoint, Timestamp at) const;

private:
    void judge(const DriftEndpoint& endpoint, std::chrono::seconds length, Timestamp end);
    /// Of its own rows and of what was remembered; not concluded yet.
    WindowStanding judged(const DriftEndpoint& endpoint, std::chrono::seconds length, Timestamp end,
                          const WindowStanding* earlier) const;
    /// Adds the day's evidence, and says whether the rule holds.
    void conclude(WindowStanding& now, const DriftEndpoint& endpoint) const;
    static void judge_features(WindowStanding& now, const WindowStanding* earlier,
                               const Comparison& comparison);
    void add_evidence(WindowStanding& now, const DriftEndpoint& endpoint) const;

    sql::Database& database_;
    const Clock& clock_;
    Comparer& comparer_;
    const FindDriftEndpoint find_endpoint_;
};

}  // namespace ontos
