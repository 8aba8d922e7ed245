// What compares as the same, and that a place in the folded text leads back to the original.
#include "platform/unicode/folded_text.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

TEST(Folded, one_form_and_one_case) {
    EXPECT_EQ(folded("Hello"), "hello");
    EXPECT_EQ(folded("STRASSE"), folded("Straße"));
    EXPECT_EQ(folded("Mu\u0308ller"), "müller");
    EXPECT_EQ(folded("e\u0302\u0323"), folded("\u1EC7"));  // marks in another order
    EXPECT_EQ(folded("\u1112\u1161\u11AB"), "\uD55C");     // Hangul in parts
    EXPECT_EQ(folded("Ä\xFF\xC3"), "ä\xFF\xC3");
    EXPECT_EQ(folded(""), "");
}

TEST(Folded, marks_without_end_are_read_in_pieces) {
    std::string text = "a";
    for (int i = 0; i < 50'000; ++i) text += "\u0301";
    for (int i = 0; i < 50'000; ++i) text += "\u0323";
    EXPECT_EQ(folded(text).size(), text.size() - 1);  // a and its first mark are one
}

TEST(FoldedText, a_part_of_it_leads_to_the_part_of_the_original) {
    const std::string original =
        "\uFEFFx Mu\u0308l\u00ADler\u00A0\u2013 Stra\u00DFe O\u2019N \u4E2D!";
    const FoldedText read{original};
    EXPECT_EQ(read.text(), "x müller - strasse o'n \u4E2D!");
    const auto original_of = [&](std::string_view part) {
        const auto from = read.text().find(part);
        const auto start = read.start_in_original(from);
        return original.substr(start, read.end_in_original(from + part.size()) - start);
    };
    EXPECT_EQ(original_of("x"), "x");
    EXPECT_EQ(original_of("müller"), "Mu\u0308l\u00ADler");
    EXPECT_EQ(original_of("er -"), "er\u00A0\u2013");
    EXPECT_EQ(original_of("strasse"), "Stra\u00DFe");
    EXPECT_EQ(original_of("tras"), "tra\u00DF");  // never a part of a character
    EXPECT_EQ(original_of("o'n"), "O\u2019N");
    EXPECT_EQ(original_of("\u4E2D!"), "\u4E2D!");
    EXPECT_EQ(original_of(read.text()), original.substr(3));
}

}  // namespace
}  // namespace ontos
