// How many calls a rate limiter lets through.
#include "deploy/endpoints/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp start{1'800'000'000s};

api::Caller caller(const std::string& name, api::CallerKind kind = api::CallerKind::proxy) {
    api::Caller out;
    out.name = name;
    out.kind = kind;
    return out;
}

TEST(RateLimiter, lets_calls_through_until_the_period_is_over) {
    RateLimiter limiter{{{RateLimitKey::ENDPOINT, 2, RenewalPeriod::minute}}};
    EXPECT_FALSE(limiter.admit(caller("a"), start));
    EXPECT_FALSE(limiter.admit(caller("b"), start + 10s));
    const auto wait = limiter.admit(caller("c"), start + 20s);
    ASSERT_TRUE(wait);
    EXPECT_EQ(*wait, 40s);
    EXPECT_FALSE(limiter.admit(caller("c"), start + 60s));
}

TEST(RateLimiter, counts_each_user_alone) {
    RateLimiter limiter{{{RateLimitKey::USER, 1, RenewalPeriod::second}}};
    EXPECT_FALSE(limiter.admit(caller("a"), start));
    EXPECT_TRUE(limiter.admit(caller("a"), start));
    EXPECT_FALSE(limiter.admit(caller("b"), start));
    EXPECT_FALSE(limiter.admit(caller("key", api::CallerKind::api_key), start));
    EXPECT_TRUE(limiter.admit(caller("key", api::CallerKind::api_key), start));
}

TEST(RateLimiter, a_limit_of_keys_takes_them_out_of_that_of_users) {
    RateLimiter limiter{{{RateLimitKey::USER, 1, RenewalPeriod::hour},
                         {RateLimitKey::SERVICE_PRINCIPAL, 3, RenewalPeriod::hour}}};
    const auto key = caller("key", api::CallerKind::api_key);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.admit(key, start)) << i;
    EXPECT_TRUE(limiter.admit(key, start));
    EXPECT_FALSE(limiter.admit(caller("ann"), start));
    EXPECT_TRUE(limiter.admit(caller("ann"), start));
}

TEST(RateLimiter, a_refused_call_is_counted_by_no_limit) {
    RateLimiter limiter{{{RateLimitKey::ENDPOINT, 2, RenewalPeriod::hour},
                         {RateLimitKey::USER, 1, RenewalPeriod::hour}}};
    EXPECT_FALSE(limiter.admit(caller("a"), start));
    EXPECT_TRUE(limiter.admit(caller("a"), start));
    EXPECT_FALSE(limiter.admit(caller("b"), start));
    EXPECT_TRUE(limiter.admit(caller("c"), start));
}

TEST(RateLimiter, a_clock_that_is_set_back_locks_nobody_out) {
    RateLimiter limiter{{{RateLimitKey::ENDPOINT, 1, RenewalPeriod::minute}}};
    EXPECT_FALSE(limiter.admit(caller("a"), start));
    EXPECT_FALSE(limiter.admit(caller("a"), start - 1h));
}

TEST(RateLimiter, beyond_the_bound_new_callers_share_a_count) {
    RateLimiter limiter{{{RateLimitKey::USER, 1, RenewalPeriod::hour}}};
    for (std::size_t i = 0; i < RateLimiter::callers_max; ++i)
        ASSERT_FALSE(limiter.admit(caller(std::to_string(i)), start));
    EXPECT_FALSE(limiter.admit(caller("one more"), start));
    EXPECT_TRUE(limiter.admit(caller("and one more"), start));
    EXPECT_FALSE(limiter.admit(caller("and one more"), start + 2h));
    EXPECT_FALSE(limiter.admit(caller("yet another"), start + 2h));
}

TEST(RateLimiter, threads_together_get_no_more_than_the_limit) {
    RateLimiter limiter{{{RateLimitKey::ENDPOINT, 1000, RenewalPeriod::hour}}};
    std::atomic<int> admitted{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    if (!limiter.admit(caller("a"), start)) ++admitted;
            });
    }
    EXPECT_EQ(admitted, 1000);
}

}  // namespace
}  // namespace ontos
