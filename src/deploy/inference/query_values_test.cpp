// Which JSON value fits which column, and what is said of those that do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "deploy/inference/test_query.hpp"

namespace ontos {
namespace {

using namespace query_testing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// One column of a type; `rule` says more of it.
InputPlan column(ElementType type, std::optional<SignatureField> rule = {}) {
    std::vector<SignatureField> rules;
    if (rule) rules.push_back(*rule);
    return make_input_plan({{"c", type, {-1}}}, {}, rules);
}

double value(ElementType type, const std::string& text) {
    return numbers(read(column(type), R"({"inputs":{"c":)" + text + "}}")).at(0);
}

std::string refused(ElementType type, const std::string& text) {
    return refusal(column(type), R"({"inputs":{"c":)" + text + "}}").message();
}

TEST(Floats, take_every_number_narrowed_as_numpy_does) {
    EXPECT_EQ(value(ElementType::float32, "0.1"), static_cast<double>(0.1F));
    EXPECT_EQ(value(ElementType::float32, "16777217"), 16777216.0);
    EXPECT_EQ(value(ElementType::float32, "-0"), 0.0);
    EXPECT_EQ(value(ElementType::float32, "1e-50"), 0.0);
    EXPECT_EQ(value(ElementType::float32, "3.4028235e38"),
              static_cast<double>(std::numeric_limits<float>::max()));
    EXPECT_EQ(value(ElementType::float64, "9007199254740993"), 9007199254740992.0);
    EXPECT_EQ(value(ElementType::float64, "0.1"), 0.1);
    EXPECT_EQ(value(ElementType::float64, "-0.512345678901234567890"), -0.512345678901234567890);
    EXPECT_EQ(value(ElementType::float64, "0.0000012345678901234567890123 "),
              0.0000012345678901234567890123);
    EXPECT_EQ(value(ElementType::float64, "12345678901234567890.12345"),
              12345678901234567890.12345);
    EXPECT_EQ(value(ElementType::float16, "0.1"), static_cast<double>(float_of_half(half_of(0.1))));
}

TEST(Floats, that_overflow_are_refused) {
    EXPECT_THAT(
        refused(ElementType::float32, "1e39"),
        HasSubstr("column 'c': expected a number (float32), found 1e39, which is too large"));
    EXPECT_THAT(refused(ElementType::float32, "-3.5e38"), HasSubstr("too large"));
    EXPECT_THAT(refused(ElementType::float64, "1e400"),
                HasSubstr("found 1e400, which is too large"));
    EXPECT_THAT(refused(ElementType::float16, "65520"), HasSubstr("too large"));
}

TEST(Floats, take_nothing_but_numbers) {
    EXPECT_THAT(refused(ElementType::float32, R"("1.5")"), HasSubstr(R"(found the text "1.5")"));
    EXPECT_THAT(refused(ElementType::float32, "true"), HasSubstr("found true"));
    EXPECT_THAT(refused(ElementType::float32, R"({"a":1})"), HasSubstr("found an object"));
    const auto nested = refusal(matrix({"a", "b"}), R"({"inputs":[[1,[2]]]})");
    EXPECT_EQ(nested.violations().front().where, "/body/inputs/0/1");
    EXPECT_THAT(nested.message(),
                HasSubstr("row 0, column 'b': expected a number (float32), found a list"));
}

TEST(Integers, take_whole_numbers_in_their_range) {
    EXPECT_EQ(value(ElementType::int64, "-9223372036854775808"), -9223372036854775808.0);
    EXPECT_EQ(value(ElementType::int64, "2.0"), 2.0);
    EXPECT_EQ(value(ElementType::int64, "1e3"), 1000.0);
    EXPECT_EQ(value(ElementType::uint64, "18446744073709551615"), 18446744073709551615.0);
    EXPECT_EQ(value(ElementType::int32, "-2147483648"), -2147483648.0);
    EXPECT_EQ(value(ElementType::uint8, "255"), 255.0);
    EXPECT_EQ(value(ElementType::int8, "-128"), -128.0);
    EXPECT_THAT(refused(ElementType::int64, "1.5"),
                HasSubstr("expected an integer (int64), found 1.5, which has a fraction"));
    EXPECT_THAT(refused(ElementType::int64, "0.184467440737095516160"),
                HasSubstr("has a fraction"));
    EXPECT_THAT(refused(ElementType::int64, "9223372036854775808"), HasSubstr("out of its range"));
    EXPECT_THAT(refused(ElementType::int32, "2147483648"), HasSubstr("out of its range"));
    EXPECT_THAT(refused(ElementType::uint8, "-1"), HasSubstr("out of its range"));
    EXPECT_THAT(refused(ElementType::uint64, "-1"), HasSubstr("out of its range"));
    EXPECT_THAT(refused(ElementType::uint16, "65536"), HasSubstr("out of its range"));
    EXPECT_THAT(refused(ElementType::int64, R"("1")"), HasSubstr(R"(found the text "1")"));
    EXPECT_THAT(refused(ElementType::int64, "false"), HasSubstr("found false"));
}

TEST(Booleans, are_true_and_false_alone) {
    EXPECT_EQ(value(ElementType::bool_, "true"), 1.0);
    EXPECT_EQ(value(ElementType::bool_, "false"), 0.0);
    EXPECT_THAT(refused(ElementType::bool_, "1"),
                HasSubstr("expected true or false (bool), found 1."));
    EXPECT_THAT(refused(ElementType::bool_, R"("true")"), HasSubstr("found the text"));
}

TEST(Texts, are_kept_byte_for_byte) {
    const auto plan = column(ElementType::string);
    EXPECT_THAT(texts(read(plan, R"({"inputs":["blü","\u0041\n\"","","a\u0000b"]})")),
                ElementsAre("blü", "A\n\"", "", std::string{"a\0b", 3}));
    EXPECT_THAT(refused(ElementType::string, "1"), HasSubstr("expected a text (string), found 1."));
}

TEST(Nulls, in_a_float_column_are_nan_unless_the_signature_says_required) {
    for (const auto type : {ElementType::float32, ElementType::float64, ElementType::float16})
        EXPECT_TRUE(std::isnan(value(type, "null")));
    const auto required = column(ElementType::float32, declared("c"));
    EXPECT_THAT(refusal(required, R"({"inputs":{"c":null}})").message(),
                HasSubstr("found null, but the signature says that it is required"));
    auto optional = declared("c");
    optional.optional = true;
    EXPECT_TRUE(std::isnan(
        numbers(read(column(ElementType::float32, optional), R"({"inputs":{"c":null}})")).at(0)));
}

TEST(Nulls, elsewhere_need_a_default) {
    EXPECT_THAT(refused(ElementType::int64, "null"), HasSubstr("no default"));
    EXPECT_THAT(refused(ElementType::string, "null"), HasSubstr("no default"));
    EXPECT_THAT(refused(ElementType::bool_, "null"), HasSubstr("no default"));
    auto rule = declared("c", ElementType::int64);
    rule.default_ = 7;
    EXPECT_THAT(numbers(read(column(ElementType::int64, rule), R"({"inputs":[null,2]})")),
                ElementsAre(7, 2));
    rule.default_ = "none";
    EXPECT_THAT(texts(read(column(ElementType::string, rule), R"({"inputs":[null,"x"]})")),
                ElementsAre("none", "x"));
    EXPECT_THROW(column(ElementType::int64, rule), Failure);
    rule.default_ = 300;
    EXPECT_THROW(column(ElementType::uint8, rule), Failure);
}

TEST(MissingColumns, are_filled_where_the_signature_allows_it) {
    auto a = declared("a"), b = declared("b");
    b.optional = true;
    const auto plan = matrix({"a", "b"}, ElementType::float32, {a, b});
    const auto row = numbers(read(plan, R"({"inputs":[{"a":1},{"a":2,"b":3}]})"));
    EXPECT_TRUE(std::isnan(row[1]));
    EXPECT_EQ(row[3], 3);
    const auto by_column = numbers(read(plan, R"({"inputs":{"a":[1,2]}})"));
    EXPECT_TRUE(std::isnan(by_column[1]) && std::isnan(by_column[3]));
    EXPECT_THAT(refusal(plan, R"({"inputs":{"b":1}})").message(),
                HasSubstr("column 'a': is missing"));
}

TEST(MissingColumns, are_named_with_what_was_probably_meant) {
    const auto plan = matrix({"mean radius", "mean texture"});
    const auto failed = refusal(plan, R"({"inputs":[{"mean_radius":1,"mean texture":2}]})");
    EXPECT_THAT(failed.message(),
                HasSubstr("row 0, column 'mean radius': is missing; 'mean_radius' was given"));
    EXPECT_EQ(failed.violations().front().where, "/body/inputs/0/mean radius");
}

TEST(ExtraColumns, are_ignored_and_named_once) {
    const auto rows =
        read(matrix({"a"}), R"({"inputs":[{"a":1,"id":{"x":[1,"y"]}},{"id":2,"a":3,"é":null}]})");
    EXPECT_THAT(rows.ignored_columns, ElementsAre("id", "é"));
}

TEST(Mistakes, are_all_told_at_once_with_their_places) {
    const auto failed =
        refusal(matrix({"a", "b"}), R"({"inputs":[{"a":"x","b":1},{"a":2,"b":1e99},{"b":true}]})");
    ASSERT_THAT(failed.violations(), SizeIs(4));
    EXPECT_EQ(failed.kind(), FailureKind::invalid);
    EXPECT_EQ(failed.code(), "invalid_input");
    EXPECT_EQ(failed.violations()[0].where, "/body/inputs/0/a");
    EXPECT_EQ(failed.violations()[1].where, "/body/inputs/1/b");
    EXPECT_EQ(failed.violations()[2].where, "/body/inputs/2/b");
    EXPECT_EQ(failed.violations()[3].where, "/body/inputs/2/a");
    const auto columns = refusal(matrix({"a/b"}), R"({"inputs":{"a/b":[1,"x"]}})");
    EXPECT_EQ(columns.violations()[0].where, "/body/inputs/a~1b/1");
}

TEST(Mistakes, stop_at_twenty) {
    std::string body = R"({"inputs":[)";
    for (int i = 0; i < 50; ++i) body += (i ? ",{\"a\":\"x\"}" : "{\"a\":\"x\"}");
    EXPECT_THAT(refusal(matrix({"a"}), body + "]}").violations(), SizeIs(20));
}

TEST(Duplicates, are_refused) {
    const auto plan = matrix({"a", "b"});
    EXPECT_THAT(refusal(plan, R"({"inputs":{"a":1,"b":2,"a":3}})").message(),
                HasSubstr("given twice"));
    EXPECT_THAT(refusal(plan, R"({"inputs":[{"a":1,"b":2,"a":3}]})").message(),
                HasSubstr("given twice"));
}

TEST(Json, that_is_none_is_refused) {
    const auto plan = matrix({"a", "b"});
    for (const auto* body : {"",
                             "{",
                             "null",
                             "[]",
                             "7",
                             "\"inputs\"",
                             R"({"inputs":{"a":1,"b":2}} x)",
                             R"({"inputs":{"a":1,"b":2}}{"inputs":1})",
                             R"({"inputs":{"a":1,"b":2})",
                             R"({"inputs":{"a":NaN,"b":2}})",
                             R"({"inputs":{"a":Infinity,"b":2}})",
                             R"({"inputs":{"a":01,"b":2}})",
                             R"({"inputs":{"a":1.,"b":2}})",
                             R"({"inputs":{"a":1,"b":2,}})",
                             R"({"inputs":[[1,2],]})",
                             R"({"inputs":{"a" 1,"b":2}})",
                             R"({"inputs":{"a":1,"b":2},"x":tru})",
                             R"({"inputs":{"a":nul,"b":2}})",
                             R"({"inputs":{"a":1,"b":2},"x":"\q"})",
                             R"({'inputs':{"a":1,"b":2}})",
                             "{\"inputs\":{\"a\":1,\"b\":2},\"x\":\"\xff\"}",
                             "{\"inputs\":{\"a\":1,\"b\":2},\"x\":\"\x01\"}"}) {
        const auto failed = refusal(plan, body);
        EXPECT_EQ(failed.kind(), FailureKind::invalid) << body;
        EXPECT_EQ(failed.code(), "malformed_json") << body << failed.message();
        EXPECT_TRUE(failed.message().ends_with('.')) << failed.message();
        EXPECT_EQ(failed.message().find(".."), failed.message().npos) << failed.message();
    }
}

TEST(Json, that_nests_too_deep_is_refused_wherever_it_hides) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const auto plan = matrix({"a", "b"});
    EXPECT_EQ(refusal(plan, R"({"inputs":[[1,2]],"other":)" + deep + "}").code(), "too_deep");
    EXPECT_EQ(refusal(plan, R"({"inputs":[{"a":1,"b":2,"x":)" + deep + "}]}").code(), "too_deep");
    EXPECT_EQ(refusal(plan, R"({"inputs":)" + deep + "}").kind(), FailureKind::invalid);
    const std::string allowed = std::string(60, '[') + std::string(60, ']');
    EXPECT_EQ(read(plan, R"({"inputs":[[1,2]],"other":)" + allowed + "}").rows, 1u);
}

TEST(LargeBodies, are_read_and_those_that_would_fill_the_memory_refused) {
    std::string body = R"({"inputs":[)";
    for (int i = 0; i < 100'000; ++i) body += (i ? ",[1,2]" : "[1,2]");
    EXPECT_EQ(read(matrix({"a", "b"}), body + "]}").rows, 100'000u);
    std::vector<std::string> names;
    std::vector<SignatureField> rules;
    for (int i = 0; i < 1000; ++i) {
        names.push_back("column " + std::to_string(i));
        rules.push_back(declared(names.back()));
        rules.back().optional = true;
    }
    std::string empty_rows = R"({"inputs":[{})";
    for (int i = 0; i < 100'000; ++i) empty_rows += ",{}";
    const auto failed = refusal(matrix(names, ElementType::float32, rules), empty_rows + "]}");
    EXPECT_EQ(failed.kind(), FailureKind::too_large);
}

}  // namespace
}  // namespace ontos
