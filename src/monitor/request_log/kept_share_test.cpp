// All up to a rate, above it the same share by hash everywhere.
#include "monitor/request_log/kept_share.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ontos {
namespace {

using namespace std::chrono_literals;

TEST(KeptShare, is_all_up_to_the_rate_and_makes_the_rate_above_it) {
    EXPECT_EQ(kept_share(1, 1'000), 1.0);
    EXPECT_EQ(kept_share(1'000, 1'000), 1.0);
    EXPECT_EQ(kept_share(4'000, 1'000), 0.25);
    EXPECT_EQ(kept_share(1, 0), 0.0);
}

TEST(KeptShare, expects_as_many_as_in_the_second_before_or_as_have_come) {
    RequestRate rate;
    const Timestamp start{1'000s};
    for (std::uint32_t i = 1; i <= 500; ++i) EXPECT_EQ(rate.count(start), i);
    EXPECT_EQ(rate.count(start + 1s), 500u);
    for (int i = 1; i < 600; ++i) rate.count(start + 1500ms);
    EXPECT_EQ(rate.count(start + 1900ms), 601u);
    EXPECT_EQ(rate.count(start + 5s), 1u);  // nothing came in the second before
}

TEST(KeptShare, takes_the_share_that_it_says_and_a_larger_share_takes_the_same_and_more) {
    constexpr int all = 100'000;
    int small = 0, large = 0;
    for (int i = 0; i < all; ++i) {
        const auto id = "request-" + std::to_string(i);
        const bool in_small = is_in_share(id, 0.05), in_large = is_in_share(id, 0.4);
        small += in_small;
        large += in_large;
        EXPECT_TRUE(in_large || !in_small) << id;
        EXPECT_TRUE(is_in_share(id, 1.0));
        EXPECT_FALSE(is_in_share(id, 0.0));
    }
    // Four standard deviations of a binomial.
    EXPECT_NEAR(small, 5'000, 276);
    EXPECT_NEAR(large, 40'000, 620);
}

}  // namespace
}  // namespace ontos
