// Cohen's and Fleiss' kappa.
#include "improve/curation/agreement.hpp"

#include <algorithm>
#include <cmath>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

constexpr std::int64_t interval_items_min = 10;
constexpr double normal_quantile_975 = 1.959963984540054;

std::array<double, 2> around(double kappa, double variance) {
    const auto half = normal_quantile_975 * std::sqrt(std::max(0.0, variance));
    return {std::max(-1.0, kappa - half), std::min(1.0, kappa + half)};
}

/// Shares of all items.
struct Margins {
    std::map<std::string, double> first, second;

    double expected() const {
        double out = 0;
        for (const auto& [said, share] : first) out += share * of(second, said);
        return out;
    }
    static double of(const std::map<std::string, double>& shares, const std::string& said) {
        const auto found = shares.find(said);
        return found == shares.end() ? 0 : found->second;
    }
};

/// Of kappa; the three terms of Fleiss, Cohen and Everitt (1969).
double cohen_variance(const JudgementCounts& counts, const Margins& margins, double items,
                      double kappa, double expected) {
    double same = 0, different = 0;
    for (const auto& [said, count] : counts) {
        const auto share = static_cast<double>(count) / items;
        if (said.first == said.second) {
            const auto both =
                Margins::of(margins.first, said.first) + Margins::of(margins.second, said.first);
            same += share * std::pow(1 - both * (1 - kappa), 2);
        } else {
            const auto crossed =
                Margins::of(margins.second, said.first) + Margins::of(margins.first, said.second);
            different += share * crossed * crossed;
        }
    }
    const auto rest = kappa - expected * (1 - kappa);
    return (same + different * std::pow(1 - kappa, 2) - rest * rest) /
           (items * std::pow(1 - expected, 2));
}

/// What Fleiss' kappa is made of; one item can be left out.
struct FleissSums {
    double items = 0, agreeing = 0, squares = 0;

    std::optional<double> kappa(double judgements) const {
        if (items <= 0) return std::nullopt;
        const auto expected = squares / std::pow(items * judgements, 2);
        if (expected >= 1) return std::nullopt;
        return (agreeing / items - expected) / (1 - expected);
    }
};

/// The share of an item's pairs of judgements that agree.
double agreeing_share(const std::map<std::string, std::int64_t>& votes, double judgements) {
    double pairs = 0;
    for (const auto& [said, count] : votes) {
        const auto n = static_cast<double>(count);
        pairs += n * (n - 1);
    }
    return pairs / (judgements * (judgements - 1));
}

FleissSums without(const FleissSums& sums, const std::map<std::string, std::int64_t>& votes,
                   const std::map<std::string, double>& totals, double judgements) {
    auto out = sums;
    out.items -= 1;
    out.agreeing -= agreeing_share(votes, judgements);
    for (const auto& [said, count] : votes) {
        const auto n = static_cast<double>(count);
        out.squares -= 2 * totals.at(said) * n - n * n;
    }
    return out;
}

/// nullopt where leaving one out leaves nothing to compare.
std::optional<double> jackknife_variance(const VoteCounts& counts, const FleissSums& sums,
                                         const std::map<std::string, double>& totals,
                                         double judgements) {
    double mean = 0, spread = 0;
    std::vector<std::pair<double, double>> left_out;
    for (const auto& [votes, items] : counts) {
        const auto kappa = without(sums, votes, totals, judgements).kappa(judgements);
        if (!kappa) return std::nullopt;
        left_out.emplace_back(*kappa, static_cast<double>(items));
        mean += *kappa * static_cast<double>(items) / sums.items;
    }
    for (const auto& [kappa, items] : left_out) spread += items * (kappa - mean) * (kappa - mean);
    return (sums.items - 1) / sums.items * spread;
}

}  // namespace

Agreement cohen_kappa(const JudgementCounts& counts) {
    Agreement out;
    for (const auto& [said, count] : counts) out.items += count;
    if (out.items == 0) return out;
    const auto items = static_cast<double>(out.items);
    Margins margins;
    double agreed = 0;
    for (const auto& [said, count] : counts) {
        const auto n = static_cast<double>(count);
        margins.first[said.first] += n / items;
        margins.second[said.second] += n / items;
        if (said.first == said.second) agreed += n;
    }
    out.observed = agreed / items;
    const auto& only = counts.begin()->first;
    if (counts.size() == 1 && only.first == only.second) return out;
    const auto expected = margins.expected();
    out.kappa = (*out.observed - expected) / (1 - expected);
    if (out.items >= interval_items_min)
        out.interval =
            around(*out.kappa, cohen_variance(counts, margins, items, *out.kappa, expected));
    return out;
}

Agreement fleiss_kappa(const VoteCounts& counts, std::int64_t judgements) {
    check(judgements >= 2, "agreement is between at least two");
    const auto each = static_cast<double>(judgements);
    Agreement out;
    FleissSums sums;
    std::map<std::string, double> totals;
    for (const auto& [votes, items] : counts) {
        out.items += items;
        const auto n = static_cast<double>(items);
        sums.items += n;
        sums.agreeing += n * agreeing_share(votes, each);
        for (const auto& [said, count] : votes) totals[said] += n * static_cast<double>(count);
    }
    if (out.items == 0) return out;
    for (const auto& [said, total] : totals) sums.squares += total * total;
    out.observed = sums.agreeing / sums.items;
    if (totals.size() == 1) return out;
    out.kappa = sums.kappa(each);
    if (out.items < interval_items_min) return out;
    if (const auto variance = jackknife_variance(counts, sums, totals, each))
        out.interval = around(*out.kappa, *variance);
    return out;
}

}  // namespace ontos
