// Cohen's kappa.
#include "improve/curation/agreement.hpp"

namespace ontos {

Agreement cohen_kappa(const JudgementCounts& counts) {
    Agreement out;
    std::map<std::string, double> first, second;
    double agreed = 0;
    for (const auto& [said, count] : counts) {
        out.items += count;
        first[said.first] += static_cast<double>(count);
        second[said.second] += static_cast<double>(count);
        if (said.first == said.second) agreed += static_cast<double>(count);
    }
    if (out.items == 0) return out;
    const auto items = static_cast<double>(out.items);
    double expected = 0;
    for (const auto& [judgement, count] : first)
        if (const auto other = second.find(judgement); other != second.end())
            expected += count / items * (other->second / items);
    out.observed = agreed / items;
    if (expected < 1) out.kappa = (*out.observed - expected) / (1 - expected);
    return out;
}

}  // namespace ontos
