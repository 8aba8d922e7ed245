// What schemas accept, and how they say what they do not.
#include "platform/api/schema.hpp"

#include <gmock/gmock.h>

#include "platform/api/sample_service.hpp"

namespace ontos::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// "where what" of each broken rule.
std::vector<std::string> broken(std::string_view schema, std::string_view value,
                                std::string_view components = "{}") {
    Schemas schemas;
    const auto parsed = json::parse(components).as_object();
    const auto* compiled = schemas.compile(json::parse(schema).as_object(), parsed);
    Violations out;
    check_value(*compiled, json::parse(value), "body", out);
    std::vector<std::string> texts;
    for (const auto& [where, what] : std::move(out).take()) texts.push_back(where + ' ' + what);
    return texts;
}

json::value typed(std::string_view schema, std::string_view text) {
    Schemas schemas;
    return typed_text(*schemas.compile(json::parse(schema).as_object(), {}), text);
}

TEST(Schema, a_wrong_type_is_named_with_what_was_found) {
    EXPECT_THAT(broken(R"({"type":"integer"})", "\"abc\""),
                ElementsAre("/body must be an integer, found the string \"abc\""));
    EXPECT_THAT(broken(R"({"type":"string"})", "7"),
                ElementsAre("/body must be a string, found 7"));
    EXPECT_THAT(broken(R"({"type":"boolean"})", "null"),
                ElementsAre("/body must be true or false, found null"));
    EXPECT_THAT(broken(R"({"type":["array","null"]})", "{}"),
                ElementsAre("/body must be a list or null, found an object"));
    EXPECT_THAT(broken(R"({"type":"object"})", "[]"),
                ElementsAre("/body must be an object, found a list"));
    EXPECT_THAT(broken(R"({"type":"integer"})", "1.5"),
                ElementsAre("/body must be an integer, found 1.5"));
    EXPECT_THAT(broken(R"({"type":"number"})", "true"),
                ElementsAre("/body must be a number, found true"));
}

TEST(Schema, a_number_without_a_fraction_is_an_integer) {
    EXPECT_THAT(broken(R"({"type":"integer","format":"int32"})", "1.0"), IsEmpty());
    EXPECT_THAT(broken(R"({"type":"number"})", "3"), IsEmpty());
}

TEST(Schema, an_integer_outside_its_format_is_refused) {
    constexpr auto int32 = R"({"type":"integer","format":"int32"})";
    EXPECT_THAT(broken(int32, "2147483647"), IsEmpty());
    EXPECT_THAT(broken(int32, "-2147483648"), IsEmpty());
    EXPECT_THAT(broken(int32, "2147483648"),
                ElementsAre("/body must be between -2147483648 and 2147483647"));
    constexpr auto int64 = R"({"type":"integer","format":"int64"})";
    constexpr auto bounds = "/body must be between -9223372036854775808 and 9223372036854775807";
    EXPECT_THAT(broken(int64, "9223372036854775807"), IsEmpty());
    EXPECT_THAT(broken(int64, "9223372036854775808"), ElementsAre(bounds));
    EXPECT_THAT(broken(int64, "1e300"), ElementsAre(bounds));
}

TEST(Schema, an_infinite_number_is_refused) {
    EXPECT_THAT(broken(R"({"type":"number"})", "1e999"),
                ElementsAre(testing::StartsWith("/body must be a")));
}

TEST(Schema, bounds_belong_to_the_allowed_values) {
    constexpr auto schema = R"({"type":"number","minimum":0.5,"maximum":1})";
    EXPECT_THAT(broken(schema, "0.5"), IsEmpty());
    EXPECT_THAT(broken(schema, "1"), IsEmpty());
    EXPECT_THAT(broken(schema, "0.4"), ElementsAre("/body must be at least 0.5"));
    EXPECT_THAT(broken(schema, "1.1"), ElementsAre("/body must be at most 1"));
}

TEST(Schema, length_counts_characters_and_not_bytes) {
    constexpr auto schema = R"({"type":"string","minLength":2,"maxLength":3})";
    EXPECT_THAT(broken(schema, "\"äöü\""), IsEmpty());
    EXPECT_THAT(broken(schema, "\"ä\""), ElementsAre("/body must have at least 2 characters"));
    EXPECT_THAT(broken(schema, "\"äöüß\""), ElementsAre("/body must have at most 3 characters"));
}

TEST(Schema, a_text_has_no_nul) {
    EXPECT_THAT(broken(R"({"type":["string","null"]})", R"("a\u0000b")"),
                ElementsAre("/body must not have NUL"));
    EXPECT_THAT(broken("{}", R"("a\u0000b")"), IsEmpty());
}

TEST(Schema, a_pattern_matches_anywhere_unless_anchored) {
    EXPECT_THAT(broken(R"({"type":"string","pattern":"b+"})", "\"abc\""), IsEmpty());
    EXPECT_THAT(broken(R"({"type":"string","pattern":"^b+$"})", "\"abc\""),
                ElementsAre("/body must match the pattern ^b+$"));
}

TEST(Schema, an_enum_names_what_is_allowed) {
    constexpr auto schema = R"({"type":["string","null"],"enum":["gt","lt",null]})";
    EXPECT_THAT(broken(schema, "\"lt\""), IsEmpty());
    EXPECT_THAT(broken(schema, "null"), IsEmpty());
    EXPECT_THAT(broken(schema, "\"eq\""), ElementsAre("/body must be one of gt, lt"));
}

TEST(Schema, lists_are_bounded_and_checked_item_by_item) {
    constexpr auto schema =
        R"({"type":"array","minItems":1,"maxItems":2,"items":{"type":"integer"}})";
    EXPECT_THAT(broken(schema, "[]"), ElementsAre("/body must have at least 1 items"));
    EXPECT_THAT(broken(schema, "[1,2,\"x\"]"), ElementsAre("/body must have at most 2 items"));
    EXPECT_THAT(broken(schema, "[1,true]"), ElementsAre("/body/1 must be an integer, found true"));
}

TEST(Schema, times_are_checked) {
    constexpr auto time = R"({"type":"string","format":"date-time"})";
    EXPECT_THAT(broken(time, "\"2026-01-31T12:00:00+01:00\""), IsEmpty());
    EXPECT_THAT(
        broken(time, "\"now-1h\""),
        ElementsAre("/body must be an RFC 3339 time from 1970 on, such as 2026-01-31T12:00:00Z"));
    constexpr auto moment = R"({"type":["string","integer"],"format":"moment"})";
    for (const auto* good : {"\"now\"", "\"now-3d\"", "\"2026-01-31T12:00:00Z\"", "1700000000000"})
        EXPECT_THAT(broken(moment, good), IsEmpty()) << good;
    for (const auto* bad : {"\"yesterday\"", "-1", "\"now-\"", "99999999999999999"})
        EXPECT_EQ(broken(moment, bad).size(), 1u) << bad;
    EXPECT_THAT(broken(moment, "\"2026-01-31T12:00:00 02:00\""), ElementsAre(HasSubstr("%2B")))
        << "a URL's + is a blank";
}

TEST(Schema, members_are_required_known_and_checked_at_once) {
    constexpr auto schema = R"({"type":"object","required":["name","age"],
        "properties":{"name":{"type":"string"},"age":{"type":"integer"},"to~o/":{"type":"null"}},
        "additionalProperties":false})";
    EXPECT_THAT(broken(schema, R"({"age":"x","nam":1,"to~o/":1,"elsewhere":2})"),
                ElementsAre("/body/name is required",
                            "/body/age must be an integer, found the string \"x\"",
                            "/body/nam is not a known member (did you mean name?)",
                            "/body/to~0o~1 must be null, found 1",
                            "/body/elsewhere is not a known member"));
}

TEST(Schema, unknown_members_are_allowed_where_it_does_not_refuse_them) {
    EXPECT_THAT(broken(R"({"type":"object","properties":{}})", R"({"x":1})"), IsEmpty());
    EXPECT_THAT(broken(R"({"type":"object","additionalProperties":true})", R"({"x":1})"),
                IsEmpty());
}

TEST(Schema, maps_check_their_values_and_their_size) {
    constexpr auto schema =
        R"({"type":"object","maxProperties":2,"additionalProperties":{"type":"integer"}})";
    EXPECT_THAT(broken(schema, R"({"a":1,"b":"x"})"),
                ElementsAre("/body/b must be an integer, found the string \"x\""));
    EXPECT_THAT(broken(schema, R"({"a":1,"b":2,"c":3})"),
                ElementsAre("/body must have at most 2 members"));
}

TEST(Schema, references_may_lead_back_to_themselves) {
    constexpr auto components = R"({"Tree":{"type":"object","required":["n"],"properties":{
        "n":{"type":"integer"},
        "next":{"anyOf":[{"$ref":"#/components/schemas/Tree"},{"type":"null"}]}}}})";
    constexpr auto schema = R"({"$ref":"#/components/schemas/Tree"})";
    EXPECT_THAT(broken(schema, R"({"n":1,"next":{"n":2,"next":null}})", components), IsEmpty());
    EXPECT_THAT(broken(schema, R"({"n":1,"next":{"next":{"n":"x"}}})", components),
                ElementsAre("/body/next/n is required",
                            "/body/next/next/n must be an integer, found the string \"x\""));
    EXPECT_THAT(broken(schema, R"({"n":1,"next":5})", components),
                ElementsAre("/body/next must be an object, found 5"));
}

TEST(Schema, at_most_a_hundred_broken_rules_are_told) {
    std::string list = "[0";
    for (int i = 0; i < 1000; ++i) list += ",0";
    EXPECT_EQ(broken(R"({"type":"array","items":{"type":"string"}})", list + ']').size(), 100u);
}

TEST(Schema, a_long_value_is_clipped_in_the_message) {
    const auto texts = broken(R"({"type":"integer"})", '"' + std::string(100'000, 'x') + '"');
    ASSERT_EQ(texts.size(), 1u);
    EXPECT_LT(texts[0].size(), 200u);
    const auto member =
        broken(R"({"additionalProperties":false})", "{\"" + std::string(100'000, 'x') + "\":1}");
    ASSERT_EQ(member.size(), 1u);
    EXPECT_LT(member[0].size(), 200u);
}

TEST(Schema, a_keyword_that_nobody_enforces_does_not_compile) {
    EXPECT_THROW(broken(R"({"multipleOf":3})", "1"), std::logic_error);
    EXPECT_THROW(broken(R"({"format":"email"})", "1"), std::logic_error);
    EXPECT_THROW(broken(R"({"type":"string","pattern":"("})", "1"), std::logic_error);
    EXPECT_THROW(broken(R"({"type":"integer","examples":["x"]})", "1"), std::logic_error);
}

TEST(TypedText, takes_the_type_that_the_schema_asks_for) {
    EXPECT_EQ(typed(R"({"type":"integer"})", "42"), json::value(42));
    EXPECT_EQ(typed(R"({"type":"integer"})", "-1"), json::value(-1));
    EXPECT_EQ(typed(R"({"type":"number"})", "0.25"), json::value(0.25));
    EXPECT_EQ(typed(R"({"type":"number"})", "1e3"), json::value(1000.0));
    for (const auto* text : {"true", "True", "1"})
        EXPECT_EQ(typed(R"({"type":"boolean"})", text), json::value(true)) << text;
    for (const auto* text : {"false", "False", "0"})
        EXPECT_EQ(typed(R"({"type":"boolean"})", text), json::value(false)) << text;
    EXPECT_EQ(typed(R"({"type":"string"})", "42"), json::value("42"));
    EXPECT_EQ(typed(R"({"type":"object"})", R"({"a":1})"), json::parse(R"({"a":1})"));
    EXPECT_EQ(typed("{}", "[1]"), json::parse("[1]"));
}

TEST(TypedText, stays_a_text_where_it_cannot_be_converted) {
    for (const auto* text : {"abc", "", "1x", " 1", "+1", "nan", "inf", "0x10", "1 "})
        EXPECT_TRUE(typed(R"({"type":"number"})", text).is_string()) << text;
    for (const auto* text : {"2", "TRUE", "yes", ""})
        EXPECT_TRUE(typed(R"({"type":"boolean"})", text).is_string()) << text;
    EXPECT_TRUE(typed(R"({"type":"object"})", "{").is_string());
}

TEST(Closed, refuses_unknown_members_at_every_depth_and_leaves_the_open_schema_alone) {
    json::object components;
    const auto open = Codec<sample::NewJob>::schema(components);
    const auto input = closed(open, components);
    EXPECT_EQ(input.at("$ref"), "#/components/schemas/NewJobInput");
    EXPECT_FALSE(components.at("NewJob").as_object().contains("additionalProperties"));
    EXPECT_EQ(components.at("NewJobInput").at("additionalProperties"), false);
    EXPECT_EQ(closed(input, components), input) << "it is closed already";
    EXPECT_EQ(components.at("StageInput").at("additionalProperties"), false);
    EXPECT_EQ(components.at("NewJobInput").at("properties").at("stages").at("items").at("$ref"),
              "#/components/schemas/StageInput");
    EXPECT_TRUE(components.at("NewJobInput")
                    .at("properties")
                    .at("weights")
                    .at("additionalProperties")
                    .is_object());
}

}  // namespace
}  // namespace ontos::api
