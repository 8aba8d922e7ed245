// Numbers as people write them.
#include "platform/api/json_write.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <random>

namespace ontos::api {
namespace {

namespace json = boost::json;

TEST(JsonText, numbers_are_as_short_as_they_can_be) {
    EXPECT_EQ(to_json_text(json::array{0.21, 0.0, 1.0, 1e300, -2.5, 3}),
              "[0.21,0,1,1e+300,-2.5,3]");
}

TEST(JsonText, what_is_no_number_is_null) {
    EXPECT_EQ(to_json_text(json::value(std::numeric_limits<double>::quiet_NaN())), "null");
    EXPECT_EQ(to_json_text(json::value(std::numeric_limits<double>::infinity())), "null");
}

TEST(JsonText, everything_else_is_kept_in_its_order) {
    const auto* text = R"({"b":[true,null,"é\n\""],"a":{},"c":[],"":18446744073709551615})";
    EXPECT_EQ(to_json_text(json::parse(text)), text);
}

TEST(JsonText, every_double_reads_back_as_itself) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 10'000; ++i) {
        const auto number = std::bit_cast<double>(random());
        if (!std::isfinite(number)) continue;
        const auto text = to_json_text(json::value(number));
        EXPECT_EQ(std::strtod(text.c_str(), nullptr), number) << text;
    }
}

}  // namespace
}  // namespace ontos::api
