// The pool's bound, and that what was taken runs.
#include "platform/tasks/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>

namespace ontos {
namespace {

TEST(WorkerPool, runs_everything_that_it_took_before_it_ends) {
    std::atomic<int> ran = 0;
    int taken = 0;
    {
        WorkerPool pool{"test", 3, 1000};
        for (int i = 0; i < 500; ++i) taken += pool.try_post([&] { ++ran; }) ? 1 : 0;
    }
    EXPECT_EQ(taken, 500);
    EXPECT_EQ(ran, 500);
}

TEST(WorkerPool, refuses_beyond_its_queue_and_counts_only_what_waits) {
    std::latch begun{2}, release{1};
    std::atomic<int> ran = 0;
    WorkerPool pool{"test", 2, 3};
    const auto block = [&] {
        begun.count_down();
        release.wait();
        ++ran;
    };
    ASSERT_TRUE(pool.try_post(block));
    ASSERT_TRUE(pool.try_post(block));
    begun.wait();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.try_post([&] { ++ran; }));
    EXPECT_EQ(pool.waiting(), 3u);
    EXPECT_FALSE(pool.try_post([&] { ++ran; }));
    release.count_down();
    pool.stop();
    EXPECT_EQ(ran, 5);
    EXPECT_EQ(pool.waiting(), 0u);
}

TEST(WorkerPool, without_a_queue_takes_one_for_each_idle_thread) {
    std::latch begun{1}, release{1};
    WorkerPool pool{"test", 1, 0};
    ASSERT_TRUE(pool.try_post([&] {
        begun.count_down();
        release.wait();
    }));
    EXPECT_FALSE(pool.try_post([] {}));
    begun.wait();
    EXPECT_FALSE(pool.try_post([] {}));
    release.count_down();
}

TEST(WorkerPool, takes_nothing_once_it_is_stopped_and_stops_twice_without_harm) {
    WorkerPool pool{"test", 1, 10};
    pool.stop();
    pool.stop();
    EXPECT_FALSE(pool.try_post([] {}));
}

TEST(WorkerPool, outlives_work_that_throws) {
    std::atomic<int> ran = 0;
    {
        WorkerPool pool{"test", 1, 10};
        ASSERT_TRUE(pool.try_post([] { throw std::runtime_error{"bad work"}; }));
        ASSERT_TRUE(pool.try_post([&] { ++ran; }));
    }
    EXPECT_EQ(ran, 1);
}

TEST(WorkerPool, work_may_post_work) {
    std::latch done{1};
    WorkerPool pool{"test", 1, 1};
    ASSERT_TRUE(pool.try_post([&] { EXPECT_TRUE(pool.try_post([&] { done.count_down(); })); }));
    done.wait();
}

}  // namespace
}  // namespace ontos
