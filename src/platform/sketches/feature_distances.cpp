// Comparing two windows of one feature.

#include "platform/sketches/feature_distances.hpp"

#include <algorithm>

#include "platform/base/failure.hpp"

namespace ontos::sketches {

namespace {

constexpr std::size_t groups_max = 16;
constexpr std::size_t groups_of_few_rows = 8;
constexpr std::uint64_t few_rows = 160;
constexpr std::uint64_t expected_min = 10;

struct Sizes {
    std::uint64_t both, smaller;
};

/// Neighbours, from below to above.
void group_neighbours(const FeatureCounts& before, const FeatureCounts& after, const Sizes& sizes,
                      Grouping& grouping) {
    const auto& bins = before.bins();
    const bool by_value =
        bins.kind() == FeatureKind::discrete && bins.rules().edges.size() <= groups_max;
    const auto wanted = sizes.smaller < few_rows ? groups_of_few_rows : groups_max;
    std::uint64_t seen = 0, in_group = 0, quantile = 1;
    for (std::size_t bin = 0; bin <= bins.above(); ++bin) {
        grouping.group_of_bin[bin] = grouping.count;
        const auto rows = before.count(bin) + after.count(bin);
        seen += rows;
        in_group += rows;
        const bool is_full = by_value ? in_group * sizes.smaller >= expected_min * sizes.both
                                      : seen * wanted >= quantile * sizes.both;
        if (!is_full || in_group == 0) continue;
        quantile = seen * wanted / sizes.both + 1;
        in_group = 0;
        ++grouping.count;
    }
    // What is left over at the end joins the last full group.
    grouping.count = std::max<std::size_t>(grouping.count, 1);
    for (std::size_t bin = 0; bin <= bins.above(); ++bin)
        grouping.group_of_bin[bin] = std::min(grouping.group_of_bin[bin], grouping.count - 1);
}

void group_names(const FeatureCounts& before, const FeatureCounts& after, const Sizes& sizes,
                 Grouping& grouping) {
    const auto& bins = before.bins();
    std::vector<std::size_t> rest{bins.other(), bins.unseen()};
    for (std::size_t bin = 1; bin <= bins.regular_count(); ++bin) {
        const auto rows = before.count(bin) + after.count(bin);
        if (rows > 0 && rows * sizes.smaller >= expected_min * sizes.both)
            grouping.group_of_bin[bin] = grouping.count++;
        else
            rest.push_back(bin);
    }
    for (const auto bin : rest) grouping.group_of_bin[bin] = grouping.count;
    ++grouping.count;
}

/// The bins that have an order, from below to above, without what is unseen in between.
void compare_order(const FeatureCounts& before, const FeatureCounts& after,
                   FeatureDistances& distances) {
    const auto& bins = before.bins();
    if (bins.regular_count() == 0) return;
    std::vector<Cell> cells;
    std::vector<Interval> intervals;
    for (std::size_t bin = 0; bin <= bins.above(); ++bin) {
        cells.push_back({before.count(bin), after.count(bin)});
        const auto [low, high] = bins.range(std::clamp<std::size_t>(bin, 1, bins.regular_count()));
        intervals.push_back({bin == bins.above() ? high : low, bin == 0 ? low : high});
    }
    const auto total = totals(cells);
    if (total.before == 0 || total.after == 0) return;
    const auto deviation = before.standard_deviation();
    if (deviation && *deviation > 0)
        distances.wasserstein = wasserstein_distance(cells, intervals) / *deviation;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    intervals.front().low = -infinity;
    intervals.back().high = infinity;
    const auto bounds = kolmogorov_bounds(cells, intervals);
    distances.ks = {bounds.at_edges, bounds.at_most,
                    kolmogorov_p_value(bounds.at_edges, static_cast<double>(total.before),
                                       static_cast<double>(total.after))};
}

/// Where the rows below and above the bins lie on average: what is left of the sum when each other
/// row is in the middle of its bin, within what the smallest and the largest value allow.
Interval outside_means(const FeatureCounts& counts) {
    const auto& bins = counts.bins();
    const double low = bins.range(1).first, high = bins.range(bins.regular_count()).second;
    const auto below = static_cast<double>(counts.count(FeatureBins::below()));
    const auto above = static_cast<double>(counts.count(bins.above()));
    if (below + above == 0) return {low, high};
    double left = *counts.mean() * static_cast<double>(counts.finite_count());
    for (std::size_t bin = 1; bin <= bins.regular_count(); ++bin) {
        const auto [from, to] = bins.range(bin);
        left -= static_cast<double>(counts.count(bin)) * (from + (to - from) / 2);
    }
    const double down = std::max(low - *counts.min(), 0.0),
                 up = std::max(*counts.max() - high, 0.0);
    // Both are the same part of the way to their extreme.
    const double most = above * up - below * down;
    const double part =
        most == 0 ? 0.5 : std::clamp((left - below * low - above * high) / most, 0.0, 1.0);
    return {low - part * down, high + part * up};
}

/// From how many rows of both sides on a value is no rare one: by chance alone (1e-4) they would
/// not all be on one side. Where only the most frequent names have counters, nor were they chosen
/// because the baseline happened to have more of them.
double frequent_rows(const FeatureCounts& before, const FeatureCounts& after, const Totals& of) {
    constexpr double by_chance = 1e-4, standard_errors = 4;
    const auto& bins = before.bins();
    const auto m = static_cast<double>(of.before), n = static_cast<double>(of.after);
    const double least = std::log(by_chance) / std::log(n / (m + n));
    if (bins.is_numeric() || before.count(bins.other()) + after.count(bins.other()) == 0)
        return least;
    std::uint64_t fewest = of.before;
    for (std::size_t bin = 1; bin <= bins.regular_count(); ++bin)
        fewest = std::min(fewest, before.count(bin));
    const auto chosen = static_cast<double>(fewest);
    return std::max(least, (chosen + standard_errors * std::sqrt(chosen)) * (m + n) / m);
}

/// That more rows have a value that is unseen. Alone they would be no fair draw: they are on one
/// side by definition. What is rare on both sides together keeps them company, since without drift
/// new rows always bring some values that few have. Each of the others could be the one that the
/// baseline missed.
double unseen_p_value(const FeatureCounts& before, const FeatureCounts& after, const Totals& of) {
    if (of.before == 0 || of.after == 0) return 1;
    const auto& bins = before.bins();
    const auto frequent_min = frequent_rows(before, after, of);
    Cell rare{0, 0};
    double frequent = 0;
    const auto add = [&](std::size_t bin) {
        rare.before += before.count(bin);
        rare.after += after.count(bin);
    };
    add(bins.unseen());
    if (!bins.is_numeric()) add(bins.other());
    for (std::size_t bin = 1; bin <= bins.regular_count(); ++bin) {
        if (static_cast<double>(before.count(bin) + after.count(bin)) < frequent_min)
            add(bin);
        else
            ++frequent;
    }
    if (rare.after * of.before <= rare.before * of.after) return 1;
    return exact_tail(rare, of) * (frequent + 1);
}

/// Tests of one feature, of which the least p-value counts.
class Tests {
public:
    void add(double p_value) {
        least_ = std::min(least_, p_value);
        ++count_;
    }
    double p_value() const { return count_ == 0 ? 1 : std::min(least_ * count_, 1.0); }

private:
    double least_ = 1;
    double count_ = 0;
};

/// Whether pooled() may add it to another: by what both sides have together.
bool is_small(const Cell& cell, const Totals& of) {
    const auto rows = cell.before + cell.after;
    return rows > 0 && rows * std::min(of.before, of.after) < expected_min * (of.before + of.after);
}

double tested(const FeatureCounts& before, const FeatureCounts& after,
              const FeatureDistances& distances) {
    const auto& bins = before.bins();
    Tests tests;
    if (distances.chi_squared) tests.add(distances.chi_squared->p_value);
    const Totals rows{before.count(), after.count()};
    for (const auto bin : {bins.null(), bins.not_finite()}) {
        const Cell missing{before.count(bin), after.count(bin)};
        if (!is_small(missing, rows)) continue;
        const double more = exact_tail(missing, rows);
        const double less = exact_tail({missing.after, missing.before}, {rows.after, rows.before});
        tests.add(2 * std::min(more, less));
    }
    if (bins.kind() != FeatureKind::numeric)
        tests.add(unseen_p_value(before, after, distances.values));
    return tests.p_value();
}

}  // namespace

std::optional<double> unbounded_wasserstein(const FeatureCounts& before,
                                            const FeatureCounts& after) {
    const auto& bins = before.bins();
    const auto deviation = before.standard_deviation();
    if (!bins.is_numeric() || bins.regular_count() == 0 || !deviation || *deviation <= 0 ||
        after.finite_count() == 0)
        return std::nullopt;
    struct Piece {
        Cell cell;
        Interval interval;
    };
    std::vector<Piece> pieces;
    const auto was = outside_means(before), is = outside_means(after);
    pieces.push_back({{before.count(FeatureBins::below()), 0}, {was.low, was.low}});
    pieces.push_back({{0, after.count(FeatureBins::below())}, {is.low, is.low}});
    for (std::size_t bin = 1; bin <= bins.regular_count(); ++bin) {
        const auto [low, high] = bins.range(bin);
        pieces.push_back({{before.count(bin), after.count(bin)}, {low, high}});
    }
    pieces.push_back({{before.count(bins.above()), 0}, {was.high, was.high}});
    pieces.push_back({{0, after.count(bins.above())}, {is.high, is.high}});
    std::ranges::stable_sort(pieces, {}, [](const Piece& piece) { return piece.interval.low; });
    std::vector<Cell> cells;
    std::vector<Interval> intervals;
    for (const auto& piece : pieces) {
        cells.push_back(piece.cell);
        intervals.push_back(piece.interval);
    }
    return wasserstein_distance(cells, intervals) / *deviation;
}

std::uint64_t rows_with_value(const FeatureCounts& counts) {
    const auto& bins = counts.bins();
    return counts.count() - counts.count(bins.null()) - counts.count(bins.not_finite());
}

Grouping group_bins(const FeatureCounts& before, const FeatureCounts& after) {
    const auto& bins = before.bins();
    Grouping grouping{std::vector(bins.bin_count(), Grouping::none)};
    const auto m = rows_with_value(before), n = rows_with_value(after);
    const Sizes sizes{m + n, std::min(m, n)};
    if (bins.is_numeric())
        group_neighbours(before, after, sizes, grouping);
    else
        group_names(before, after, sizes, grouping);
    return grouping;
}

std::vector<Cell> cells_of(const FeatureCounts& before, const FeatureCounts& after,
                           const Grouping& grouping) {
    std::vector<Cell> groups(grouping.count, Cell{0, 0});
    for (std::size_t bin = 0; bin < grouping.group_of_bin.size(); ++bin) {
        const auto group = grouping.group_of_bin[bin];
        if (group == Grouping::none) continue;
        groups[group].before += before.count(bin);
        groups[group].after += after.count(bin);
    }
    return groups;
}

FeatureDistances compare(const FeatureCounts& before, const FeatureCounts& after) {
    const auto& bins = before.bins();
    check(before.shared_bins() == after.shared_bins() || bins == after.bins(),
          "compared counts have equal bins");
    FeatureDistances out{.grouping = group_bins(before, after)};
    out.groups = cells_of(before, after, out.grouping);
    out.values = totals(out.groups);
    out.psi = population_stability_index(out.groups);
    out.psi_debiased = out.psi - expected_index(out.groups);
    out.js_distance = jensen_shannon_distance(out.groups);
    out.hellinger = hellinger_distance(out.groups);
    out.total_variation = total_variation(out.groups);
    out.largest_difference = largest_difference(out.groups);
    if (bins.is_numeric()) compare_order(before, after, out);
    auto categories = out.groups;
    for (const auto bin : {bins.null(), bins.not_finite()})
        categories.push_back({before.count(bin), after.count(bin)});
    out.chi_squared = chi_squared_test(pooled(categories));
    out.p_value = tested(before, after, out);
    return out;
}

}  // namespace ontos::sketches
