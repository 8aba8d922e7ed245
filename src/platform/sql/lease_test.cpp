// One server at a time, and none that comes too late.
#include "platform/sql/lease.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "platform/sql/test_database.hpp"

namespace ontos::sql {
namespace {

using namespace std::chrono_literals;

class LeaseOf : public DatabaseTest {
protected:
    Lease lease() { return {database(), clock_, random_, "deliver", 10s}; }
    bool is_current(std::int64_t token) {
        try {
            database().write([&](Transaction& tx) { require_token(tx, "deliver", token); });
            return true;
        } catch (const LeaseLost&) {
            return false;
        }
    }

    ManualClock clock_{Timestamp{1'000'000'000us}};
    SeededRandom random_{1};
};
INSTANTIATE_TEST_SUITE_P(on, LeaseOf, engines(), engine_name);

TEST_P(LeaseOf, another_server_waits_until_it_has_expired) {
    auto first = lease(), second = lease();
    const auto token = first.acquire();
    ASSERT_TRUE(token);
    EXPECT_EQ(second.acquire(), std::nullopt);
    clock_.advance(9s);
    EXPECT_EQ(first.acquire(), token) << "it is extended, and the token stays";
    clock_.advance(9s);
    EXPECT_EQ(second.acquire(), std::nullopt);
    clock_.advance(1s);
    EXPECT_EQ(second.acquire(), *token + 1);
    EXPECT_EQ(first.acquire(), std::nullopt);
}

TEST_P(LeaseOf, a_write_of_the_former_holder_is_refused) {
    auto first = lease(), second = lease();
    const auto old = first.acquire();
    EXPECT_TRUE(is_current(*old));
    clock_.advance(10s);
    EXPECT_TRUE(is_current(*old)) << "nobody else has taken it";
    const auto taken = second.acquire();
    EXPECT_FALSE(is_current(*old));
    EXPECT_TRUE(is_current(*taken));
}

TEST_P(LeaseOf, after_a_break_the_same_server_has_another_token) {
    auto first = lease();
    const auto old = first.acquire();
    clock_.advance(10s);
    EXPECT_EQ(first.acquire(), *old + 1);
    EXPECT_FALSE(is_current(*old));
}

TEST_P(LeaseOf, a_released_lease_is_free_at_once) {
    auto first = lease(), second = lease();
    const auto token = first.acquire();
    second.release();
    EXPECT_EQ(second.acquire(), std::nullopt) << "only the holder releases it";
    first.release();
    EXPECT_EQ(second.acquire(), *token + 1);
}

TEST_P(LeaseOf, of_eight_that_take_it_at_once_one_gets_it) {
    std::atomic<int> taken{0};
    std::vector<std::jthread> servers;
    for (int i = 0; i < 8; ++i)
        servers.emplace_back([&] {
            auto mine = lease();
            if (mine.acquire()) ++taken;
        });
    servers.clear();
    EXPECT_EQ(taken, 1);
}

}  // namespace
}  // namespace ontos::sql
