// What moved in a feature, in words.

#include "monitor/drift/explanation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ontos {

namespace {

using sketches::FeatureBins;
using sketches::FeatureCounts;
using sketches::FeatureKind;
using sketches::Grouping;

constexpr double rate_change_named = 0.01;
constexpr double unit_ratio_min = 1.25;
constexpr double unit_ratio_min_around_zero = 5;
/// In standard deviations, at the mean and at every decile: what a shape may be off, and about two
/// standard errors of an outer decile of n rows, times the root of n.
constexpr double shape_tolerance = 0.15, shape_noise = 3;
constexpr double direction_min = 0.1;  ///< in standard deviations, or of their ratio to 1
constexpr double offset_min = 1;       ///< in standard deviations

/// Three digits of it: "0.0123", "22.3", "1060", "2.5e+07".
std::string number(double value) {
    constexpr double plain_max = 1e6;
    if (std::abs(value) < 1000 || std::abs(value) >= plain_max) return fmt::format("{:.3g}", value);
    const double unit = std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
    return fmt::format("{:.0f}", std::round(value / unit) * unit);
}

/// A share of rows: "0", "0.4", "8.1", "12", without the sign.
std::string percent(double share) {
    const double value = share * 100;
    if (value >= 9.95 || value == std::round(value)) return fmt::format("{:.0f}", value);
    return fmt::format("{:.2g}", value);
}

std::string change_of_rate(double before, double after, std::string_view what) {
    if (std::abs(after - before) < rate_change_named) return {};
    return fmt::format("{} {} from {} to {} %", what, after > before ? "rose" : "fell",
                       percent(before), percent(after));
}

double not_finite_share(const FeatureCounts& counts) {
    const auto rows = counts.count();
    const auto found = counts.count(counts.bins().not_finite());
    return rows == 0 ? 0 : static_cast<double>(found) / static_cast<double>(rows);
}

std::string unseen_sentence(const FeatureCounts& after, const FeatureFinding& finding,
                            const sketches::HeavyHitters& unseen) {
    if (finding.unseen_after - finding.unseen_before < rate_change_named) return {};
    const auto share = percent(finding.unseen_after);
    if (after.bins().kind() != FeatureKind::categorical)
        return fmt::format("values that the baseline did not have, {} % of rows", share);
    const auto names = unseen.items();
    if (names.empty()) return fmt::format("unseen categories, {} % of rows", share);
    const bool is_full = names.size() == sketches::HeavyHitters::names_max;
    return fmt::format("{}{} unseen {}, {} % of rows{} `{}`", is_full ? "at least " : "",
                       names.size(), names.size() == 1 ? "category" : "categories", share,
                       names.size() == 1 ? ":" : ", most often", names.front().name);
}

/// The bin in which the value lies under which `share` of the finite values are, open where that is
/// outside of the baseline's range; nullopt where the baseline had no value.
std::optional<sketches::Interval> quantile_range(const FeatureCounts& counts, double share) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto& bins = counts.bins();
    if (bins.regular_count() == 0) return std::nullopt;
    double left = share * static_cast<double>(counts.finite_count());
    for (std::size_t bin = 0; bin <= bins.above(); ++bin) {
        left -= static_cast<double>(counts.count(bin));
        if (left > 0 && bin < bins.above()) continue;
        const auto [low, high] = bins.range(std::clamp<std::size_t>(bin, 1, bins.regular_count()));
        if (bin == FeatureBins::below()) return sketches::Interval{-infinity, low};
        if (bin == bins.above()) return sketches::Interval{high, infinity};
        return sketches::Interval{low, high};
    }
    return std::nullopt;
}

struct Moments {
    double mean, deviation;
};

/// Whether the second window looks like `ratio` (over 0) times the first plus `offset`: by the
/// mean, and by the bin of each decile.
bool is_like(const FeaturePair& pair, const Moments& before, const Moments& after, double ratio,
             double offset) {
    const auto rows =
        static_cast<double>(std::min(pair.before.finite_count(), pair.after.finite_count()));
    const double allowed =
        (shape_tolerance + shape_noise / std::sqrt(rows)) * ratio * before.deviation;
    if (std::abs(after.mean - ratio * before.mean - offset) > allowed) return false;
    for (int decile = 1; decile <= 9; ++decile) {
        const auto from = quantile_range(pair.before, decile / 10.0);
        const auto to = quantile_range(pair.after, decile / 10.0);
        if (!from || !to) continue;
        if (ratio * from->low + offset > to->high + allowed) return false;
        if (ratio * from->high + offset < to->low - allowed) return false;
    }
    return true;
}

std::string unit_sentence(const FeaturePair& pair, const Moments& before, const Moments& after) {
    if (before.deviation <= 0 || after.deviation <= 0) return {};
    const double spread = after.deviation / before.deviation;
    // Far from zero the means know the factor better than the deviations do.
    const bool is_far = std::abs(before.mean) > before.deviation;
    const double ratio = is_far ? after.mean / before.mean : spread;
    if (ratio <= 0) return {};
    // Around zero a wider spread is no sign of another unit, unless it is much wider.
    const bool around_zero = std::abs(before.mean) < before.deviation / 2;
    const double least = around_zero ? unit_ratio_min_around_zero : unit_ratio_min;
    if (std::max(ratio, 1 / ratio) < least || !is_like(pair, before, after, ratio, 0)) return {};
    // An offset leaves the spread as it was.
    if (std::abs(std::log(spread / ratio)) > std::abs(std::log(spread))) return {};
    return ratio > 1 ? fmt::format("{} times larger: looks like a unit change", number(ratio))
                     : fmt::format("{} times smaller: looks like a unit change", number(1 / ratio));
}

std::string offset_sentence(const FeaturePair& pair, const Moments& before, const Moments& after) {
    if (before.deviation <= 0) return {};
    const double offset = after.mean - before.mean;
    const double in_deviations = std::abs(offset) / before.deviation;
    if (in_deviations < offset_min || !is_like(pair, before, after, 1, offset)) return {};
    if (std::abs(after.deviation / before.deviation - 1) > shape_tolerance) return {};
    return fmt::format("every value about {} {}: looks like an offset", number(std::abs(offset)),
                       offset > 0 ? "higher" : "lower");
}

std::string constant_sentence(const FeaturePair& pair) {
    const auto low = pair.after.min(), high = pair.after.max();
    if (!low || *low != *high || pair.before.min() == pair.before.max()) return {};
    return fmt::format("always {} now: looks like a default", number(*low));
}

std::string direction_sentence(const Moments& before, const Moments& after) {
    if (before.deviation <= 0)
        return fmt::format("changed from {} to {} on average", number(before.mean),
                           number(after.mean));
    const double shift = (after.mean - before.mean) / before.deviation;
    const double spread = after.deviation / before.deviation;
    const double times = std::max(spread, 1 / spread);
    if (std::max(times - 1, std::abs(shift)) < direction_min) return {};
    if (times - 1 > std::abs(shift))
        return fmt::format("spread {} times {}", number(times), spread > 1 ? "wider" : "narrower");
    return fmt::format("{}: {} on average, {} before ({} standard deviations)",
                       shift > 0 ? "higher" : "lower", number(after.mean), number(before.mean),
                       number(std::abs(shift)));
}

std::string top_bin_sentence(const FeaturePair& pair, const FeatureFinding& finding) {
    const auto top = top_bins(pair, finding, 1);
    if (top.empty() || top.front().before == top.front().after) return {};
    const auto& [bin, before, after, contribution] = top.front();
    const bool is_name = pair.before.bins().kind() == FeatureKind::categorical;
    return fmt::format("{} {} from {} to {} % of rows", is_name ? '`' + bin + '`' : bin,
                       after > before ? "rose" : "fell", percent(before), percent(after));
}

/// What the numbers themselves did, apart from being missing or unseen.
std::string shape_sentence(const std::string& feature, const FeaturePair& pair,
                           const FeatureFinding& finding) {
    const auto name = '`' + feature + '`';
    if (pair.before.mean() && pair.after.mean()) {
        const Moments before{*pair.before.mean(), *pair.before.standard_deviation()};
        const Moments after{*pair.after.mean(), *pair.after.standard_deviation()};
        for (const auto& sentence : {constant_sentence(pair), unit_sentence(pair, before, after),
                                     offset_sentence(pair, before, after)})
            if (!sentence.empty()) return name + ' ' + sentence;
        const auto direction = direction_sentence(before, after);
        const auto top = top_bin_sentence(pair, finding);
        if (!direction.empty())
            return name + ' ' + direction + (top.empty() ? "" : "; most of it: " + top);
        return top.empty() ? top : name + ": " + top;
    }
    const auto top = top_bin_sentence(pair, finding);
    return top.empty() ? top : name + ": " + top;
}

/// The last group of names: those that few rows have, by what is in it.
std::string name_of_rest(const FeatureBins& bins, const std::vector<std::size_t>& hit) {
    const bool has_unseen = std::ranges::count(hit, bins.unseen()) > 0;
    const bool has_others = std::ssize(hit) > (has_unseen ? 1 : 0);
    if (!has_unseen) return "other names";
    return has_others ? "other and unseen names" : "unseen names";
}

/// "0.5 to 0.75" of neighbours, "= 3", a name, "other names". Of values that are counted one by one
/// only those are told that a side has.
std::string group_name(const FeaturePair& pair, const Grouping& grouping, std::size_t group) {
    const auto& bins = pair.before.bins();
    std::vector<std::size_t> members, hit;
    for (std::size_t bin = 0; bin < grouping.group_of_bin.size(); ++bin) {
        if (grouping.group_of_bin[bin] != group) continue;
        members.push_back(bin);
        if (pair.before.count(bin) + pair.after.count(bin) > 0) hit.push_back(bin);
    }
    if (bins.kind() != FeatureKind::numeric) members = std::move(hit);
    const auto is_member = [&](std::size_t bin) { return std::ranges::count(members, bin) > 0; };
    if (!bins.is_numeric() && group + 1 == grouping.count) return name_of_rest(bins, members);
    const auto is_regular = [&](std::size_t bin) { return bins.is_regular(bin); };
    const auto first = std::ranges::find_if(members, is_regular);
    const bool is_below = is_member(FeatureBins::below()), is_above = is_member(bins.above());
    if (first == members.end()) {
        if (is_below && is_above) return "values outside the baseline's range";
        return is_below ? bins.name(FeatureBins::below()) : is_above ? bins.name(bins.above()) : "";
    }
    const auto last = std::find_if(members.rbegin(), members.rend(), is_regular);
    if (is_below && is_above) return "all values";
    if (is_below) return number(bins.range(*last).second) + " and less";
    if (is_above) return number(bins.range(*first).first) + " and more";
    if (!bins.is_numeric() || *first == *last) return bins.name(*first);
    return number(bins.range(*first).first) + " to " + number(bins.range(*last).second);
}

}  // namespace

std::vector<MovedBin> top_bins(const FeaturePair& pair, const FeatureFinding& finding,
                               std::size_t bins_max) {
    const auto& [before_rows, after_rows] = finding.distances.values;
    struct Moved {
        std::size_t group;
        double before, after, contribution;
    };
    std::vector<Moved> moved;
    for (std::size_t group = 0; group < finding.distances.groups.size(); ++group) {
        const auto& cell = finding.distances.groups[group];
        if (before_rows == 0 || after_rows == 0 || cell.before + cell.after == 0) continue;
        const double p = static_cast<double>(cell.before) / static_cast<double>(before_rows);
        const double q = static_cast<double>(cell.after) / static_cast<double>(after_rows);
        moved.push_back({group, p, q, sketches::index_term(p, q)});
    }
    std::ranges::stable_sort(moved, std::ranges::greater{}, &Moved::contribution);
    if (moved.size() > bins_max) moved.resize(bins_max);
    // Names are the expensive part: of what is told alone.
    std::vector<MovedBin> out;
    for (const auto& [group, before, after, contribution] : moved)
        out.push_back(
            {group_name(pair, finding.distances.grouping, group), before, after, contribution});
    return out;
}

std::string explain(const std::string& feature, const FeaturePair& pair,
                    const FeatureFinding& finding, const sketches::HeavyHitters& unseen) {
    std::vector<std::string> sentences{
        change_of_rate(finding.null_before, finding.null_after, "nulls"),
        change_of_rate(not_finite_share(pair.before), not_finite_share(pair.after),
                       "values that are not finite"),
        unseen_sentence(pair.after, finding, unseen)};
    const bool says_why = !sentences.back().empty();
    if (finding.distances.psi_debiased >= 0.02) {
        auto shape = shape_sentence(feature, pair, finding);
        // Of names, what is unseen is the reason why the others' shares fell.
        if (!says_why || pair.before.bins().is_numeric()) sentences.push_back(std::move(shape));
    }
    std::erase(sentences, "");
    return fmt::format("{}", fmt::join(sentences, "; "));
}

}  // namespace ontos
