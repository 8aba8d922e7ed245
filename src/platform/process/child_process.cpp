// Other programs, run without a shell.
#include "platform/process/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

namespace ontos {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto look_every = 100ms;
/// How long what the program has started may hold its output open after its end.
constexpr auto drain_longest = 1s;

class Handle {
public:
    explicit Handle(int number = -1) : number_{number} {}
    ~Handle() { close(); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    int get() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

/// What the child needs, made before the fork: after it only calls that are safe in a copy of one
/// thread of many.
struct Prepared {
    std::vector<std::string> arguments, environment;
    std::vector<char*> argv, envp;
    std::string folder;

    explicit Prepared(const ChildCommand& command)
        : arguments{command.arguments}, folder{command.folder.string()} {
        for (const auto& [name, value] : command.environment)
            environment.push_back(name + '=' + value);
        argv = pointers_to(arguments);
        envp = pointers_to(environment);
    }
};

[[noreturn]] void become(const Prepared& prepared, int output, int failure) {
    const auto fail = [failure] {
        const int error = errno;
        [[maybe_unused]] const auto written = ::write(failure, &error, sizeof error);
        ::_exit(127);
    };
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int nothing = ::open("/dev/null", O_RDONLY);
    if (nothing < 0 || ::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0)
        fail();
    // All are closed by exec; the failure's too, which is how the parent learns of success.
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    if (::chdir(prepared.folder.c_str()) != 0) fail();
    ::execve(prepared.argv.front(), prepared.argv.data(), prepared.envp.data());
    fail();
    ::_exit(127);
}

/// 0, or what exec failed with. Blocks until the child is the program.
int exec_error(const Handle& from) {
    int error = 0;
    ssize_t size = 0;
    do size = ::read(from.get(), &error, sizeof error);
    while (size < 0 && errno == EINTR);
    return size == sizeof error ? error : 0;
}

/// False at the end of the output.
bool read_output(const Handle& from, std::chrono::milliseconds wait,
                 const std::function<void(std::string_view)>& on_output) {
    pollfd waits{.fd = from.get(), .events = POLLIN, .revents = 0};
    if (::poll(&waits, 1, static_cast<int>(wait.count())) <= 0) return true;
    std::array<char, 16 << 10> bytes;
    const auto size = ::read(from.get(), bytes.data(), bytes.size());
    if (size > 0) on_output({bytes.data(), static_cast<std::size_t>(size)});
    return size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN));
}

ChildEnd end_of(int status, ChildEnd::How why) {
    if (why != ChildEnd::How::exited) return {why, 0};
    if (WIFSIGNALED(status)) return {ChildEnd::How::signalled, WTERMSIG(status)};
    return {ChildEnd::How::exited, WEXITSTATUS(status)};
}

/// Whatever is thrown meanwhile: nothing of it stays.
class Group {
public:
    explicit Group(pid_t leader) : leader_{leader} {}
    ~Group() {
        if (is_reaped_) return;
        ::kill(-leader_, SIGKILL);
        ::waitpid(leader_, nullptr, 0);
    }
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;

    /// Its status, once the leader has ended; then the rest is killed.
    std::optional<int> ended() {
        int status = 0;
        if (::waitpid(leader_, &status, WNOHANG) != leader_) return std::nullopt;
        is_reaped_ = true;
        ::kill(-leader_, SIGKILL);
        return status;
    }
    void signal(int number) const { ::kill(-leader_, number); }

private:
    const pid_t leader_;
    bool is_reaped_ = false;
};

/// Waits for a child that runs; ends it when it must.
ChildEnd watch(Group& child, const Handle& output, const ChildLimits& limits,
               const std::function<void(std::string_view)>& on_output,
               const std::function<bool()>& must_stop) {
    const auto deadline = Clock::now() + limits.time;
    auto why = ChildEnd::How::exited;
    std::optional<Clock::time_point> kill_at;
    bool is_open = true;
    for (;;) {
        if (is_open)
            is_open = read_output(output, look_every, on_output);
        else
            ::poll(nullptr, 0, static_cast<int>(look_every.count()));
        if (const auto status = child.ended()) {
            const auto until = Clock::now() + drain_longest;
            while (is_open && Clock::now() < until)
                is_open = read_output(output, look_every, on_output);
            return end_of(*status, why);
        }
        const auto now = Clock::now();
        if (!kill_at && (must_stop() || now >= deadline)) {
            why = now >= deadline ? ChildEnd::How::timed_out : ChildEnd::How::stopped;
            child.signal(SIGTERM);
            kill_at = now + limits.grace;
        }
        if (kill_at && now >= *kill_at) child.signal(SIGKILL);
    }
}

bool has_variable(const std::filesystem::path& process, const std::string& entry) {
    std::ifstream file{process / "environ", std::ios::binary};
    const std::string all{std::istreambuf_iterator<char>{file}, {}};
    return all.starts_with(entry) || all.find('\0' + entry) != all.npos;
}

}  // namespace

std::string ChildEnd::sentence() const {
    switch (how) {
        case How::exited:
            return fmt::format("It ended with exit code {}.", code);
        case How::signalled:
            return fmt::format("It was ended by signal {} ({}).", code, ::strsignal(code));
        case How::timed_out:
            return "It was ended at its time limit.";
        case How::stopped:
            return "It was stopped.";
        case How::not_started:
            return fmt::format("It could not be started: {}.", ::strerror(code));
    }
    return {};
}

ChildEnd run_child(const ChildCommand& command, const ChildLimits& limits,
                   const std::function<void(std::string_view)>& on_output,
                   const std::function<bool()>& must_stop) {
    const Prepared prepared{command};
    std::array<int, 2> output{}, failure{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0) return {ChildEnd::How::not_started, errno};
    Handle read_end{output[0]}, write_end{output[1]};
    if (::pipe2(failure.data(), O_CLOEXEC) != 0) return {ChildEnd::How::not_started, errno};
    Handle failure_read{failure[0]}, failure_write{failure[1]};
    const auto child = ::fork();
    if (child < 0) return {ChildEnd::How::not_started, errno};
    if (child == 0) become(prepared, write_end.get(), failure_write.get());
    ::setpgid(child, child);  // As the child does: whoever comes first.
    write_end.close();
    failure_write.close();
    if (const int error = exec_error(failure_read)) {
        ::waitpid(child, nullptr, 0);
        return {ChildEnd::How::not_started, error};
    }
    Group group{child};
    return watch(group, read_end, limits, on_output, must_stop);
}

int kill_processes_with(std::string_view name, std::string_view value) {
    // Each entry ends with a NUL: a longer value is another.
    const auto entry = std::string{name} + '=' + std::string{value} + '\0';
    int killed = 0;
    std::error_code ignored;
    for (const auto& process : std::filesystem::directory_iterator{"/proc", ignored}) {
        const auto text = process.path().filename().string();
        int id = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (error != std::errc{} || stop != text.data() + text.size() || id == ::getpid()) continue;
        if (has_variable(process.path(), entry) && ::kill(id, SIGKILL) == 0) ++killed;
    }
    return killed;
}

}  // namespace ontos
