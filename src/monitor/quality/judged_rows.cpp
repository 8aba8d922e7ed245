// A classifier's predictions beside what was true.
#include "monitor/quality/judged_rows.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "monitor/quality/label_text.hpp"

namespace ontos {
namespace {

std::vector<std::string> classes_of(const OutcomeList& outcomes) {
    std::set<std::string> names;
    for (const auto* outcome : outcomes) {
        if (outcome->predicted) names.insert(*outcome->predicted);
        if (outcome->label) names.insert(*outcome->label);
    }
    return {names.begin(), names.end()};
}

}  // namespace

JudgedRows judge(const OutcomeList& outcomes, std::vector<std::string> classes) {
    JudgedRows out{.classes = classes.empty() ? classes_of(outcomes) : std::move(classes),
                   .rows = {}};
    std::map<std::string, std::size_t, std::less<>> index;
    for (const auto& name : out.classes) index.emplace(name, index.size());
    const auto index_of = [&](const std::optional<std::string>& name) {
        const auto found = name ? index.find(*name) : index.end();
        return found == index.end() ? out.unknown_class() : found->second;
    };
    out.rows.reserve(outcomes.size());
    for (const auto* outcome : outcomes) {
        JudgedRow row{.predicted = index_of(outcome->predicted),
                      .actual = index_of(outcome->label),
                      .is_right = outcome->label && outcome->label == outcome->predicted,
                      .scores = scores_in(outcome->scores)};
        const bool has_scores =
            row.scores.size() == out.classes.size() && row.predicted != out.unknown_class();
        if (!has_scores) row.scores.clear();
        out.rows.push_back(std::move(row));
    }
    return out;
}

Promise promise_of(const JudgedRow& row, const JudgedRows& all) {
    if (all.is_binary()) return {row.scores[1], row.actual == 1};
    return {row.scores[row.predicted], row.is_right};
}

}  // namespace ontos
