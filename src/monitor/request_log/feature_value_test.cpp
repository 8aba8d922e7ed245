// A value is found in every form of a query, and only in its column.
#include "monitor/request_log/feature_value.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <vector>

namespace ontos {
namespace {

bool has(const char* query, const char* column, const char* value,
         const std::vector<std::string>& columns = {"size", "colour"}) {
    return has_value(boost::json::parse(query), column, equal_to(value), columns);
}

TEST(FeatureValue, is_found_in_every_form) {
    for (const auto* query :
         {R"({"inputs":{"size":2,"colour":"red"}})",
          R"({"inputs":{"size":[1,2],"colour":["x","red"]}})",
          R"({"inputs":[{"size":1,"colour":"x"},{"size":2.0,"colour":"red"}]})",
          R"({"inputs":[[1,"x"],[2,"red"]]})", R"({"inputs":[2,"red"]})",
          R"({"instances":[[2e0,"red"]]})", R"({"dataframe_records":[{"size":2,"colour":"red"}]})",
          R"({"dataframe_split":{"columns":["colour","size"],"data":[["red",2]]}})"}) {
        EXPECT_TRUE(has(query, "size", "2")) << query;
        EXPECT_TRUE(has(query, "size", "2.0")) << query;
        EXPECT_TRUE(has(query, "colour", "red")) << query;
        EXPECT_FALSE(has(query, "size", "red")) << query;
        EXPECT_FALSE(has(query, "colour", "2")) << query;
        EXPECT_FALSE(has(query, "weight", "2")) << query;
        EXPECT_FALSE(has(query, "size", "3")) << query;
    }
}

TEST(FeatureValue, bare_values_are_the_rows_of_the_only_column) {
    EXPECT_TRUE(has(R"({"inputs":[1,2,3]})", "size", "3", {"size"}));
    EXPECT_FALSE(has(R"({"inputs":[1,2,3]})", "size", "3", {"colour"}));
}

TEST(FeatureValue, words_are_compared_by_their_names) {
    EXPECT_TRUE(has(R"({"inputs":{"size":true}})", "size", "true"));
    EXPECT_TRUE(has(R"({"inputs":{"size":null}})", "size", "null"));
    EXPECT_FALSE(has(R"({"inputs":{"size":"1"}})", "size", "1.0"));
}

TEST(FeatureValue, what_is_no_query_has_none) {
    for (const auto* query : {"1", "[]", "{}", R"({"inputs":7})",
                              R"({"dataframe_split":{"data":[[2]]}})", R"({"inputs":[["a"],[]]})"})
        EXPECT_FALSE(has(query, "colour", "2")) << query;
}

}  // namespace
}  // namespace ontos
