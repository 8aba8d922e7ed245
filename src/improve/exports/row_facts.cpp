// Rows compared with each other by their numbers.
#include "improve/exports/row_facts.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

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

/// What the rows of an export that share it are on one side of the split by.
constexpr std::array kept_together{&RowFact::subject_hash, &RowFact::session_hash,
                                   &RowFact::prompt_hash};

/// Where the first row stands that has a session, a person or a prompt, of those that fall to both
/// sides.
class FirstSides {
public:
    explicit FirstSides(std::span<const RowFact> facts) {
        for (const auto member : kept_together) {
            const auto key = [member](const RowFact& fact) { return fact.*member; };
            for_each_run(facts, sorted_by(facts, key), key, [&](auto run) {
                const auto& first = facts[run.front()];
                const auto is_apart = [&](auto place) { return facts[place].side != first.side; };
                if (key(first) != 0 && std::ranges::any_of(run, is_apart)) sides_[key(first)] = {};
            });
        }
    }

    /// Whether the row is where earlier ones are that have something of it; then it counts too.
    bool admit(const RowFact& fact) {
        std::array<std::optional<SplitSide>*, kept_together.size()> found{};
        std::size_t count = 0;
        for (const auto member : kept_together)
            if (const auto at = sides_.find(fact.*member); at != sides_.end())
                found[count++] = &at->second;
        const std::span known{found.data(), count};
        if (std::ranges::any_of(known,
                                [&](auto* side) { return side->value_or(fact.side) != fact.side; }))
            return false;
        for (auto* side : known) *side = fact.side;
        return true;
    }

private:
    std::unordered_map<std::uint64_t, std::optional<SplitSide>> sides_;
};

void keep_together(std::span<RowFact> facts) {
    FirstSides first{facts};
    for (auto& fact : facts)
        if (!fact.exclusion && !first.admit(fact)) fact.exclusion = Exclusion::split_conflict;
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
    keep_together(facts);
    find_conflicts(facts, out);
    return out;
}

}  // namespace ontos
