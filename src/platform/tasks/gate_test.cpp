// The gate's width, its queue, and that no place is lost.
#include "platform/tasks/gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "platform/tasks/worker_pool.hpp"

namespace ontos {
namespace {

/// Runs what it took when the test says so; refuses when told to. Owned by one thread.
class ManualExecutor final : public Executor {
public:
    bool try_post(std::function<void()> work) override {
        if (refuses) return false;
        queue.push_back(std::move(work));
        return true;
    }
    void run_one() {
        const auto work = std::move(queue.front());
        queue.pop_front();
        work();
    }
    void run_all() {
        while (!queue.empty()) run_one();
    }

    std::deque<std::function<void()>> queue;
    bool refuses = false;
};

TEST(Gate, lets_its_width_through_and_queues_the_rest_in_order) {
    ManualExecutor pool;
    Gate gate{pool, 2, 3};
    std::string order;
    for (const char c : {'a', 'b', 'c', 'd', 'e'})
        EXPECT_TRUE(gate.try_post([&order, c] { order += c; }));
    EXPECT_EQ(gate.running(), 2u);
    EXPECT_EQ(gate.waiting(), 3u);
    EXPECT_FALSE(gate.try_post([&] { order += 'x'; }));
    pool.run_all();
    EXPECT_EQ(order, "abcde");
    EXPECT_EQ(gate.running(), 0u);
    EXPECT_EQ(gate.waiting(), 0u);
    EXPECT_TRUE(gate.try_post([] {}));
}

TEST(Gate, a_refusing_pool_is_a_refusal_and_costs_no_place) {
    ManualExecutor pool;
    Gate gate{pool, 1, 5};
    pool.refuses = true;
    EXPECT_FALSE(gate.try_post([] {}));
    EXPECT_EQ(gate.running(), 0u);
    pool.refuses = false;
    EXPECT_TRUE(gate.try_post([] {}));
}

TEST(Gate, what_waits_runs_even_if_the_pool_refuses_to_take_it) {
    ManualExecutor pool;
    Gate gate{pool, 1, 5};
    int ran = 0;
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(gate.try_post([&] { ++ran; }));
    pool.refuses = true;
    pool.run_one();
    EXPECT_EQ(ran, 4);
    EXPECT_EQ(gate.running(), 0u);
}

TEST(Gate, may_go_while_its_work_runs_and_waits) {
    ManualExecutor pool;
    std::string order;
    auto gate = std::make_unique<Gate>(pool, 1, 5);
    ASSERT_TRUE(gate->try_post([&] {
        gate.reset();
        order += 'a';
    }));
    ASSERT_TRUE(gate->try_post([&] { order += 'b'; }));
    pool.run_all();
    EXPECT_EQ(order, "ab");
}

TEST(Gate, gates_take_turns_on_their_pool) {
    ManualExecutor pool;
    Gate first{pool, 1, 5}, second{pool, 1, 5};
    std::string order;
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(first.try_post([&] { order += '1'; }));
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(second.try_post([&] { order += '2'; }));
    pool.run_all();
    EXPECT_EQ(order, "1212");
}

TEST(Gate, work_that_throws_gives_its_place_back) {
    ManualExecutor pool;
    Gate gate{pool, 1, 5};
    int ran = 0;
    ASSERT_TRUE(gate.try_post([] { throw std::runtime_error{"bad work"}; }));
    ASSERT_TRUE(gate.try_post([&] { ++ran; }));
    pool.run_all();
    EXPECT_EQ(ran, 1);
    EXPECT_EQ(gate.running(), 0u);
}

TEST(Gate, never_runs_more_than_its_width_and_loses_nothing_under_threads) {
    std::atomic<int> now = 0, most = 0, ran = 0, taken = 0;
    {
        WorkerPool pool{"test", 4, 8};
        Gate gate{pool, 2, 16};
        const auto work = [&] {
            const int count = ++now;
            for (int seen = most; seen < count && !most.compare_exchange_weak(seen, count);) {
            }
            std::this_thread::yield();
            --now;
            ++ran;
        };
        {
            std::vector<std::jthread> posters;
            for (int i = 0; i < 4; ++i)
                posters.emplace_back([&] {
                    for (int n = 0; n < 2000; ++n) taken += gate.try_post(work) ? 1 : 0;
                });
        }
        // Every place comes back: only then may the gate end.
        while (gate.running() > 0 || gate.waiting() > 0) std::this_thread::yield();
        pool.stop();
    }
    EXPECT_LE(most, 2);
    EXPECT_GT(taken, 0);
    EXPECT_EQ(ran, taken);
}

}  // namespace
}  // namespace ontos
