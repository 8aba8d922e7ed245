// Texts as URLs carry them.
#include "platform/api/url_text.hpp"

#include <gtest/gtest.h>

#include "platform/api/etags.hpp"
#include "platform/base/random.hpp"
#include "platform/base/text.hpp"

namespace ontos::api {
namespace {

TEST(PercentEncoding, any_text_comes_back_as_it_went) {
    SeededRandom random{3};
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (auto n = random.next() % 20; n > 0; --n)
            text += static_cast<char>(1 + random.next() % 127);
        text += "äß€😀";
        EXPECT_EQ(percent_decoded(percent_encoded(text), Plus::is_plus), text);
        EXPECT_EQ(percent_decoded(percent_encoded(text), Plus::is_space), text);
    }
}

TEST(PercentEncoding, a_plus_is_a_space_in_queries_only) {
    EXPECT_EQ(percent_decoded("a+b%2B", Plus::is_space), "a b+");
    EXPECT_EQ(percent_decoded("a+b%2B", Plus::is_plus), "a+b+");
}

TEST(PercentEncoding, broken_escapes_are_refused) {
    for (const auto* text : {"%", "%1", "%1g", "%-1", "% 1", "a%", "%00", "%FF", "%C3"})
        EXPECT_FALSE(percent_decoded(text, Plus::is_plus).has_value()) << text;
}

TEST(Query, keeps_order_and_repetition) {
    EXPECT_EQ(parse_query("a=1&b=&c&a=2&&d=x%3Dy=z"),
              (NamedTexts{{"a", "1"}, {"b", ""}, {"c", ""}, {"a", "2"}, {"d", "x=y=z"}}));
    EXPECT_EQ(parse_query(""), NamedTexts{});
    EXPECT_EQ(parse_query("a=%"), std::nullopt);
}

TEST(ETags, lists_stars_and_weak_ones) {
    EXPECT_TRUE(names_etag(R"("a" , "b")", "\"b\"", Comparison::strong));
    EXPECT_TRUE(names_etag("*", "\"b\"", Comparison::strong));
    EXPECT_FALSE(names_etag(R"(W/"b")", "\"b\"", Comparison::strong));
    EXPECT_TRUE(names_etag(R"(W/"b")", "\"b\"", Comparison::weak));
    EXPECT_FALSE(names_etag("", "\"b\"", Comparison::weak));
    EXPECT_FALSE(names_etag("b", "\"b\"", Comparison::weak));
}

}  // namespace
}  // namespace ontos::api
