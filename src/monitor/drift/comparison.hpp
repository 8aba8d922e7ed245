#pragma once
// Finds the two sides that a question about drift compares.

#include "monitor/drift/baselines.hpp"
#include "monitor/drift/drift_requests.hpp"
#include "monitor/drift/windows.hpp"

namespace ontos {

/// Two profiles of one layout, or the reason why there are none.
struct Comparison {
    std::shared_ptr<const Profile> before;
    std::optional<Profile> after;
    std::string baseline;  ///< training, window, revision:N
    std::optional<std::string> baseline_id;
    std::string baseline_period;
    Timestamp baseline_since{};  ///< when the baseline of the version came to hold
    Interval window{};
    std::vector<std::string> apart;          ///< features that both sides counted in other bins
    std::optional<std::string> no_baseline;  ///< why there is none
    std::optional<std::string> note;         ///< what was done otherwise than asked for
};

/// Rows of versions with other layouts count wherever a feature's bins are equal. Thread safe;
/// blocks.
class Comparer {
public:
    /// All must outlive it.
    Comparer(Baselines& baselines, Profiles& profiles, LayoutTable& table, const Clock& clock,
             FindRevision find_revision);

    Comparison compare(const DriftEndpoint& endpoint, const DriftQuery& query);
    /// What is compared with if none is named: the id of the version's baseline, or `window`.
    std::string usual_baseline(const DriftEndpoint& endpoint);
    /// The same for a window that has ended, with the baseline that is usual if none is named. Its
    /// start is rounded down to that of a bucket that is still kept. Of all versions if none is
    /// named.
    Comparison compare_closed(const DriftEndpoint& endpoint, Interval window,
                              const std::string& baseline = "",
                              const std::string& model_version = "");

private:
    using Parts = std::vector<Profiles::Part>;
    struct Wanted {
        std::string baseline;  ///< empty: what is usual
        std::string model_version;
        ComparedWindows windows;
        std::int64_t days;
    };
    Comparison compare(const DriftEndpoint& endpoint, const Wanted& wanted);
    void use_training(Comparison& out, const ModelVersionRef& version);
    /// Earlier rows; nullopt, with the reason, where there can be none.
    std::optional<Parts> earlier_parts(Comparison& out, const DriftEndpoint& endpoint,
                                       const Wanted& wanted);
    std::optional<Parts> parts_of_revision(Comparison& out, const DriftEndpoint& endpoint,
                                           const Wanted& wanted);
    Parts parts_of(const DriftEndpoint& endpoint, Interval window, std::size_t finest,
                   const std::vector<ModelVersionRef>& versions);

    Baselines& baselines_;
    Profiles& profiles_;
    LayoutTable& table_;
    const Clock& clock_;
    const FindRevision find_revision_;
};

}  // namespace ontos
