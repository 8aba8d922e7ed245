// JSON that is committed and read by people.
#include "app/pretty_json.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace ontos {
namespace {

TEST(PrettyJson, keeps_the_order_and_indents_by_two) {
    EXPECT_EQ(pretty_json(boost::json::parse(R"({"b":[1,{"a":null}],"a":{},"c":[]})")),
              "{\n  \"b\": [\n    1,\n    {\n      \"a\": null\n    }\n  ],\n  \"a\": {},\n"
              "  \"c\": []\n}\n");
}

TEST(PrettyJson, says_the_same_as_before) {
    const auto value = boost::json::parse(R"({"text\n\"":"é\\","n":[1.5,true,-3]})");
    EXPECT_EQ(boost::json::parse(pretty_json(value)), value);
}

}  // namespace
}  // namespace ontos
