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
        std::string explanation{};  ///< what moved, in words; empty where it is not confirmed
        /// It was confirmed, and for so long nothing had rows enough that nobody knows any more.
        bool faded = false;
    };
    /// Of the longest window that was judged: drift if one is confirmed at any length.
    DriftVerdict verdict = DriftVerdict::no_baseline;
    bool confirmed = false;
    bool faded = false;      ///< of a feature, and none is confirmed
    double drift_score = 0;  ///< of the confirmed features; of all where none is
    std::uint64_t rows = 0;  ///< of that window
    std::optional<Timestamp> window_end;
    std::vector<Feature> features;
    /// Predictions and scores; of asked windows only.
    std::vector<Feature> results{};
};

/// How long what a window said stands while those after it have too few rows: 12 windows, but at
/// most a day, and at least two windows.
std::chrono::seconds stands_without_data(std::chrono::seconds length);

/// Windows of 5 minutes, 1 hour, 6 hours and 1 day are judged once, shortly after they have ended,
/// whichever server is first; the day so far is judged by its evidence with each window of 5
/// minutes. Too few rows are no data, not a recovery: what stood goes on to stand, two windows are
/// in a row if all between them are without data, and after a while nobody knows. Thread safe;
/// blocks.
class Standings {
public:
    /// All must outlive it.
    Standings(sql::Database& database, const Clock& clock, Comparer& comparer,
              FindDriftEndpoint find_endpoint);

    /// Each 10 seconds or so: judges what has ended.
    void step();

    /// A standing whose window ended more than twice its length ago no longer counts, nor one that
    /// was held against another baseline than the one in force: a new baseline is a new comparison.
    DriftStanding standing(const EndpointId& endpoint) const;
    /// How the endpoint would have stood at a past time, by the buckets that are still kept, the
    /// baseline that holds now and what is usual now.
    DriftStanding standing_at(const DriftEndpoint& endpoint, Timestamp at) const;

private:
    void judge(const DriftEndpoint& endpoint, std::chrono::seconds length, Timestamp end);
    /// As it would have stood then; `usual` is what is known of earlier windows.
    WindowStanding judged_at(const DriftEndpoint& endpoint, std::chrono::seconds length,
                             Timestamp end, const WindowStanding* usual) const;
    /// Adds the day's evidence, and says whether the rule holds.
    void conclude(WindowStanding& now, const DriftEndpoint& endpoint,
                  const WindowStanding* earlier) const;
    void add_evidence(WindowStanding& now, const DriftEndpoint& endpoint,
                      const WindowStanding* earlier) const;

    sql::Database& database_;
    const Clock& clock_;
    Comparer& comparer_;
    const FindDriftEndpoint find_endpoint_;
};

}  // namespace ontos
