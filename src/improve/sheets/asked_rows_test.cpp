// Whatever form a query takes, its one row has named values, and several rows are several.
#include "improve/sheets/asked_rows.hpp"

#include <gmock/gmock.h>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

const std::vector<RowColumn> radius_and_texture{{"radius"}, {"texture"}};

std::string row_in(const std::string& text,
                   const std::vector<RowColumn>& columns = radius_and_texture) {
    const auto asked = asked_rows(text, columns);
    if (asked.count != 1) return std::to_string(asked.count) + " rows";
    return asked.row ? api::to_json_text(api::to_json(*asked.row)) : "no names";
}

TEST(AskedRows, one_row_in_every_form_has_the_same_named_values) {
    const std::string row = R"({"radius":17.5,"texture":"rough"})";
    for (const std::string rows : {
             R"({"radius": 17.5, "texture": "rough"})",
             R"({"texture": ["rough"], "radius": [17.5]})",
             R"({"radius": [[17.5]], "texture": [["rough"]]})",
             R"([{"radius": 17.5, "texture": "rough"}])",
             R"([[17.5, "rough"]])",
             R"([17.5, "rough"])",
             R"({"float_input": [[17.5, "rough"]]})",
         }) {
        EXPECT_EQ(row_in(rows), row) << rows;
        for (const std::string form : {"inputs", "instances", "dataframe_records"})
            EXPECT_EQ(row_in(R"({"client_request_id": "c", ")" + form + R"(": )" + rows + "}"), row)
                << form << rows;
    }
    const std::string split = R"({"dataframe_split": {"index": [0], "data": [["rough", 17.5]],)"
                              R"( "columns": ["texture", "radius"]}})";
    EXPECT_EQ(row_in(split), row);
    EXPECT_EQ(row_in(split, {}), row);
}

TEST(AskedRows, several_rows_are_counted_and_are_not_one) {
    for (const std::string rows : {
             R"([{"radius": 1, "texture": "a"}, {"radius": 2, "texture": "b"}])",
             R"([[1, "a"], [2, "b"]])",
             R"({"radius": [1, 2], "texture": ["a", "b"]})",
             R"({"dataframe_split": {"columns": ["radius", "texture"],)"
             R"( "data": [[1, "a"], [2, "b"]]}})",
         }) {
        EXPECT_EQ(row_in(rows), "2 rows") << rows;
        EXPECT_EQ(row_in(R"({"inputs": )" + rows + "}"),
                  rows.starts_with(R"({"dataframe)") ? "0 rows" : "2 rows")
            << rows;
    }
    EXPECT_EQ(row_in("[1, 2, 3]", {{"radius"}}), "3 rows") << "values of the only column";
    EXPECT_EQ(row_in("[[1], [2]]", {{"radius"}}), "2 rows");
    EXPECT_EQ(row_in("[[1, 2], [3, 4]]", {}), "2 rows") << "also where no model is known";
    EXPECT_EQ(row_in(R"([{"a": 1}, {"a": 2}])", {}), "2 rows");
}

TEST(AskedRows, one_column_may_be_a_list) {
    const std::vector<RowColumn> pixels{{"pixels", 1}};
    EXPECT_EQ(row_in("[1, 2, 3]", pixels), R"({"pixels":[1,2,3]})");
    EXPECT_EQ(row_in(R"({"inputs": [[1, 2, 3]]})", pixels), R"({"pixels":[1,2,3]})");
    EXPECT_EQ(row_in(R"({"inputs": {"pixels": [1, 2, 3]}})", pixels), R"({"pixels":[1,2,3]})");
    EXPECT_EQ(row_in("[[1, 2, 3], [4, 5, 6]]", pixels), "2 rows");
    EXPECT_EQ(row_in(R"({"pixels": [[1, 2, 3], [4, 5, 6]]})", pixels), "2 rows");
}

TEST(AskedRows, a_text_is_no_row) {
    for (const std::string text :
         {"What is it?", "", "17", "\"a\"", "[]", "{}", "[17.5]", "[1, 2, 3]", "[[1, 2, 3], [1]]",
          R"({"shape": "round"})", R"({"inputs": []})", R"({"radius": [1, 2], "texture": ["a"]})",
          R"({"dataframe_split": {"columns": [1], "data": [[1]]}})", "{\"radius\": 1", "[1]]"})
        EXPECT_EQ(row_in(text), "0 rows") << text;
    EXPECT_EQ(row_in(R"([[17.5, "rough", 3]])"), "no names") << "more values than columns";
}

TEST(AskedRows, of_a_model_that_is_not_known_an_object_is_a_row_and_a_chat_is_a_text) {
    EXPECT_EQ(row_in(R"({"plan": "basic", "days": 30})", {}), R"({"days":30,"plan":"basic"})");
    EXPECT_EQ(row_in(R"({"plan": ["basic"], "days": [30]})", {}), R"({"days":30,"plan":"basic"})");
    EXPECT_EQ(row_in(R"({"vector": [1, 2]})", {}), R"({"vector":[1,2]})");
    EXPECT_EQ(row_in(R"({"inputs": {"plan": "basic"}})", {}), R"({"plan":"basic"})");
    EXPECT_EQ(row_in(R"([{"role": "user", "content": "Hi"}])", {}), "0 rows");
    EXPECT_EQ(row_in(R"({"messages": [{"role": "user", "content": "Hi"}]})", {}), "0 rows");
    EXPECT_EQ(row_in("[1, 2]", {}), "0 rows");
}

}  // namespace
}  // namespace ontos
