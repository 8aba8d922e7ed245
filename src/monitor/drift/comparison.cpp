// The recent window, and what it is held against.
#include "monitor/drift/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "monitor/drift/shared_layout.hpp"
#include "monitor/drift/warning_words.hpp"
#include "monitor/metrics/window_end.hpp"

namespace ontos {
namespace {

using std::chrono::seconds;
using Layout = std::shared_ptr<const ProfileLayout>;
using Parts = std::vector<Profiles::Part>;

/// A window that has ended, and the days before it.
ComparedWindows windows_before(Interval window, seconds days, Timestamp now) {
    const auto finest_after = finest_since(window.from, now);
    window.from = round_down(window.from, levels[finest_after].length);
    const auto finest = finest_since(window.from - days, now);
    const auto from = round_down(window.from - days, levels[finest].length);
    return {{from, round_down(window.from, levels[finest].length)}, window, finest, finest_after};
}

bool contains(const std::vector<ModelVersionRef>& versions, const ModelVersionRef& version) {
    return std::ranges::find(versions, version) != versions.end();
}

/// The served version that is asked for; the one with the largest share if none is.
ModelVersionRef version_of(const DriftEndpoint& endpoint, const std::string& wanted) {
    if (wanted.empty()) return endpoint.versions.front();
    std::vector<std::string_view> served;
    for (const auto& version : endpoint.versions) {
        if (version.version == wanted) return version;
        served.push_back(version.version);
    }
    throw Failure{FailureKind::invalid,
                  "Endpoint " + endpoint.name + " does not serve version " + wanted + "."}
        .code("version_not_served")
        .violations({{"/query/model_version",
                      fmt::format("must be one that it serves: {}", fmt::join(served, ", "))}});
}

/// Rows told by one layout, and how many it cannot tell all of.
struct Gathered {
    Profile profile;
    std::uint64_t rows = 0, rows_apart = 0;
    std::set<std::string> versions_apart{};
    std::vector<std::string> apart{};  ///< features
};

Gathered gather(const Parts& parts, const Layout& layout) {
    Gathered out{.profile = Profile{layout}};
    for (const auto& part : parts) {
        out.rows += part.profile.rows();
        const auto apart = merge_equal(out.profile, part.profile);
        if (apart.empty() || part.profile.rows() == 0) continue;
        out.rows_apart += part.profile.rows();
        out.versions_apart.insert(part.model_version);
        for (const auto& name : apart)
            if (std::ranges::find(out.apart, name) == out.apart.end()) out.apart.push_back(name);
    }
    return out;
}

/// The layout by which most rows were counted.
Layout main_layout(const Parts& parts) {
    std::map<std::string, std::uint64_t> rows;
    const Profiles::Part* found = nullptr;
    for (const auto& part : parts) {
        const auto sum = rows[part.layout_id] += part.profile.rows();
        if (found == nullptr || sum > rows[found->layout_id]) found = &part;
    }
    return found == nullptr ? nullptr : found->profile.layout();
}

/// Which of the recent rows are not in the comparison.
void tell_share(Comparison& out, const Gathered& now) {
    if (now.rows_apart == 0) return;
    add_sentence(out.note,
                 fmt::format("{} of {} recent rows were counted in other bins for {} (model "
                             "version {}): there they are not compared. With model_version, a "
                             "served version is compared with its own baseline.",
                             now.rows_apart, now.rows, some_names(now.apart),
                             fmt::join(now.versions_apart, ", ")));
}

/// Where nothing was profiled that the layout of the version could tell.
std::string reason_for_no_layout(const DriftEndpoint& endpoint, const ModelVersionRef& version) {
    if (endpoint.is_external)
        return "Endpoint " + endpoint.name +
               " is served elsewhere and has no baseline that is ready: POST a file for it to "
               "/api/v1/monitoring/baselines.";
    return "Version " + version.version + " of " + version.full_name +
           " has no baseline, and fewer than 1,000 rows so far, from which its bins are made.";
}

/// Whose recent rows count. Another revision is held against what is served now.
std::vector<ModelVersionRef> versions_after(const DriftEndpoint& endpoint,
                                            const std::string& baseline,
                                            const std::string& model_version,
                                            const ModelVersionRef& version) {
    if (!model_version.empty()) return {version};
    if (baseline.starts_with("revision:")) return endpoint.versions;
    return {};
}

/// Earlier rows in the bins of the recent ones; where most of them were counted in others, both in
/// bins that the two share.
void set_before(Comparison& out, const Parts& parts, const Layout& layout) {
    auto then = gather(parts, layout);
    const auto main = main_layout(parts);
    if (then.rows_apart == 0 || main == nullptr || main->id() == layout->id()) {
        out.before = std::make_shared<const Profile>(std::move(then.profile));
        return;
    }
    const auto shared = shared_layout(*main, *layout);
    if (shared.layout == nullptr) {
        out.no_baseline = "The rows of " + out.baseline_period +
                          " were counted in other bins than the recent ones, for every feature: "
                          "the versions have different baselines, and cannot be compared.";
        return;
    }
    out.before =
        std::make_shared<const Profile>(rebinned(gather(parts, main).profile, shared.layout));
    out.after = rebinned(*out.after, shared.layout);
    out.apart = shared.apart;
    if (!out.apart.empty())
        add_sentence(out.note,
                     some_names(out.apart) +
                         " cannot be compared: both sides counted in bins that share too little.");
}

}  // namespace

Comparer::Comparer(Baselines& baselines, Profiles& profiles, LayoutTable& table, const Clock& clock,
                   FindRevision find_revision)
    : baselines_{baselines},
      profiles_{profiles},
      table_{table},
      clock_{clock},
      find_revision_{std::move(find_revision)} {}

Comparison Comparer::compare(const DriftEndpoint& endpoint, const DriftQuery& query) {
    // First: collected in the second after, the newest rows would lie behind the window's end.
    profiles_.collect();
    const auto now = clock_.now();
    const auto until = end_of(query.until, now);
    const seconds days = std::chrono::days{query.baseline_days};
    const seconds recent = std::chrono::hours{query.comparison_hours};
    Wanted wanted{
        query.baseline.value_or(""), query.model_version.value_or(""), {}, query.baseline_days};
    if (query.level) {
        const auto length = window_length(*query.level);
        const auto end = last_window_end(now, length, until);
        require_kept(end - length, *query.level, now);
        wanted.windows = windows_before({end - length, end}, days, now);
    } else if (until < now) {
        require_kept(until - recent, now);
        wanted.windows = windows_before({until - recent, until}, days, now);
    } else {
        wanted.windows = compared_windows(now, days, recent);
    }
    return compare(endpoint, wanted);
}

std::string Comparer::usual_baseline(const DriftEndpoint& endpoint) {
    const auto reference =
        endpoint.versions.empty() ? nullptr : baselines_.find_ready(endpoint.versions.front());
    return reference == nullptr ? "window" : reference->baseline.id;
}

Comparison Comparer::compare_closed(const DriftEndpoint& endpoint, Interval window,
                                    const std::string& baseline, const std::string& model_version) {
    constexpr std::int64_t usual_days = 7;
    return compare(endpoint, {baseline, model_version,
                              windows_before(window, std::chrono::days{usual_days}, clock_.now()),
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
    const auto version = version_of(endpoint, wanted.model_version);
    if (wanted.baseline.empty() || wanted.baseline == "training") use_training(out, version);
    if (out.before == nullptr && wanted.baseline == "training") {
        out.no_baseline = "Version " + version.version + " of " + version.full_name +
                          " has no baseline that is ready: register it with one, or POST "
                          "/api/v1/monitoring/baselines.";
        return out;
    }
    const auto layout = out.before != nullptr ? out.before->layout()
                                              : table_.find(version.full_name, version.version);
    if (layout == nullptr) {
        out.no_baseline = reason_for_no_layout(endpoint, version);
        return out;
    }
    const bool is_training = out.before != nullptr;
    if (is_training && wanted.baseline.empty())
        add_sentence(out.note, "Compared with the version's baseline: baseline_days is ignored.");
    std::optional<Parts> earlier;
    if (!is_training) earlier = earlier_parts(out, endpoint, wanted);
    const auto now =
        gather(parts_of(endpoint, out.window, wanted.windows.finest_after,
                        versions_after(endpoint, wanted.baseline, wanted.model_version, version)),
               layout);
    out.after = now.profile;
    tell_share(out, now);
    if (earlier) set_before(out, *earlier, layout);
    if (out.before != nullptr && out.before->rows() == 0) out.before = nullptr;
    if (out.before == nullptr && !out.no_baseline)
        out.no_baseline = "There is nothing to compare with: no rows were profiled in " +
                          out.baseline_period + ".";
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

std::optional<Parts> Comparer::earlier_parts(Comparison& out, const DriftEndpoint& endpoint,
                                             const Wanted& wanted) {
    if (wanted.baseline.starts_with("revision:")) return parts_of_revision(out, endpoint, wanted);
    const auto& window = wanted.windows.before;
    out.baseline = "window";
    out.baseline_period = period_text(window);
    std::vector<ModelVersionRef> versions;
    if (!wanted.model_version.empty())
        versions.push_back(version_of(endpoint, wanted.model_version));
    return parts_of(endpoint, window, wanted.windows.finest_before, versions);
}

std::optional<Parts> Comparer::parts_of_revision(Comparison& out, const DriftEndpoint& endpoint,
                                                 const Wanted& wanted) {
    const auto number = std::stoll(wanted.baseline.substr(wanted.baseline.find(':') + 1));
    const auto span = find_revision_(endpoint.id, number);
    if (!span)
        throw Failure{FailureKind::not_found, "Endpoint " + endpoint.name + " has no revision " +
                                                  std::to_string(number) + " that ever served."}
            .code("revision_not_found")
            .hint("GET /api/v1/deployment/endpoints/" + endpoint.name + "/revisions lists them.");
    // Rows of one version are told apart by their time alone, to the bucket.
    const bool is_same = std::ranges::any_of(
        span->versions, [&](const auto& version) { return contains(endpoint.versions, version); });
    out.baseline_period = period_text(span->live);
    auto live = span->live;
    if (live.from < out.window.from) {
        live.to = std::min(live.to, out.window.from);
        out.baseline_period = period_text(live);
    } else if (!span->is_live && live.to < out.window.to) {
        const auto bucket = levels[wanted.windows.finest_after].length;
        out.window.from = round_down(live.to, bucket) + (is_same ? bucket : seconds{0});
        if (out.window.from >= out.window.to) {
            out.window.from = out.window.to;
            out.no_baseline = fmt::format(
                "Revision {} served in {}: rows of its last {} s cannot be told from later ones. "
                "Ask again when they have passed.",
                number, out.baseline_period, bucket.count());
            return std::nullopt;
        }
        add_sentence(out.note,
                     fmt::format("Revision {} served within the recent window, which therefore "
                                 "begins where it ended.",
                                 number));
    } else {
        out.no_baseline = fmt::format(
            "Revision {} served in {}: none of it is before the recent window. Ask for a later or "
            "shorter window (until, comparison_hours, level), or for an earlier revision.",
            number, out.baseline_period);
        out.baseline_period.clear();
        return std::nullopt;
    }
    const auto finest = finest_since(live.from, clock_.now());
    const auto bucket = levels[finest].length;
    const bool cuts_bucket = is_same || live.to == out.window.from;
    // What was answered is collected within a second.
    const auto to = cuts_bucket ? round_down(live.to, bucket) : live.to + seconds{2};
    return parts_of(endpoint, {round_down(live.from, bucket), to}, finest, span->versions);
}

Parts Comparer::parts_of(const DriftEndpoint& endpoint, Interval window, std::size_t finest,
                         const std::vector<ModelVersionRef>& versions) {
    if (window.from >= window.to) return {};
    auto parts = profiles_.read(endpoint.id.text, tiles_within(window, finest));
    std::erase_if(parts, [&](const Profiles::Part& part) {
        return !versions.empty() && !contains(versions, {part.model_name, part.model_version});
    });
    return parts;
}

}  // namespace ontos
