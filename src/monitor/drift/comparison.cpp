// The recent window, and what it is held against.
#include "monitor/drift/comparison.hpp"

#include <algorithm>

#include "monitor/metrics/window_end.hpp"

namespace ontos {
namespace {

using std::chrono::seconds;

/// A window that has ended, and the days before it.
ComparedWindows windows_before(Interval window, seconds days, Timestamp now) {
    const auto finest_after = finest_since(window.from, now);
    window.from = round_down(window.from, levels[finest_after].length);
    const auto finest = finest_since(window.from - days, now);
    const auto from = round_down(window.from - days, levels[finest].length);
    return {{from, round_down(window.from, levels[finest].length)}, window, finest, finest_after};
}

const std::vector<ModelVersionRef> any_version;

}  // namespace

Comparer::Comparer(Baselines& baselines, Profiles& profiles, LayoutTable& table, const Clock& clock,
                   FindRevision find_revision)
    : baselines_{baselines},
      profiles_{profiles},
      table_{table},
      clock_{clock},
      find_revision_{std::move(find_revision)} {}

Comparison Comparer::compare(const DriftEndpoint& endpoint, const DriftQuery& query) {
    const auto now = clock_.now();
    const auto until = end_of(query.until, now);
    const seconds days = std::chrono::days{query.baseline_days};
    const seconds recent = std::chrono::hours{query.comparison_hours};
    Wanted wanted{query.baseline.value_or(""), {}, query.baseline_days};
    if (query.level) {
        const auto length = window_length(*query.level);
        const auto end = last_window_end(now, length, until);
        require_kept(end - length, *query.level, now);
        wanted.windows = windows_before({end - length, end}, days, now);
    } else if (until < now) {
        wanted.windows = windows_before({until - recent, until}, days, now);
    } else {
        wanted.windows = compared_windows(now, days, recent);
    }
    return compare(endpoint, wanted);
}

Comparison Comparer::compare_closed(const DriftEndpoint& endpoint, Interval window,
                                    const std::string& baseline) {
    constexpr std::int64_t usual_days = 7;
    return compare(endpoint,
                   {baseline, windows_before(window, std::chrono::days{usual_days}, clock_.now()),
                    usual_days});
}

Comparison Comparer::compare(const DriftEndpoint& endpoint, const Wanted& wanted) {
    Comparison out;
    out.window = wanted.windows.after;
    out.baseline = wanted.baseline;
    if (endpoint.versions.empty()) {
        out.no_baseline = "The endpoint serves nothing that could be profiled.";
        return out;
    }
    const auto& version = endpoint.versions.front();
    if (wanted.baseline.empty() || wanted.baseline == "training") use_training(out, version);
    if (out.before == nullptr && wanted.baseline == "training") {
        out.no_baseline = "Version " + version.version + " of " + version.full_name +
                          " has no baseline that is ready: register it with one, or POST "
                          "/api/v1/monitoring/baselines.";
        return out;
    }
    const auto layout = out.before != nullptr ? out.before->layout()
                                              : table_.find(version.full_name, version.version);
    if (layout == nullptr && endpoint.is_external) {
        out.no_baseline = "Endpoint " + endpoint.name +
                          " is served elsewhere and has no baseline that is ready: POST a file for "
                          "it to /api/v1/monitoring/baselines.";
        return out;
    }
    if (layout == nullptr) {
        out.no_baseline = "Version " + version.version + " of " + version.full_name +
                          " has no baseline, and fewer than 1,000 rows so far, from which its bins "
                          "are made.";
        return out;
    }
    if (out.before != nullptr) {
        if (wanted.baseline.empty())
            out.note = "Compared with the version's baseline: baseline_days is ignored.";
    } else if (wanted.baseline.starts_with("revision:")) {
        use_revision(out, endpoint, wanted, layout->id());
    } else {
        use_window(out, endpoint, wanted, layout->id());
    }
    out.after =
        profile_of(endpoint, wanted.windows.after, wanted.windows.finest_after, layout->id(),
                   wanted.baseline.starts_with("revision:") ? endpoint.versions : any_version);
    if (out.after->layout() == nullptr) out.after = Profile{layout};
    if (out.before != nullptr && out.before->rows() == 0) out.before = nullptr;
    if (out.before == nullptr && !out.no_baseline)
        out.no_baseline = "There is nothing to compare with: no rows were profiled in " +
                          out.baseline_period + " in the bins that hold now.";
    return out;
}

void Comparer::use_training(Comparison& out, const ModelVersionRef& version) {
    const auto reference = baselines_.find_ready(version);
    if (reference == nullptr) return;
    out.before = {reference, &reference->profile};
    out.baseline = "training";
    out.baseline_id = reference->baseline.id;
    out.baseline_since = reference->baseline.updated_at;
    out.baseline_period = std::string{api::to_text(reference->baseline.kind)} + " baseline of " +
                          version.full_name + " version " + version.version;
}

void Comparer::use_window(Comparison& out, const DriftEndpoint& endpoint, const Wanted& wanted,
                          const std::string& layout_id) {
    const auto& window = wanted.windows.before;
    out.baseline = "window";
    out.baseline_period = period_text(window);
    out.before = std::make_shared<const Profile>(
        profile_of(endpoint, window, wanted.windows.finest_before, layout_id, any_version));
}

void Comparer::use_revision(Comparison& out, const DriftEndpoint& endpoint, const Wanted& wanted,
                            const std::string& layout_id) {
    const auto number = std::stoll(wanted.baseline.substr(wanted.baseline.find(':') + 1));
    const auto span = find_revision_(endpoint.id, number);
    if (!span)
        throw Failure{FailureKind::not_found, "Endpoint " + endpoint.name + " has no revision " +
                                                  std::to_string(number) + " that ever served."}
            .code("revision_not_found")
            .hint("GET /api/v1/deployment/endpoints/" + endpoint.name + "/revisions lists them.");
    // The windows do not overlap: what is compared came after.
    const auto to = std::min(span->live.to, wanted.windows.after.from);
    const auto finest = finest_since(span->live.from, clock_.now());
    const Interval window{round_down(span->live.from, levels[finest].length),
                          round_down(to, levels[finest].length)};
    out.baseline_period = period_text({span->live.from, to});
    if (window.from >= window.to) return;
    out.before = std::make_shared<const Profile>(
        profile_of(endpoint, window, finest, layout_id, span->versions));
}

Profile Comparer::profile_of(const DriftEndpoint& endpoint, Interval window, std::size_t finest,
                             const std::string& layout_id,
                             const std::vector<ModelVersionRef>& versions) {
    Profile sum;
    const auto tiles = tiles_within(window, finest);
    for (const auto& part : profiles_.read(endpoint.id.text, tiles)) {
        const ModelVersionRef version{part.model_name, part.model_version};
        const bool is_wanted =
            versions.empty() || std::ranges::find(versions, version) != versions.end();
        if (is_wanted && part.layout_id == layout_id) sum.merge(part.profile);
    }
    return sum;
}

}  // namespace ontos
