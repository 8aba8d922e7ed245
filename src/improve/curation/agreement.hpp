#pragma once
// Whether people judge alike.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ontos {

/// Items by what the first and the second said of each.
using JudgementCounts = std::map<std::pair<std::string, std::string>, std::int64_t>;

/// Items by how many said what of each.
using VoteCounts = std::map<std::map<std::string, std::int64_t>, std::int64_t>;

struct Agreement {
    std::int64_t items = 0;
    std::optional<double> observed;  ///< share of items on which they agree; null without items
    std::optional<double> kappa;     ///< null where all always say the same one thing
    /// [low, high] of kappa with 95 % confidence, within [-1, 1]; null below 10 items.
    std::optional<std::array<double, 2>> interval;
};

/// Cohen's kappa (Cohen 1960): (observed - expected) / (1 - expected). The interval is by its
/// large-sample variance (Fleiss, Cohen and Everitt 1969).
Agreement cohen_kappa(const JudgementCounts& counts);

/// Fleiss' kappa (Fleiss 1971) of items that `judgements` people judged each, at least 2;
/// `observed` is the mean share of pairs that agree. The interval is by the jackknife over items.
Agreement fleiss_kappa(const VoteCounts& counts, std::int64_t judgements);

}  // namespace ontos
