// What is left out because of other rows, and what two rows contradict each other in.
#include "improve/exports/row_facts.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

RowFact fact(std::uint64_t prompt, std::uint64_t pair, std::uint32_t sketch = RowFact::no_sketch) {
    RowFact out;
    out.prompt_hash = prompt;
    out.pair_hash = pair;
    out.sketch = sketch;
    out.is_target = true;
    return out;
}

TEST(RowFacts, are_small) { EXPECT_LE(sizeof(RowFact), 72u); }

TEST(RowFacts, of_the_same_rows_the_first_stays) {
    std::vector facts{fact(1, 10), fact(2, 20), fact(1, 10), fact(1, 10)};
    const auto found = compare_rows(facts, {}, DuplicateRule::exact);
    EXPECT_EQ(found.exact_rows, 2);
    ASSERT_THAT(found.exact, SizeIs(2));
    EXPECT_EQ(found.exact[0].later, 2u);
    EXPECT_EQ(found.exact[0].earlier, 0u);
    EXPECT_FALSE(facts[0].exclusion);
    EXPECT_FALSE(facts[1].exclusion);
    EXPECT_EQ(facts[2].exclusion, Exclusion::exact_duplicate);
    EXPECT_EQ(facts[3].exclusion, Exclusion::exact_duplicate);
    EXPECT_EQ(found.conflict_prompts, 0);
}

TEST(RowFacts, repetitions_can_be_kept_and_are_told) {
    std::vector facts{fact(1, 10), fact(1, 10)};
    EXPECT_EQ(compare_rows(facts, {}, DuplicateRule::keep).exact_rows, 1);
    EXPECT_FALSE(facts[1].exclusion);
}

TEST(RowFacts, near_rows_never_straddle_and_are_else_kept) {
    const NearDuplicates near{{{}, {NearRow::none, 0}, {0, NearRow::none}}, 0};
    std::vector facts{fact(1, 1, 0), fact(2, 2, 1), fact(3, 3, 2)};
    auto found = compare_rows(facts, near, DuplicateRule::exact);
    EXPECT_EQ(found.near_rows, 2);
    EXPECT_EQ(facts[1].exclusion, Exclusion::split_conflict);
    EXPECT_FALSE(facts[2].exclusion);

    std::vector dropped{fact(1, 1, 0), fact(2, 2, 1), fact(3, 3, 2)};
    compare_rows(dropped, near, DuplicateRule::near);
    EXPECT_EQ(dropped[2].exclusion, Exclusion::near_duplicate);
}

TEST(RowFacts, what_is_shared_never_straddles_and_the_first_row_stays) {
    for (const auto member :
         {&RowFact::session_hash, &RowFact::subject_hash, &RowFact::prompt_hash}) {
        std::vector facts{fact(1, 1), fact(2, 2), fact(3, 3), fact(4, 4)};
        for (auto& each : facts) each.side = SplitSide::validation;
        for (const auto place : {0, 1, 2}) facts[place].*member = 77;
        facts[1].side = SplitSide::train;
        compare_rows(facts, {}, DuplicateRule::keep);
        EXPECT_EQ(facts[1].exclusion, Exclusion::split_conflict);
        for (const auto place : {0, 2, 3}) EXPECT_FALSE(facts[place].exclusion) << place;
    }
}

TEST(RowFacts, a_row_that_is_left_out_keeps_nothing_from_the_other_side) {
    std::vector facts{fact(1, 1), fact(2, 2), fact(3, 3)};
    facts[0].subject_hash = facts[1].subject_hash = 8;
    facts[1].session_hash = facts[2].session_hash = 9;
    facts[1].side = SplitSide::validation;
    compare_rows(facts, {}, DuplicateRule::keep);
    EXPECT_EQ(facts[1].exclusion, Exclusion::split_conflict);
    EXPECT_FALSE(facts[2].exclusion) << "the row that shares its session is in no file";
}

TEST(RowFacts, one_prompt_with_two_answers_is_a_conflict) {
    std::vector facts{fact(1, 10), fact(1, 11), fact(2, 20), fact(1, 10), fact(3, 30), fact(3, 31)};
    facts[5].exclusion = Exclusion::filter;
    const auto found = compare_rows(facts, {}, DuplicateRule::exact);
    EXPECT_EQ(found.conflict_prompts, 1);
    EXPECT_EQ(found.conflict_rows, 2);
    ASSERT_THAT(found.conflicts, SizeIs(1));
    EXPECT_THAT(found.conflicts[0], ElementsAre(0u, 1u));
}

TEST(RowFacts, a_rejected_answer_contradicts_nothing) {
    std::vector facts{fact(1, 10), fact(1, 11)};
    facts[1].is_target = false;
    EXPECT_EQ(compare_rows(facts, {}, DuplicateRule::exact).conflict_prompts, 0);
}

}  // namespace
}  // namespace ontos
