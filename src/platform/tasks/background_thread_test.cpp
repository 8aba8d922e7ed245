// That a background thread alone steps back.
#include "platform/tasks/background_thread.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>

#include <array>
#include <string>
#include <thread>

namespace ontos {
namespace {

int niceness() { return ::getpriority(PRIO_PROCESS, 0); }

TEST(BackgroundThread, is_nicer_than_the_thread_that_started_it_and_has_its_name) {
    const int before = niceness();
    int within = 0;
    std::string name;
    std::thread{[&] {
        become_background_thread("a name that is far too long");
        within = niceness();
        std::array<char, 16> text{};
        pthread_getname_np(pthread_self(), text.data(), text.size());
        name = text.data();
    }}.join();
    EXPECT_EQ(within, 10);
    EXPECT_EQ(niceness(), before);
    EXPECT_EQ(name, "a name that is ");
}

}  // namespace
}  // namespace ontos
