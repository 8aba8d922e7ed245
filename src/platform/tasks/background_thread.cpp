// Threads that no prediction waits for.
#include "platform/tasks/background_thread.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <string>

namespace ontos {

void become_background_thread(std::string_view name) {
    constexpr std::size_t name_bytes_max = 15;
    constexpr int niceness = 10;
    pthread_setname_np(pthread_self(), std::string{name.substr(0, name_bytes_max)}.c_str());
    ::setpriority(PRIO_PROCESS, 0, niceness);  // on Linux of this thread alone
}

}  // namespace ontos
