// Bins of a baseline: where their edges lie, and what people call them.

#include "platform/sketches/feature_bins.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/base/failure.hpp"
#include "platform/base/hash.hpp"
#include "platform/sketches/erased_name.hpp"
#include "platform/sketches/ranked_values.hpp"

namespace ontos::sketches {

namespace {

constexpr std::size_t seen_on_average_min = 5;
constexpr int sum_bits = 32;

double next_after(double value) {
    return std::nextafter(value, std::numeric_limits<double>::infinity());
}

bool is_increasing(const std::vector<double>& edges) {
    return std::ranges::all_of(edges, [](double edge) { return std::isfinite(edge); }) &&
           std::ranges::adjacent_find(edges, std::greater_equal{}) == edges.end();
}

/// The distinct values in increasing order, at most one more than `discrete` may have.
std::vector<double> first_distinct(std::span<const double> values) {
    std::vector<double> distinct;
    for (const double value : values) {
        const auto place = std::ranges::lower_bound(distinct, value);
        if (place != distinct.end() && *place == value) continue;
        distinct.insert(place, value);
        if (distinct.size() > discrete_values_max) break;
    }
    return distinct;
}

/// Edges at the n/128 quantiles; a value that alone is more than n/128 has its own bin. Goes from
/// one run of equal values that passes a quantile to the next: a heavy run always does.
std::vector<double> quantile_edges(std::span<const double> values) {
    const RankedValues ranked{values, quantile_bins};
    const auto n = ranked.size();
    std::vector<double> edges{ranked.smallest()};
    bool bin_is_empty = true;
    for (std::size_t seen = 0; seen < n;) {
        const auto run = ranked.run_at(seen * quantile_bins / n + 1);
        bin_is_empty = bin_is_empty && run.start == seen;
        const bool is_heavy = (run.end - run.start) * quantile_bins > n;
        if (is_heavy && bin_is_empty) edges.back() = run.value;
        if (is_heavy && !bin_is_empty) edges.push_back(run.value);
        bin_is_empty = run.end != n;
        if (bin_is_empty) edges.push_back(is_heavy ? next_after(run.value) : run.next);
        seen = run.end;
    }
    const auto end = std::min(next_after(ranked.largest()), std::numeric_limits<double>::max());
    if (end > edges.back()) edges.push_back(end);
    return edges;
}

/// The smallest number of the type that is at least `value`.
template <class T>
T rounded_up(double value) {
    const auto rounded = static_cast<T>(value);
    if (static_cast<double>(rounded) >= value) return rounded;
    return std::nextafter(rounded, std::numeric_limits<T>::infinity());
}

template <class T>
void arrange(const std::vector<double>& edges, SearchedEdges<T>& into) {
    into.edges.fill(std::numeric_limits<T>::quiet_NaN());
    std::ranges::transform(edges, into.edges.begin(), rounded_up<T>);
    for (std::size_t block = 0; block < searched_block; ++block)
        into.pivots[block] = into.edges[(block + 1) * searched_block - 1];
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

}  // namespace

FeatureBins::FeatureBins(BinRules rules) : rules_{std::move(rules)} {
    check(is_increasing(rules_.edges) && rules_.edges.size() <= searched_max, "edges increase");
    // A counted name that was erased is among the rare ones too.
    check(rules_.names.size() <= counted_names_max &&
              rules_.rare_hashes.size() <= rare_hashes_max + counted_names_max,
          "names are few");
    if (is_numeric())
        arrange_values();
    else
        arrange_names();
}

void FeatureBins::arrange_values() {
    const auto& edges = rules_.edges;
    const bool is_discrete = kind() == FeatureKind::discrete;
    check(is_discrete ? edges.size() <= discrete_values_max : edges.size() >= 2,
          "edges fit the kind");
    std::vector<double> searched;
    for (const double edge : edges) {
        searched.push_back(edge);
        if (is_discrete) searched.push_back(next_after(edge));
    }
    regular_ = searched.empty() ? 0 : searched.size() - 1;
    not_finite_ = not_finite();
    arrange(searched, searched_);
    arrange(searched, narrow_);

    constexpr int smallest_exponent = -900;
    double magnitude = 0;
    for (const double edge : edges) magnitude = std::max(magnitude, std::abs(edge));
    const int exponent = magnitude > 0 ? std::ilogb(magnitude) + 1 : 0;
    sum_unit_ = std::ldexp(1.0, std::max(exponent - sum_bits, smallest_exponent));
}

void FeatureBins::arrange_names() {
    check(rules_.edges.empty(), "names have no edges");
    regular_ = rules_.names.size();
    for (std::size_t i = 0; i < regular_; ++i) bin_of_name_.emplace(rules_.names[i], i + 1);
    check(bin_of_name_.size() == regular_, "names are distinct");
    check(std::ranges::adjacent_find(rules_.rare_hashes, std::greater_equal{}) ==
              rules_.rare_hashes.end(),
          "hashes increase");
}

FeatureBins FeatureBins::of_values(std::span<const double> values) {
    auto distinct = first_distinct(values);
    const bool is_discrete =
        distinct.size() <= 1 || (distinct.size() <= discrete_values_max &&
                                 values.size() >= seen_on_average_min * distinct.size());
    BinRules rules;
    rules.kind = is_discrete ? FeatureKind::discrete : FeatureKind::numeric;
    rules.edges = is_discrete ? std::move(distinct) : quantile_edges(values);
    for (double& edge : rules.edges) edge += 0.0;  // -0 is written as 0
    return FeatureBins{std::move(rules)};
}

std::uint64_t FeatureBins::hash_of_rare(std::string_view name) {
    return stable_hash("rare name", name);
}

FeatureBins FeatureBins::of_names(std::vector<NameCount> names, std::uint64_t counted_rows_min) {
    std::ranges::sort(names, [](const NameCount& a, const NameCount& b) {
        return a.count != b.count ? a.count > b.count : a.name < b.name;
    });
    BinRules rules{.kind = FeatureKind::categorical};
    for (auto& [name, count] : names) {
        const bool is_counted = rules.names.size() < counted_names_max && count >= counted_rows_min;
        if (is_counted)
            rules.names.push_back(std::move(name));
        else if (rules.rare_hashes.size() < rare_hashes_max)
            rules.rare_hashes.push_back(hash_of_rare(name));
        else
            rules.knows_all_names = false;
    }
    std::ranges::sort(rules.rare_hashes);
    const auto repeated = std::ranges::unique(rules.rare_hashes);
    rules.rare_hashes.erase(repeated.begin(), repeated.end());
    return FeatureBins{std::move(rules)};
}

std::optional<std::size_t> FeatureBins::known_bin_of(std::string_view name) const noexcept {
    if (const auto found = bin_of_name_.find(name); found != bin_of_name_.end())
        return found->second;
    const auto& rare = rules_.rare_hashes;
    if (rare.empty()) return std::nullopt;
    const auto hash = hash_of_rare(name);
    if (!std::ranges::binary_search(rare, hash)) return std::nullopt;
    const auto shown = erased_name(hash);
    const auto erased = bin_of_name_.find(std::string_view{shown.data(), shown.size()});
    return erased == bin_of_name_.end() ? other() : erased->second;
}

std::size_t FeatureBins::bin_of(std::string_view name) const noexcept {
    return known_bin_of(name).value_or(rules_.knows_all_names ? unseen() : other());
}

bool FeatureBins::is_unseen(std::size_t bin) const {
    if (kind() == FeatureKind::numeric) return false;
    if (kind() == FeatureKind::categorical) return bin == unseen();
    return bin == below() || bin == above() || (is_regular(bin) && bin % 2 == 0);
}

std::pair<double, double> FeatureBins::range(std::size_t bin) const {
    check(is_numeric() && is_regular(bin), "a regular bin of numbers");
    const auto& edges = rules_.edges;
    if (kind() == FeatureKind::discrete) return {edges[(bin - 1) / 2], edges[bin / 2]};
    const bool is_single = edges[bin] == next_after(edges[bin - 1]);
    return {edges[bin - 1], is_single ? edges[bin - 1] : edges[bin]};
}

std::string FeatureBins::name(std::size_t bin) const {
    check(bin < bin_count(), "a bin");
    if (bin == null()) return "missing";
    if (bin == not_finite()) return "not a finite number";
    if (bin == other()) return "other";
    if (bin == unseen()) return "unseen";
    if (kind() == FeatureKind::categorical) return is_regular(bin) ? rules_.names[bin - 1] : "";
    const auto& edges = rules_.edges;
    if (bin == below()) return edges.empty() ? "" : "below " + number(edges.front());
    if (bin == above()) return edges.empty() ? "" : "above " + number(edges.back());
    const auto [low, high] = range(bin);
    if (is_unseen(bin)) return "between " + number(low) + " and " + number(high);
    return low == high ? "= " + number(low) : number(low) + " to " + number(high);
}

}  // namespace ontos::sketches
