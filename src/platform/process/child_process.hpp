#pragma once
// Other programs, run without a shell: in a process group of their own, within a time, with what
// they write read as it comes.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

struct ChildCommand {
    std::vector<std::string> arguments;  ///< the first is the path of the program
    /// All of it: nothing is inherited.
    std::map<std::string, std::string> environment;
    std::filesystem::path folder;  ///< where it runs
};

struct ChildLimits {
    std::chrono::milliseconds time{std::chrono::hours{1}};
    /// Between SIGTERM and SIGKILL.
    std::chrono::milliseconds grace{std::chrono::seconds{10}};
};

struct ChildEnd {
    enum class How { exited, signalled, timed_out, stopped, not_started };
    How how = How::exited;
    int code = 0;  ///< of an exit; the number of a signal; errno of what did not start
    std::string sentence() const;
};

/// Runs it until it ends, and calls back on this thread: `on_output` with what it wrote (standard
/// output and errors as one), and `must_stop` several times a second. At its end, for whatever
/// reason, its whole process group is killed; so is the program when this thread ends.
ChildEnd run_child(const ChildCommand& command, const ChildLimits& limits,
                   const std::function<void(std::string_view)>& on_output,
                   const std::function<bool()>& must_stop);

/// Kills every process of this user that was started with this variable in its environment; how
/// many that were.
int kill_processes_with(std::string_view name, std::string_view value);

}  // namespace ontos
