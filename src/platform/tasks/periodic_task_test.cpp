// That a step which fails is counted, and that the thread ends when told.
#include "platform/tasks/periodic_task.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

TEST(PeriodicTask, a_step_that_throws_is_counted_and_the_next_one_runs) {
    int steps = 0;
    PeriodicTask task{"test", 1h, [&] {
                          if (++steps == 1) throw Failure{FailureKind::unavailable, "not now"};
                          if (steps == 2) throw std::runtime_error{"bug"};
                      }};
    for (int i = 0; i < 3; ++i) task.step();
    EXPECT_EQ(steps, 3);
    EXPECT_EQ(task.failures(), 2u);
}

TEST(PeriodicTask, comes_again_on_a_thread_of_its_own_until_it_is_stopped) {
    std::latch three{3};
    std::atomic<int> steps = 0;
    PeriodicTask task{"test", 1ms, [&] {
                          if (++steps <= 3) three.count_down();
                      }};
    task.start();
    three.wait();
    task.stop();
    const int at_stop = steps;
    task.step();
    EXPECT_EQ(steps, at_stop + 1);
    task.stop();
}

TEST(PeriodicTask, stops_without_waiting_for_its_period) {
    PeriodicTask task{"test", 1h, [] { FAIL() << "it is not time"; }};
    task.start();
    task.stop();
}

TEST(PeriodicTask, is_started_once) {
    PeriodicTask task{"test", 1h, [] {}};
    task.start();
    EXPECT_THROW(task.start(), std::logic_error);
}

}  // namespace
}  // namespace ontos
