#pragma once
// Whether two people judge alike.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace ontos {

/// Items by what the first and the second said of each.
using JudgementCounts = std::map<std::pair<std::string, std::string>, std::int64_t>;

struct Agreement {
    std::int64_t items = 0;
    std::optional<double> observed;  ///< share of items on which they agree; null without items
    std::optional<double> kappa;     ///< null where both always say the same one thing
};

/// Cohen's kappa (Cohen 1960): (observed - expected) / (1 - expected).
Agreement cohen_kappa(const JudgementCounts& counts);

}  // namespace ontos
