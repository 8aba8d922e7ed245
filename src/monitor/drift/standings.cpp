// What ended windows come to.
#include "monitor/drift/standings.hpp"

#include <algorithm>

#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/evidence_part.hpp"
#include "monitor/drift/explanation.hpp"
#include "monitor/drift/profiles_store.hpp"
#include "monitor/drift/standings_store.hpp"
#include "platform/base/logging.hpp"
#include "platform/sketches/evidence.hpp"

namespace ontos {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<seconds, 4> lengths{minutes{5}, hours{1}, hours{6}, hours{24}};
/// What other servers flush late is in by then.
constexpr seconds grace{10};

LevelSpan span_of(seconds length) {
    return length >= hours{24} ? LevelSpan::one_day : LevelSpan::below_one_day;
}

bool is_kept(Timestamp from, seconds length, Timestamp now) {
    return levels[finest_since(from, now)].length <= length;
}

Timestamp at_micros(std::int64_t micros) { return Timestamp{std::chrono::microseconds{micros}}; }

std::string key_of(const Comparison& comparison) {
    return comparison.baseline_id.value_or(comparison.baseline) + "/" +
           comparison.before->layout()->id();
}

/// As `usual_baseline` names it.
std::string_view baseline_of(const WindowStanding& row) {
    return std::string_view{row.baseline}.substr(0, row.baseline.find('/'));
}

const StoredStanding* find_feature_of(const WindowStanding* standing, const std::string& name) {
    if (standing == nullptr) return nullptr;
    const auto found = std::ranges::find(standing->features, name, &StoredStanding::name);
    return found == standing->features.end() ? nullptr : &*found;
}

StandingFeature remembered(const StoredStanding* earlier, bool follows) {
    if (earlier == nullptr) return {};
    return {follows && earlier->drifted_before,
            {static_cast<std::uint64_t>(earlier->windows), earlier->mean, earlier->squares}};
}

StoredStanding stored(const std::string& name, const FeatureFinding& finding,
                      const StandingFeature& standing, bool confirmed) {
    StoredStanding out;
    out.name = name;
    out.drift_score = finding.drift_score;
    out.null_rate = finding.null_after;
    out.unseen_rate = finding.unseen_after;
    out.confirmed = confirmed;
    out.drifted_before = standing.drifted_before;
    out.windows = static_cast<std::int64_t>(standing.usual.windows);
    out.mean = standing.usual.mean;
    out.squares = standing.usual.squares;
    return out;
}

/// Of a window with too few rows: what stood, if it still `stands`.
StoredStanding carried(StoredStanding own, const StoredStanding& earlier, bool stands) {
    own.faded = !stands && (earlier.confirmed || earlier.faded);
    own.evidence_at = earlier.evidence_at;
    if (!stands) return own;
    own.explanation = earlier.explanation;
    if (!earlier.confirmed) return own;
    own.confirmed = true;
    own.drift_score = earlier.drift_score;
    own.null_rate = earlier.null_rate;
    own.unseen_rate = earlier.unseen_rate;
    return own;
}

/// What a window says, and what of the one before it stands.
WindowStanding judged(const DriftEndpoint& endpoint, Interval window, const Comparison& comparison,
                      const WindowStanding* earlier) {
    WindowStanding now;
    const auto length = std::chrono::duration_cast<seconds>(window.to - window.from);
    now.endpoint_id = endpoint.id.text;
    now.level_seconds = length.count();
    now.window_end = window.to;
    if (comparison.before == nullptr) return now;
    const JudgedFeatures found{*comparison.before, *comparison.after, true};
    now.baseline = key_of(comparison);
    now.verdict = found.judgement.verdict;
    now.drift_score = found.judgement.drift_score;
    now.rows = static_cast<std::int64_t>(comparison.after->rows());
    if (earlier != nullptr && earlier->baseline != now.baseline) earlier = nullptr;
    const bool has_verdict = is_judged(now.verdict);
    const bool follows = earlier != nullptr && earlier->judged_end < window.to &&
                         window.to - earlier->judged_end <= length + stands_without_data(length);
    const bool stands = follows && window.to - earlier->judged_end <= stands_without_data(length);
    if (has_verdict)
        now.judged_end = window.to;
    else if (earlier != nullptr)
        now.judged_end = earlier->judged_end;
    for (std::size_t i = 0; i < found.features.size(); ++i) {
        const auto& finding = found.judgement.features[i];
        const auto& name = comparison.before->layout()->features()[found.features[i]].name;
        const auto* known = find_feature_of(earlier, name);
        auto standing = remembered(known, follows);
        const bool confirmed = has_verdict && is_confirmed(finding, standing, span_of(length));
        if (has_verdict) remember(finding, standing);
        auto made = stored(name, finding, standing, confirmed);
        if (finding.drifted) made.explanation = explain(name, found.pairs[i], finding, {});
        if (!has_verdict && known != nullptr) made = carried(std::move(made), *known, stands);
        now.features.push_back(std::move(made));
    }
    if (!has_verdict && std::ranges::any_of(now.features, &StoredStanding::confirmed))
        now.rows = earlier->rows;
    return now;
}

/// A longer window that began when the other had said its last, and sees no drift of the feature:
/// what stands or has faded there is over.
bool is_refuted(const std::vector<WindowStanding>& rows, const WindowStanding& by,
                const std::string& feature) {
    if (by.judged_end == by.window_end) return false;
    return std::ranges::any_of(rows, [&](const WindowStanding& other) {
        if (!is_judged(other.verdict) || other.baseline != by.baseline) return false;
        if (other.window_end - seconds{other.level_seconds} < by.judged_end) return false;
        const auto* found = find_feature_of(&other, feature);
        return found != nullptr && !found->drifted_before && !found->confirmed;
    });
}

struct Summary {
    DriftStanding standing;
    double confirmed_score = 0;
};

void add_features(Summary& into, const std::vector<WindowStanding>& rows,
                  const WindowStanding& row) {
    auto& features = into.standing.features;
    for (const auto& feature : row.features) {
        auto found = std::ranges::find(features, feature.name, &DriftStanding::Feature::name);
        if (found == features.end())
            found = features.insert(features.end(), DriftStanding::Feature{.name = feature.name});
        const bool is_over = is_refuted(rows, row, feature.name);
        const bool confirmed = feature.confirmed && !is_over;
        if (confirmed) into.confirmed_score = std::max(into.confirmed_score, feature.drift_score);
        // Longer windows come later, and say more, unless they have too few rows to say it.
        if (is_judged(row.verdict) || found->drift_score == 0) {
            found->drift_score = feature.drift_score;
            found->null_rate = feature.null_rate;
            found->unseen_rate = feature.unseen_rate;
        }
        // The shortest window that shows it says best what moved, whichever confirms it: others
        // have rows of before.
        if (!is_over && found->explanation.empty()) found->explanation = feature.explanation;
        found->confirmed |= confirmed;
        found->faded |= feature.faded && !is_over;
        into.standing.confirmed |= confirmed;
    }
}

/// At a time, from one standing for each length, the shortest first.
DriftStanding summary_of(const std::vector<WindowStanding>& rows, Timestamp at) {
    Summary summary;
    auto& out = summary.standing;
    for (const auto& row : rows) {
        if (row.window_end + 2 * seconds{row.level_seconds} < at) continue;
        const bool has_words = row.verdict != DriftVerdict::no_baseline || !out.window_end;
        if (!has_words) continue;
        const bool confirmed_before = out.confirmed;
        add_features(summary, rows, row);
        if (is_judged(row.verdict) || !out.window_end || (out.confirmed && !confirmed_before)) {
            out.verdict = row.verdict;
            out.drift_score = row.drift_score;
            out.rows = static_cast<std::uint64_t>(row.rows);
            out.window_end = row.window_end;
        }
    }
    for (auto& feature : out.features)
        if (!feature.confirmed) feature.explanation.clear();
    if (out.confirmed) {
        out.verdict = DriftVerdict::drift;
        out.drift_score = std::max(summary.confirmed_score, out.drift_score);
        return out;
    }
    out.faded = std::ranges::any_of(out.features, &DriftStanding::Feature::faded);
    if (out.faded) out.verdict = DriftVerdict::insufficient_data;
    return out;
}

}  // namespace

seconds stands_without_data(seconds length) {
    return std::max(std::min<seconds>(12 * length, hours{24}), 2 * length);
}

Standings::Standings(sql::Database& database, const Clock& clock, Comparer& comparer,
                     FindDriftEndpoint find_endpoint)
    : database_{database},
      clock_{clock},
      comparer_{comparer},
      find_endpoint_{std::move(find_endpoint)} {}

void Standings::step() {
    const auto ids =
        database_.read([](sql::Transaction& tx) { return profiles_store::endpoints(tx); });
    for (const auto& id : ids) {
        const auto endpoint = find_endpoint_(id);
        if (!endpoint || endpoint->versions.empty()) continue;
        const auto known =
            database_.read([&](sql::Transaction& tx) { return standings_store::list(tx, id); });
        for (const auto length : lengths) {
            const auto end = round_down(clock_.now() - grace, length);
            const auto found =
                std::ranges::find(known, length.count(), &WindowStanding::level_seconds);
            if (found == known.end() || found->window_end < end) judge(*endpoint, length, end);
        }
    }
}

void Standings::judge(const DriftEndpoint& endpoint, seconds length, Timestamp end) {
    const auto earlier = database_.read([&](sql::Transaction& tx) {
        return standings_store::find(tx, endpoint.id.text, length.count());
    });
    const auto* known = earlier ? &*earlier : nullptr;
    const Interval window{end - length, end};
    auto now = judged(endpoint, window, comparer_.compare_closed(endpoint, window), known);
    conclude(now, endpoint, known);
    database_.write([&](sql::Transaction& tx) { standings_store::put(tx, now); });
    if (now.confirmed && !(earlier && earlier->confirmed))
        log_warning("drift is confirmed", {{"endpoint", endpoint.name},
                                           {"window_seconds", length.count()},
                                           {"drift_score", now.drift_score}});
}

void Standings::conclude(WindowStanding& now, const DriftEndpoint& endpoint,
                         const WindowStanding* earlier) const {
    if (now.level_seconds == lengths.front().count() && !now.features.empty())
        add_evidence(now, endpoint, earlier);
    for (const auto& feature : now.features) now.confirmed |= feature.confirmed;
}

/// Of the rows of a part of the day, however often they are looked at. Where the counting began
/// anew, what it had confirmed stands until it has half of the rows that it can have, at most a
/// day.
void Standings::add_evidence(WindowStanding& now, const DriftEndpoint& endpoint,
                             const WindowStanding* earlier) const {
    Comparison counted;
    const auto count_from = [&](Timestamp from) {
        counted = comparer_.compare_closed(endpoint, {from, now.window_end});
        return counted.before == nullptr ||
               sketches::evidence_holds({counted.before->rows(), counted.after->rows()});
    };
    const auto part = evidence_part(now.window_end, count_from);
    if (!part) return;
    // Rows of a time before the baseline held are no evidence against it.
    const auto since = round_down(counted.baseline_since, lengths.front());
    if (since > part->from && since < now.window_end) count_from(since);
    if (counted.before == nullptr || key_of(counted) != now.baseline) return;
    if (earlier != nullptr && earlier->baseline != now.baseline) earlier = nullptr;
    const bool is_new = counted.after->rows() < counted.before->rows();
    const JudgedFeatures found{*counted.before, *counted.after, true};
    for (std::size_t i = 0; i < now.features.size(); ++i) {
        auto& feature = now.features[i];
        const auto tests = part->parts * static_cast<double>(now.features.size());
        const auto* known = find_feature_of(earlier, feature.name);
        if (known != nullptr) feature.evidence_at = known->evidence_at;
        if (is_confirmed_by_evidence(found.pairs[i], found.judgement.features[i], tests))
            feature.evidence_at = now.window_end.time_since_epoch().count();
        else if (!is_new || now.window_end - at_micros(feature.evidence_at) > hours{24})
            feature.evidence_at = 0;
        feature.confirmed |= feature.evidence_at != 0;
        if (!feature.confirmed || !feature.explanation.empty()) continue;
        // The rows of the day are mixed: what a window showed says it better.
        if (known != nullptr && known->confirmed) feature.explanation = known->explanation;
        if (feature.explanation.empty())
            feature.explanation =
                explain(feature.name, found.pairs[i], found.judgement.features[i], {});
    }
    const bool stands = std::ranges::any_of(now.features, &StoredStanding::evidence_at);
    if (stands && !is_judged(now.verdict))
        now.rows = std::max({now.rows, static_cast<std::int64_t>(counted.after->rows()),
                             earlier == nullptr ? 0 : earlier->rows});
}

DriftStanding Standings::standing(const EndpointId& id) const {
    const auto endpoint = find_endpoint_(id.text);
    if (!endpoint) return {};
    auto rows =
        database_.read([&](sql::Transaction& tx) { return standings_store::list(tx, id.text); });
    const auto in_force = comparer_.usual_baseline(*endpoint);
    std::erase_if(rows, [&](const WindowStanding& row) {
        return !row.baseline.empty() && baseline_of(row) != in_force;
    });
    return summary_of(rows, clock_.now());
}

DriftStanding Standings::standing_at(const DriftEndpoint& endpoint, Timestamp at) const {
    const auto today = database_.read(
        [&](sql::Transaction& tx) { return standings_store::list(tx, endpoint.id.text); });
    std::vector<WindowStanding> rows;
    for (const auto length : lengths) {
        const auto end = round_down(at - grace, length);
        if (!is_kept(end - 2 * length, length, clock_.now())) continue;
        const auto usual = std::ranges::find(today, length.count(), &WindowStanding::level_seconds);
        rows.push_back(judged_at(endpoint, length, end, usual == today.end() ? nullptr : &*usual));
    }
    return summary_of(rows, at);
}

WindowStanding Standings::judged_at(const DriftEndpoint& endpoint, seconds length, Timestamp end,
                                    const WindowStanding* usual) const {
    struct Window {
        Interval span;
        Comparison comparison;
    };
    // Back to the second window that has rows, as far as what it said would stand.
    std::vector<Window> windows;
    int with_rows = 0;
    for (auto to = end; with_rows < 2 && end - to <= length + stands_without_data(length);
         to -= length) {
        if (!is_kept(to - length, length, clock_.now())) break;
        const Interval span{to - length, to};
        auto comparison = comparer_.compare_closed(endpoint, span);
        const bool has_rows = comparison.after && comparison.after->rows() >= window_rows_min;
        with_rows += has_rows ? 1 : 0;
        if (has_rows || to == end) windows.push_back({span, std::move(comparison)});
    }
    WindowStanding row;
    const WindowStanding* before = usual;
    for (; !windows.empty(); windows.pop_back()) {
        row = judged(endpoint, windows.back().span, windows.back().comparison, before);
        before = &row;
    }
    conclude(row, endpoint, nullptr);
    return row;
}

}  // namespace ontos
