// The handlers of the drift routes.
#include "monitor/drift/drift_queries.hpp"

#include <algorithm>

#include "monitor/drift/warning_words.hpp"
#include "monitor/metrics/unknown_endpoint.hpp"
#include "monitor/metrics/window_end.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

Compatibility compatibility_of(const DriftQuery& query) {
    return query.compat ? Compatibility::evidently : Compatibility::none;
}

template <class Report>
Report begin_report(const DriftEndpoint& endpoint, const Comparison& comparison, Timestamp now) {
    Report report;
    report.endpoint_id = endpoint.id.text;
    report.endpoint_name = endpoint.name;
    report.detection_time = now;
    report.baseline_period = comparison.baseline_period;
    report.comparison_period =
        period_text({comparison.window.from, std::min(comparison.window.to, now)});
    if (comparison.no_baseline) {
        report.verdict = DriftVerdict::no_baseline;
        report.warning = comparison.no_baseline;
    }
    return report;
}

std::size_t find_feature(const ProfileLayout& layout, const std::string& name) {
    for (const auto role : {FeatureRole::input, FeatureRole::prediction, FeatureRole::score})
        if (const auto found = layout.find(name, role)) return *found;
    constexpr std::size_t names_max = 50;
    std::vector<std::string> names;
    for (const auto& feature : layout.features()) names.push_back(feature.name);
    const std::string nearest{nearest_name(name, names)};
    throw Failure{FailureKind::not_found,
                  "The baseline has no feature \"" + name + "\"" +
                      (nearest.empty() ? "." : "; there is \"" + nearest + "\".")}
        .code("feature_not_found")
        .hint("There are: " + some_names(names, names_max) + ".");
}

/// The bin whose share grew most; nullopt where the window has no rows.
std::optional<std::size_t> most_grown(const sketches::FeatureCounts& before,
                                      const sketches::FeatureCounts& after) {
    const auto growth = [&](std::size_t bin) {
        const auto share = [bin](const sketches::FeatureCounts& counts) {
            return static_cast<double>(counts.count(bin)) / static_cast<double>(counts.count());
        };
        return share(after) - (before.count() == 0 ? 0 : share(before));
    };
    std::optional<std::size_t> found;
    for (std::size_t bin = 0; bin < after.bins().bin_count(); ++bin)
        if (after.count(bin) > 0 && (!found || growth(bin) > growth(*found))) found = bin;
    return found;
}

}  // namespace

DriftQueries::DriftQueries(Comparer& comparer, Standings& standings, const Clock& clock,
                           EndpointDirectory directory, FindDriftEndpoint find_endpoint,
                           FindExamples examples)
    : comparer_{comparer},
      standings_{standings},
      clock_{clock},
      directory_{std::move(directory)},
      find_endpoint_{std::move(find_endpoint)},
      examples_{std::move(examples)} {}

DriftEndpoint DriftQueries::endpoint(const std::string& reference) const {
    auto found = find_endpoint_(reference);
    if (!found) throw unknown_endpoint(directory_, reference);
    return std::move(*found);
}

DriftReport DriftQueries::show_drift(const api::Path<DriftPath>& path,
                                     const api::Query<DriftQuery>& query) {
    const auto wanted = endpoint(path.endpoint_id);
    const auto comparison = comparer_.compare(wanted, query);
    const auto now = clock_.now();
    auto report = begin_report<DriftReport>(wanted, comparison, now);
    report.baseline = comparison.baseline;
    report.baseline_id = comparison.baseline_id;
    if (comparison.after)
        report.comparison_rows = static_cast<std::int64_t>(comparison.after->rows());
    if (comparison.before != nullptr)
        tell(report, *comparison.before, *comparison.after, compatibility_of(query));
    if (comparison.note) add_sentence(report.warning, *comparison.note);
    const auto until = end_of(query.until, now);
    report.confirmed =
        (until < now ? standings_.standing_at(wanted, until) : standings_.standing(wanted.id))
            .confirmed;
    if (report.confirmed && (query.baseline || query.model_version))
        add_sentence(report.warning,
                     "`confirmed` is of all rows of the endpoint against its usual baseline, not "
                     "of this comparison.");
    return report;
}

FeatureDriftReport DriftQueries::show_feature_drift(const api::Path<FeaturePath>& path,
                                                    const api::Query<DriftQuery>& query) {
    const auto wanted = endpoint(path.endpoint_id);
    const auto comparison = comparer_.compare(wanted, query);
    auto report = begin_report<FeatureDriftReport>(wanted, comparison, clock_.now());
    if (std::ranges::find(comparison.apart, path.feature) != comparison.apart.end()) {
        report.verdict = DriftVerdict::no_baseline;
    } else if (comparison.before != nullptr) {
        const auto feature = find_feature(*comparison.before->layout(), path.feature);
        tell(report, *comparison.before, *comparison.after, feature, compatibility_of(query));
        const auto& after = comparison.after->counts(feature);
        const auto bin = most_grown(comparison.before->counts(feature), after);
        if (examples_ && bin)
            report.examples =
                examples_({wanted.id, comparison.window, path.feature, after.shared_bins(), *bin});
    }
    if (comparison.note) add_sentence(report.warning, *comparison.note);
    return report;
}

DriftWindows DriftQueries::show_windows(const api::Path<DriftPath>& path,
                                        const api::Query<WindowsQuery>& query) {
    return judge_windows(comparer_, endpoint(path.endpoint_id), query, clock_.now());
}

}  // namespace ontos
