// Threads that no prediction waits for.
#include "platform/tasks/background_thread.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include <chrono>
#include <string>

namespace ontos {
namespace {

struct Standing {
    bool is_background = false;
    std::chrono::steady_clock::time_point runs_until{};
};

thread_local Standing standing;

}  // namespace

void become_background_thread(std::string_view name) {
    constexpr std::size_t name_bytes_max = 15;
    constexpr int niceness = 10;
    pthread_setname_np(pthread_self(), std::string{name.substr(0, name_bytes_max)}.c_str());
    ::setpriority(PRIO_PROCESS, 0, niceness);  // on Linux of this thread alone
    standing.is_background = true;
}

void let_others_run() noexcept {
    // Who yields on a full core waits for long, each time: then for a tenth of the time it runs on.
    constexpr int waited_for_run = 9;
    if (!standing.is_background) return;
    const auto asked = std::chrono::steady_clock::now();
    if (asked < standing.runs_until) return;
    ::sched_yield();
    const auto now = std::chrono::steady_clock::now();
    standing.runs_until = now + (now - asked) / waited_for_run;
}

}  // namespace ontos
