// What ended windows come to.
#include "monitor/drift/standings.hpp"

#include <algorithm>

#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/profiles_store.hpp"
#include "monitor/drift/standings_store.hpp"
#include "platform/base/logging.hpp"

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

std::string key_of(const Comparison& comparison) {
    return comparison.baseline_id.value_or(comparison.baseline) + "/" +
           comparison.before->layout()->id();
}

/// What was remembered before this window; nothing if it does not follow, or another baseline held.
StandingFeature remembered(const WindowStanding* earlier, const std::string& name, bool follows) {
    if (earlier == nullptr) return {};
    const auto found = std::ranges::find(earlier->features, name, &StoredStanding::name);
    if (found == earlier->features.end()) return {};
    return {follows && found->drifted_before,
            {static_cast<std::uint64_t>(found->windows), found->mean, found->squares}};
}

StoredStanding stored(const std::string& name, const FeatureFinding& finding,
                      const StandingFeature& standing, bool confirmed) {
    return {name,
            finding.drift_score,
            finding.null_after,
            finding.unseen_after,
            confirmed,
            standing.drifted_before,
            static_cast<std::int64_t>(standing.usual.windows),
            standing.usual.mean,
            standing.usual.squares};
}

/// At a time, from one standing for each length, the shortest first.
DriftStanding summary_of(const std::vector<WindowStanding>& rows, Timestamp at) {
    DriftStanding out;
    double confirmed_score = 0;
    for (const auto& row : rows) {
        const seconds length{row.level_seconds};
        if (row.window_end + 2 * length < at) continue;
        out.confirmed |= row.confirmed;
        if (row.verdict == DriftVerdict::no_baseline && out.window_end) continue;
        const bool is_judged = row.verdict != DriftVerdict::insufficient_data;
        if (is_judged || !out.window_end) {
            out.verdict = row.verdict;
            out.drift_score = row.drift_score;
            out.rows = static_cast<std::uint64_t>(row.rows);
            out.window_end = row.window_end;
        }
        for (const auto& feature : row.features) {
            auto found =
                std::ranges::find(out.features, feature.name, &DriftStanding::Feature::name);
            if (found == out.features.end())
                found = out.features.insert(out.features.end(), {feature.name, 0, 0, 0, false});
            if (feature.confirmed) confirmed_score = std::max(confirmed_score, feature.drift_score);
            // Longer windows come later, and say more, unless they have too few rows to say it.
            if (is_judged || found->drift_score == 0) {
                found->drift_score = feature.drift_score;
                found->null_rate = feature.null_rate;
                found->unseen_rate = feature.unseen_rate;
            }
            found->confirmed |= feature.confirmed;
        }
    }
    if (out.confirmed) {
        out.verdict = DriftVerdict::drift;
        out.drift_score = std::max(confirmed_score, out.drift_score);
    }
    return out;
}

}  // namespace

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
    auto now = judged(endpoint, length, end, earlier ? &*earlier : nullptr);
    conclude(now, endpoint);
    database_.write([&](sql::Transaction& tx) { standings_store::put(tx, now); });
    if (now.confirmed && !(earlier && earlier->confirmed))
        log_warning("drift is confirmed", {{"endpoint", endpoint.name},
                                           {"window_seconds", length.count()},
                                           {"drift_score", now.drift_score}});
}

WindowStanding Standings::judged(const DriftEndpoint& endpoint, seconds length, Timestamp end,
                                 const WindowStanding* earlier) const {
    WindowStanding now;
    now.endpoint_id = endpoint.id.text;
    now.level_seconds = length.count();
    now.window_end = end;
    const auto comparison = comparer_.compare_closed(endpoint, {end - length, end});
    if (comparison.before != nullptr) judge_features(now, earlier, comparison);
    return now;
}

void Standings::conclude(WindowStanding& now, const DriftEndpoint& endpoint) const {
    if (now.level_seconds == lengths.front().count() && !now.features.empty())
        add_evidence(now, endpoint);
    for (const auto& feature : now.features) now.confirmed |= feature.confirmed;
}

void Standings::judge_features(WindowStanding& now, const WindowStanding* earlier,
                               const Comparison& comparison) {
    const JudgedFeatures judged{*comparison.before, *comparison.after, true};
    const auto span = span_of(seconds{now.level_seconds});
    now.baseline = key_of(comparison);
    now.verdict = judged.judgement.verdict;
    now.drift_score = judged.judgement.drift_score;
    now.rows = static_cast<std::int64_t>(comparison.after->rows());
    const bool is_same = earlier != nullptr && earlier->baseline == now.baseline;
    const bool follows =
        is_same && earlier->window_end == now.window_end - seconds{now.level_seconds};
    for (std::size_t i = 0; i < judged.features.size(); ++i) {
        const auto& finding = judged.judgement.features[i];
        const auto& name = comparison.before->layout()->features()[judged.features[i]].name;
        auto standing = remembered(is_same ? earlier : nullptr, name, follows);
        const bool is_judged = now.verdict != DriftVerdict::insufficient_data;
        const bool confirmed = is_judged && is_confirmed(finding, standing, span);
        if (is_judged)
            remember(finding, standing);
        else
            standing.drifted_before = false;
        now.features.push_back(stored(name, finding, standing, confirmed));
    }
}

/// Of all rows since midnight, however often they are looked at.
void Standings::add_evidence(WindowStanding& now, const DriftEndpoint& endpoint) const {
    const auto midnight = round_down(now.window_end - std::chrono::microseconds{1}, hours{24});
    const auto day = comparer_.compare_closed(endpoint, {midnight, now.window_end});
    if (day.before == nullptr || key_of(day) != now.baseline) return;
    const JudgedFeatures judged{*day.before, *day.after, true};
    for (std::size_t i = 0; i < now.features.size(); ++i)
        now.features[i].confirmed |= is_confirmed_by_evidence(
            judged.pairs[i], judged.judgement.features[i], now.features.size());
}

DriftStanding Standings::standing(const EndpointId& endpoint) const {
    return summary_of(database_.read([&](sql::Transaction& tx) {
        return standings_store::list(tx, endpoint.text);
    }),
                      clock_.now());
}

DriftStanding Standings::standing_at(const DriftEndpoint& endpoint, Timestamp at) const {
    const auto today = database_.read(
        [&](sql::Transaction& tx) { return standings_store::list(tx, endpoint.id.text); });
    std::vector<WindowStanding> rows;
    for (const auto length : lengths) {
        const auto end = round_down(at - grace, length);
        if (levels[finest_since(end - 2 * length, clock_.now())].length > length) continue;
        const auto usual = std::ranges::find(today, length.count(), &WindowStanding::level_seconds);
        const auto earlier =
            judged(endpoint, length, end - length, usual == today.end() ? nullptr : &*usual);
        rows.push_back(judged(endpoint, length, end, &earlier));
        conclude(rows.back(), endpoint);
    }
    return summary_of(rows, at);
}

}  // namespace ontos
