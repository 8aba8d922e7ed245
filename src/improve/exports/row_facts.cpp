// Rows compared with each other by their numbers.
#include "improve/exports/row_facts.hpp"

#include <algorithm>
#include <numeric>

namespace ontos {
namespace {

using Places = std::vector<std::uint32_t>;

/// Places of the rows that count, by a key and then in their order.
template <class Key>
Places sorted_by(std::span<const RowFact> facts, Key key) {
    Places places(facts.size());
    std::iota(places.begin(), places.end(), 0u);
    std::erase_if(places, [&](auto place) { return facts[place].exclusion.has_value(); });
    std::ranges::sort(places, [&](auto a, auto b) {
        const auto of_a = key(facts[a]), of_b = key(facts[b]);
        return of_a != of_b ? of_a < of_b : a < b;
    });
    return places;
}

/// Calls `visit` with each run of places that have one key, if there are several.
template <class Key, class Visit>
void for_each_run(std::span<const RowFact> facts, const Places& places, Key key, Visit visit) {
    for (std::size_t first = 0; first < places.size();) {
        auto end = first + 1;
        while (end < places.size() && key(facts[places[end]]) == key(facts[places[first]])) ++end;
        if (end - first > 1) visit(std::span{places}.subspan(first, end - first));
        first = end;
    }
}

void keep_first(std::vector<FactPair>& examples) {
    std::ranges::sort(examples, {}, &FactPair::later);
    if (examples.size() > report_examples_max) examples.resize(report_examples_max);
}

/// The smallest places are what is shown; more than a few need not be remembered.
void remember(std::vector<FactPair>& examples, FactPair pair) {
    constexpr std::size_t remembered_max = 1000;
    examples.push_back(pair);
    if (examples.size() > remembered_max) keep_first(examples);
}

void find_exact(std::span<RowFact> facts, DuplicateRule rule, Comparison& out) {
    const auto key = [](const RowFact& fact) { return fact.pair_hash; };
    for_each_run(facts, sorted_by(facts, key), key, [&](std::span<const std::uint32_t> run) {
        for (const auto later : run.subspan(1)) {
            ++out.exact_rows;
            remember(out.exact, {later, run.front()});
            if (rule != DuplicateRule::keep) facts[later].exclusion = Exclusion::exact_duplicate;
        }
    });
    keep_first(out.exact);
}

void find_near(std::span<RowFact> facts, const NearDuplicates& near, DuplicateRule rule,
               Comparison& out) {
    std::vector<std::uint32_t> place_of_sketch(near.rows.size());
    for (std::uint32_t place = 0; place < facts.size(); ++place)
        if (facts[place].sketch != RowFact::no_sketch) place_of_sketch[facts[place].sketch] = place;
    for (std::uint32_t place = 0; place < facts.size(); ++place) {
        auto& fact = facts[place];
        if (fact.exclusion || fact.sketch == RowFact::no_sketch) continue;
        const auto& found = near.rows[fact.sketch];
        const auto other = std::min(found.same_side, found.other_side);
        if (other == NearRow::none) continue;
        ++out.near_rows;
        if (out.near.size() < report_examples_max)
            out.near.push_back({place, place_of_sketch[other]});
        if (found.other_side != NearRow::none)
            fact.exclusion = Exclusion::split_conflict;
        else if (rule == DuplicateRule::near)
            fact.exclusion = Exclusion::near_duplicate;
    }
}

void find_conflicts(std::span<RowFact> facts, Comparison& out) {
    const auto key = [](const RowFact& fact) { return fact.prompt_hash; };
    for_each_run(facts, sorted_by(facts, key), key, [&](std::span<const std::uint32_t> run) {
        FactGroup targets;
        std::ranges::copy_if(run, std::back_inserter(targets),
                             [&](auto place) { return facts[place].is_target; });
        const auto differs = [&](auto place) {
            return facts[place].pair_hash != facts[targets.front()].pair_hash;
        };
        if (targets.empty() || std::ranges::none_of(targets, differs)) return;
        ++out.conflict_prompts;
        out.conflict_rows += std::ssize(targets);
        if (targets.size() > report_examples_max) targets.resize(report_examples_max);
        if (out.conflicts.size() < report_examples_max) out.conflicts.push_back(std::move(targets));
    });
}

}  // namespace

Comparison compare_rows(std::span<RowFact> facts, const NearDuplicates& near, DuplicateRule rule) {
    Comparison out;
    find_exact(facts, rule, out);
    find_near(facts, near, rule, out);
    find_conflicts(facts, out);
    return out;
}

}  // namespace ontos
