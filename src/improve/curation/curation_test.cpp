// Texts compared: normal forms, words, runs, lengths, agreement, and a split that stays.
#include <gmock/gmock.h>

#include "improve/curation/agreement.hpp"
#include "improve/curation/evaluation_texts.hpp"
#include "improve/curation/lengths.hpp"
#include "improve/curation/normal_text.hpp"
#include "improve/curation/split.hpp"

namespace ontos {
namespace {

using testing::SizeIs;

TEST(NormalText, case_blanks_and_unicode_form_do_not_matter) {
    EXPECT_EQ(normal_text("  Hello \t\n WORLD "), "hello world");
    EXPECT_EQ(normal_text("Stra\xC3\x9F"
                          "e"),
              "strasse");
    EXPECT_EQ(normal_text("Cafe\xCC\x81"), normal_text("caf\xC3\xA9"));  // combining acute accent
    EXPECT_EQ(normal_text("a\xC2\xA0"
                          "b"),
              "a b");  // no-break space
    EXPECT_EQ(normal_text(""), "");
    EXPECT_EQ(normal_text(" \n "), "");
}

TEST(NormalText, what_is_not_utf8_stays) { EXPECT_EQ(normal_text("a\xFF  b"), "a\xFF b"); }

TEST(NormalText, words_are_letters_and_digits_of_every_script) {
    EXPECT_THAT(word_hashes("it's 3.5, ok?"), SizeIs(5));
    EXPECT_THAT(word_hashes("\xD0\xBF\xD1\x80\xD0\xB8 \xC3\xA9t\xC3\xA9"), SizeIs(2));
    EXPECT_EQ(word_hashes("a, b"), word_hashes("a \xE2\x80\x94 b"));  // a dash is no word
    EXPECT_THAT(word_hashes(" ... "), SizeIs(0));
}

TEST(NormalText, runs_know_their_order_and_length) {
    const auto words = word_hashes("a b c");
    EXPECT_THAT(gram_hashes(words, 2), SizeIs(2));
    EXPECT_THAT(gram_hashes(words, 4), SizeIs(0));
    EXPECT_NE(gram_hashes(words, 3), gram_hashes(word_hashes("c b a"), 3));
}

constexpr std::string_view thirteen =
    "one two three four five six seven eight nine ten eleven "
    "twelve thirteen";

TEST(EvaluationTexts, thirteen_words_in_a_row_are_too_many) {
    EvaluationTexts texts;
    EXPECT_FALSE(texts.is_in(thirteen, Compared::runs));
    texts.add(std::string{"first "} + std::string{thirteen}, Compared::runs);
    EXPECT_TRUE(texts.is_in("so: " + std::string{thirteen} + "!", Compared::runs));
    EXPECT_FALSE(texts.is_in("one two three four five six seven eight nine ten eleven twelve 13",
                             Compared::runs));
}

TEST(EvaluationTexts, a_short_one_counts_only_as_a_whole) {
    EvaluationTexts texts;
    texts.add("what is your name", Compared::runs);
    EXPECT_TRUE(texts.is_in("what is your name?", Compared::runs));
    EXPECT_FALSE(texts.is_in("tell me what is your name", Compared::runs));
}

TEST(EvaluationTexts, rows_of_numbers_count_as_a_whole) {
    EvaluationTexts texts;
    texts.add(thirteen, Compared::whole);
    EXPECT_TRUE(texts.is_in(thirteen, Compared::whole));
    EXPECT_FALSE(texts.is_in(std::string{thirteen} + " fourteen", Compared::whole));
}

TEST(EvaluationTexts, keeps_no_more_than_it_may_and_says_so) {
    EvaluationTexts texts{1500};
    for (int i = 0; i < 1500; ++i) texts.add("text " + std::to_string(i), Compared::runs);
    EXPECT_TRUE(texts.is_complete());
    texts.add("one more", Compared::runs);
    EXPECT_FALSE(texts.is_complete());
    for (int i = 0; i < 1500; ++i)
        EXPECT_TRUE(texts.is_in("text " + std::to_string(i), Compared::runs));
    EXPECT_FALSE(texts.is_in("one more", Compared::runs));
}

TEST(Split, keeps_its_share_and_moves_nothing) {
    int train = 0;
    for (int i = 0; i < 10'000; ++i)
        train += split_side(42, "group " + std::to_string(i), 0.9) == SplitSide::train ? 1 : 0;
    EXPECT_NEAR(train, 9'000, 120);  // 4 standard deviations
    // A larger share only adds to the training side.
    for (int i = 0; i < 1'000; ++i) {
        const auto group = "group " + std::to_string(i);
        if (split_side(42, group, 0.8) == SplitSide::train) {
            EXPECT_EQ(split_side(42, group, 0.9), SplitSide::train);
        }
    }
}

TEST(Split, is_the_same_in_every_version) {
    std::string sides;
    for (int i = 0; i < 16; ++i)
        sides += split_side(42, std::to_string(i), 0.5) == SplitSide::train ? 't' : 'v';
    EXPECT_EQ(sides, "vvvvtvvtttvtvttt");
    sides.clear();
    for (int i = 0; i < 16; ++i)
        sides += split_side(7, std::to_string(i), 0.5) == SplitSide::train ? 't' : 'v';
    EXPECT_EQ(sides, "tttttvvvtvvttvvv");
}

TEST(Lengths, quantiles_are_nearest_ranks) {
    Lengths lengths;
    EXPECT_EQ(lengths.quantile(0.5), std::nullopt);
    for (std::uint64_t i = 1; i <= 100; ++i) lengths.add(i);
    EXPECT_EQ(lengths.quantile(0), 1u);
    EXPECT_EQ(lengths.quantile(0.5), 50u);
    EXPECT_EQ(lengths.quantile(0.95), 95u);
    EXPECT_EQ(lengths.quantile(1), 100u);
    lengths.add(5'000'000'000);
    EXPECT_EQ(lengths.largest(), 5'000'000'000u);
    EXPECT_EQ(lengths.count(), 101u);
}

TEST(Lengths, characters_are_not_bytes) {
    EXPECT_EQ(character_count("\xC3\xA9\xE2\x82\xAC!"), 3u);
    EXPECT_EQ(tokens_of_characters(0), 0u);
    EXPECT_EQ(tokens_of_characters(5), 2u);
}

TEST(Agreement, is_cohens_kappa) {
    // Cohen 1960 as Wikipedia computes it: 50 grant proposals, two readers.
    const auto found = cohen_kappa(
        {{{"yes", "yes"}, 20}, {{"yes", "no"}, 5}, {{"no", "yes"}, 10}, {{"no", "no"}, 15}});
    EXPECT_EQ(found.items, 50);
    EXPECT_DOUBLE_EQ(found.observed.value(), 0.7);
    EXPECT_NEAR(found.kappa.value(), 0.4, 1e-12);
    // Fleiss, Cohen, Everitt 1969: three categories.
    const auto three = cohen_kappa({{{"a", "a"}, 53},
                                    {{"a", "b"}, 5},
                                    {{"a", "c"}, 2},
                                    {{"b", "a"}, 11},
                                    {{"b", "b"}, 14},
                                    {{"b", "c"}, 5},
                                    {{"c", "a"}, 1},
                                    {{"c", "b"}, 6},
                                    {{"c", "c"}, 3}});
    EXPECT_NEAR(three.kappa.value(), 0.4286, 0.0005);
}

TEST(Agreement, of_two_has_an_interval) {
    // As numpy computes it from the whole table: tests/sketches/sklearn_test.py has more.
    const auto found = cohen_kappa(
        {{{"yes", "yes"}, 20}, {{"yes", "no"}, 5}, {{"no", "yes"}, 10}, {{"no", "no"}, 15}});
    EXPECT_NEAR(found.interval.value()[0], 0.15109229047666106, 1e-9);
    EXPECT_NEAR(found.interval.value()[1], 0.6489077095233388, 1e-9);
    EXPECT_FALSE(cohen_kappa({{{"a", "a"}, 5}, {{"a", "b"}, 4}}).interval);
}

TEST(Agreement, of_many_is_fleiss_kappa) {
    // Fleiss 1971 as Wikipedia computes it: 10 items, 14 people, 5 categories.
    const int said[10][5]{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0},
                          {2, 2, 8, 1, 1},  {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2},
                          {6, 5, 2, 1, 0},  {0, 2, 2, 3, 7}};
    VoteCounts counts;
    for (const auto& item : said) {
        std::map<std::string, std::int64_t> votes;
        for (int category = 0; category < 5; ++category)
            if (item[category] > 0) votes[std::to_string(category)] = item[category];
        ++counts[votes];
    }
    const auto found = fleiss_kappa(counts, 14);
    EXPECT_EQ(found.items, 10);
    EXPECT_NEAR(found.observed.value(), 0.378, 0.0005);
    EXPECT_NEAR(found.kappa.value(), 0.20993070442195522, 1e-12);
    EXPECT_LT(found.interval.value()[0], 0.21);
    EXPECT_GT(found.interval.value()[1], 0.21);
    EXPECT_FALSE(fleiss_kappa({{{{"yes", 3}}, 20}}, 3).kappa);
}

TEST(Agreement, is_unknown_where_nothing_could_differ) {
    EXPECT_FALSE(cohen_kappa({}).observed);
    const auto same = cohen_kappa({{{"approved", "approved"}, 9}});
    EXPECT_EQ(same.observed, 1.0);
    EXPECT_FALSE(same.kappa);
}

}  // namespace
}  // namespace ontos
