// Every form in which a query may give its rows (API.md, "Reading inputs").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deploy/inference/test_query.hpp"

namespace ontos {
namespace {

using namespace query_testing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const InputPlan ab = matrix({"a", "b"});

std::string message(const InputPlan& plan, const std::string& body) {
    return refusal(plan, body).message();
}

TEST(Inputs, an_object_of_values_is_one_row) {
    auto rows = read(ab, R"({"inputs":{"a":1,"b":2.5}})");
    EXPECT_EQ(rows.rows, 1u);
    EXPECT_THAT(numbers(std::move(rows)), ElementsAre(1, 2.5));
}

TEST(Inputs, names_may_come_in_any_order_and_escaped) {
    EXPECT_THAT(numbers(read(ab, R"({"inputs":{"b":2,"a":1}})")), ElementsAre(1, 2));
    EXPECT_THAT(numbers(read(ab, R"({"inputs":{"\u0062":2,"\u0061":1}})")), ElementsAre(1, 2));
}

TEST(Inputs, an_object_of_lists_of_one_length_is_columns) {
    auto rows = read(ab, R"({"inputs":{"a":[1,2,3],"b":[4,5,6]}})");
    EXPECT_EQ(rows.rows, 3u);
    EXPECT_THAT(numbers(std::move(rows)), ElementsAre(1, 4, 2, 5, 3, 6));
    EXPECT_EQ(read(ab, R"({"inputs":{"a":[1],"b":[4]}})").rows, 1u);
    EXPECT_THAT(message(ab, R"({"inputs":{"a":[1,2,3],"b":[4,5]}})"), HasSubstr("a list of 2"));
    EXPECT_THAT(message(ab, R"({"inputs":{"a":[1,2],"b":[4,5,6,7]}})"), HasSubstr("a list of 4"));
    EXPECT_THAT(message(ab, R"({"inputs":{"a":[1,2],"b":4}})"), HasSubstr("one value"));
    EXPECT_THAT(message(ab, R"({"inputs":{"a":1,"b":[4]}})"), HasSubstr("a list of 1"));
}

TEST(Inputs, a_list_of_objects_is_rows) {
    auto rows = read(ab, R"({"inputs":[{"a":1,"b":2},{"b":4,"a":3}]})");
    EXPECT_EQ(rows.rows, 2u);
    EXPECT_THAT(numbers(std::move(rows)), ElementsAre(1, 2, 3, 4));
}

TEST(Inputs, a_list_of_lists_is_rows_by_position) {
    EXPECT_THAT(numbers(read(ab, R"({"inputs":[[1,2],[3,4]]})")), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(message(ab, R"({"inputs":[[1,2],[3]]})"),
                HasSubstr("row 1: expected 2 values, found 1"));
    EXPECT_THAT(message(ab, R"({"inputs":[[1,2,3]]})"), HasSubstr("expected 2 values, found 3"));
}

TEST(Inputs, a_flat_list_is_one_row_or_the_rows_of_one_column) {
    auto one = read(ab, R"({"inputs":[1,2]})");
    EXPECT_EQ(one.rows, 1u);
    EXPECT_THAT(numbers(std::move(one)), ElementsAre(1, 2));
    auto many = read(matrix({"a"}), R"({"inputs":[1,2,3]})");
    EXPECT_EQ(many.rows, 3u);
    EXPECT_THAT(numbers(std::move(many)), ElementsAre(1, 2, 3));
    EXPECT_THAT(message(ab, R"({"inputs":[1,2,3,4]})"), HasSubstr("one row of 2 values, found 4"));
    EXPECT_THAT(message(ab, R"({"inputs":[1]})"), HasSubstr("found 1"));
}

TEST(Inputs, may_name_the_tensor_of_named_columns) {
    EXPECT_THAT(numbers(read(ab, R"({"inputs":{"x":[[1,2],[3,4]]}})")), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(numbers(read(ab, R"({"inputs":{"x":[1,2]}})")), ElementsAre(1, 2));
}

TEST(OtherForms, say_the_same_rows) {
    const auto expected = ElementsAre(1, 2, 3, 4);
    EXPECT_THAT(numbers(read(ab, R"({"instances":[{"a":1,"b":2},{"a":3,"b":4}]})")), expected);
    EXPECT_THAT(numbers(read(ab, R"({"instances":[[1,2],[3,4]]})")), expected);
    EXPECT_THAT(numbers(read(ab, R"({"dataframe_records":[{"a":1,"b":2},{"a":3,"b":4}]})")),
                expected);
    EXPECT_THAT(
        numbers(read(ab, R"({"dataframe_split":{"columns":["b","a"],"data":[[2,1],[4,3]]}})")),
        expected);
    EXPECT_THAT(
        numbers(read(
            ab,
            R"({"dataframe_split":{"data":[[2,1],[4,3]] ,"index":[0,1],"columns":["b","a"]}})")),
        expected);
    EXPECT_THAT(
        numbers(read(ab, R"({"client_request_id":"r","params":{"k":[1]},"inputs":[[1,2],[3,4]]})")),
        expected);
}

TEST(OtherMembers, name_the_query_by_a_text_that_can_be_kept) {
    for (const auto* id : {R"("a\u0000b")", R"("\ud83d")"}) {
        const auto failure =
            refusal(ab, R"({"client_request_id":)" + std::string{id} + R"(,"inputs":[[1,"x"]]})");
        EXPECT_THAT(failure.message(), HasSubstr("client_request_id must not have NUL"));
        ASSERT_EQ(failure.violations().size(), 2u);
        EXPECT_EQ(failure.violations()[0].where, "/body/client_request_id");
    }
    for (const auto* id : {R"("\u0001")", "null", "7", R"({"a":"\u0000"})"})
        EXPECT_THAT(
            numbers(read(ab, R"({"inputs":[[1,2]],"client_request_id":)" + std::string{id} + "}")),
            ElementsAre(1, 2));
}

TEST(DataframeSplit, says_what_is_wrong_with_it) {
    EXPECT_THAT(message(ab, R"({"dataframe_split":[1]})"), HasSubstr("columns and data"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"columns":["a","b"]}})"), HasSubstr("missing"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"data":[[1,2]]}})"), HasSubstr("missing"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"columns":["a","a"],"data":[[1,2]]}})"),
                HasSubstr("twice"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"columns":["a"],"data":[[1]]}})"),
                HasSubstr("column 'b': is missing"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"columns":["a","b"],"data":[[1,2],[3]]}})"),
                HasSubstr("expected 2 values"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"columns":["a","b"],"data":[[1,2],{"a":1}]}})"),
                HasSubstr("expected a list of values"));
    EXPECT_THAT(message(ab, R"({"dataframe_split":{"columns":"a","data":[[1,2]]}})"),
                HasSubstr("list of names"));
    const auto rows =
        read(ab, R"({"dataframe_split":{"columns":["id","a","b"],"data":[["k",1,2]]}})");
    EXPECT_THAT(rows.ignored_columns, ElementsAre("id"));
}

TEST(Queries, hold_exactly_one_form) {
    EXPECT_THAT(message(ab, R"({"inputs":[[1,2]],"instances":[[1,2]]})"),
                HasSubstr("either 'inputs' or 'instances'"));
    EXPECT_THAT(message(ab, R"({"inputs":[[1,2]],"inputs":[[1,2]]})"), HasSubstr("twice"));
    EXPECT_THAT(message(ab, R"({"a":1,"b":2})"),
                HasSubstr("expected one of the members inputs, dataframe_split"));
    EXPECT_THAT(message(ab, R"({"a":1,"b":2})"), HasSubstr("found 'a', 'b'"));
    EXPECT_THAT(message(ab, R"({})"), HasSubstr("found none"));
    const auto chat = refusal(ab, R"({"messages":[{"role":"user","content":"hi"}]})");
    EXPECT_EQ(chat.violations().front().where, "/body/messages");
    EXPECT_THAT(chat.message(), HasSubstr("table model"));
}

TEST(Queries, without_rows_are_refused) {
    for (const auto* body :
         {R"({"inputs":[]})", R"({"inputs":{"a":[],"b":[]}})", R"({"dataframe_records":[]})",
          R"({"dataframe_split":{"columns":["a","b"],"data":[]}})", R"({"instances":[]})"})
        EXPECT_THAT(message(ab, body), HasSubstr("at least one row")) << body;
}

// Tensors with more than one element a row.

const InputPlan image = make_input_plan({{"x", ElementType::float32, {-1, 2, 3}}}, {}, {});
const InputPlan four = make_input_plan({{"x", ElementType::float32, {-1, 4}}}, {}, {});
const InputPlan free_width = make_input_plan({{"x", ElementType::float32, {-1, -1}}}, {}, {});
const InputPlan pair = make_input_plan(
    {{"a", ElementType::float32, {-1, 1}}, {"b", ElementType::float32, {-1, 3}}}, {}, {});

TEST(Arrays, are_read_with_or_without_the_rows_around_them) {
    const auto expected = ElementsAre(1, 2, 3, 4, 5, 6);
    for (const auto* body :
         {R"({"inputs":[[1,2,3],[4,5,6]]})", R"({"inputs":[[[1,2,3],[4,5,6]]]})",
          R"({"inputs":{"x":[[1,2,3],[4,5,6]]}})", R"({"inputs":{"x":[[[1,2,3],[4,5,6]]]}})",
          R"({"inputs":[{"x":[[1,2,3],[4,5,6]]}]})"}) {
        auto rows = read(image, body);
        EXPECT_EQ(rows.rows, 1u) << body;
        EXPECT_THAT(numbers(std::move(rows)), expected) << body;
    }
    EXPECT_EQ(read(image, R"({"inputs":[[[1,2,3],[4,5,6]],[[7,8,9],[1,2,3]]]})").rows, 2u);
}

TEST(Arrays, of_a_fixed_width_as_long_as_the_list_are_one_row) {
    EXPECT_EQ(read(four, R"({"inputs":{"x":[1,2,3,4]}})").rows, 1u);
    EXPECT_EQ(read(four, R"({"inputs":[1,2,3,4]})").rows, 1u);
    EXPECT_EQ(read(four, R"({"inputs":[[1,2,3,4],[5,6,7,8]]})").rows, 2u);
    EXPECT_THAT(message(four, R"({"inputs":[1,2,3]})"),
                HasSubstr("the shape [4] a row, found [3]"));
    EXPECT_THAT(message(four, R"({"inputs":[[1,2,3],[4,5,6]]})"), HasSubstr("found [2, 3]"));
}

TEST(Arrays, take_any_column_names_of_a_split_by_position) {
    EXPECT_THAT(
        numbers(
            read(four, R"({"dataframe_split":{"columns":["p","q","r","s"],"data":[[1,2,3,4]]}})")),
        ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(
        numbers(read(four, R"({"dataframe_split":{"columns":[0,1,2,3],"data":[[1,2,3,4]]}})")),
        ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(
        numbers(read(four, R"({"dataframe_split":{"columns":["x"],"data":[[[1,2,3,4]]]}})")),
        ElementsAre(1, 2, 3, 4));
}

TEST(Arrays, with_a_free_width_take_that_of_the_first_row) {
    auto rows = read(free_width, R"({"inputs":[{"x":[1,2,3]},{"x":[4,5,6]}]})");
    EXPECT_EQ(rows.rows, 2u);
    EXPECT_THAT(numbers(std::move(rows)), ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(message(free_width, R"({"inputs":[{"x":[1,2,3]},{"x":[4,5]}]})"),
                HasSubstr("row 1, column 'x'"));
    EXPECT_EQ(read(free_width, R"({"inputs":[1,2,3]})").rows, 1u);
}

TEST(Arrays, that_are_ragged_or_too_deep_are_refused) {
    EXPECT_THAT(message(image, R"({"inputs":[[[1,2,3],[4,5]]]})"),
                HasSubstr("as long as the first (3), found one of 2"));
    EXPECT_THAT(message(image, R"({"inputs":[[[1,2,3],4]]})"), HasSubstr("a list like the others"));
    EXPECT_THAT(message(image, R"({"inputs":[[[[1]]]]})"), HasSubstr("a deeper one"));
    EXPECT_THAT(message(image, R"({"inputs":[[],[]]})"), HasSubstr("empty lists"));
    EXPECT_THAT(refusal(image, R"({"inputs":[[[1,2,"x"],[4,5,6]]]})").violations().front().where,
                "/body/inputs/0/0/2");
}

TEST(SeveralTensors, take_one_row_or_columns) {
    auto one = read(pair, R"({"inputs":{"a":1,"b":[1,2,3]}})");
    EXPECT_EQ(one.rows, 1u);
    EXPECT_THAT(numbers(std::move(one), 1), ElementsAre(1, 2, 3));
    EXPECT_EQ(read(pair, R"({"inputs":{"a":[1],"b":[1,2,3]}})").rows, 1u);
    auto two = read(pair, R"({"inputs":{"a":[1,2],"b":[[1,2,3],[4,5,6]]}})");
    EXPECT_EQ(two.rows, 2u);
    EXPECT_THAT(numbers(std::move(two), 0), ElementsAre(1, 2));
    EXPECT_EQ(read(pair, R"({"inputs":[{"a":1,"b":[1,2,3]},{"a":[2],"b":[4,5,6]}]})").rows, 2u);
    EXPECT_EQ(read(pair, R"({"inputs":[[1,[1,2,3]],[2,[4,5,6]]]})").rows, 2u);
    EXPECT_EQ(read(pair, R"({"inputs":{"a":[[1],[2]],"b":[[1,2,3],[4,5,6]]}})").rows, 2u);
    EXPECT_THAT(message(pair, R"({"inputs":{"a":[1,2],"b":[[1,2,3]]}})"),
                HasSubstr("column 'b': is a list of 1"));
    EXPECT_THAT(message(pair, R"({"inputs":[{"a":[1,2],"b":[1,2,3]}]})"),
                HasSubstr("expected one value, found 2"));
    EXPECT_THAT(message(pair, R"({"inputs":[{"a":1,"b":[[1,2,3]]}]})"),
                HasSubstr("found a list of rows"));
}

TEST(FixedRows, are_what_the_model_takes) {
    const auto plan = make_input_plan({{"x", ElementType::float32, {1, 3}}}, {}, {});
    EXPECT_EQ(read(plan, R"({"inputs":[[1,2,3]]})").rows, 1u);
    EXPECT_THAT(message(plan, R"({"inputs":[[1,2,3],[1,2,3]]})"),
                HasSubstr("exactly 1 row at a time, found 2"));
}

}  // namespace
}  // namespace ontos
