// Other programs: what they get, how they end, and that nothing of them stays.
#include "platform/process/child_process.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using How = ChildEnd::How;

struct Run {
    ChildEnd end;
    std::string output;
};

ChildCommand shell(const std::string& script) {
    return {{"/bin/sh", "-c", script}, {{"PATH", "/usr/bin:/bin"}}, "/tmp"};
}

Run run(const ChildCommand& command, const ChildLimits& limits = {},
        const std::function<bool(const std::string&)>& must_stop = {}) {
    Run out;
    out.end = run_child(
        command, limits, [&](std::string_view text) { out.output += text; },
        [&] { return must_stop && must_stop(out.output); });
    return out;
}

/// Whether no process of this id is left within 10 s, apart from one that only waits to be reaped.
bool is_gone(const std::string& id) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < end) {
        std::ifstream file{"/proc/" + id + "/stat"};
        const std::string stat{std::istreambuf_iterator<char>{file}, {}};
        if (stat.empty() || stat.find(") Z") != stat.npos) return true;
        std::this_thread::yield();
    }
    return false;
}

TEST(ChildProcess, gives_its_output_and_its_exit_code) {
    const auto ran = run(shell("echo out; echo err >&2; exit 3"));
    EXPECT_EQ(ran.output, "out\nerr\n");
    EXPECT_EQ(ran.end.how, How::exited);
    EXPECT_EQ(ran.end.code, 3);
    EXPECT_EQ(ran.end.sentence(), "It ended with exit code 3.");
}

TEST(ChildProcess, has_only_the_variables_and_the_folder_that_it_was_given) {
    ::setenv("ONTOS_TEST_SECRET", "hunter2", 1);
    const auto ran = run({{"/usr/bin/env"}, {{"A", "b c"}}, "/"});
    EXPECT_EQ(ran.output, "A=b c\n");
    EXPECT_EQ(run(shell("pwd")).output, "/tmp\n");
}

TEST(ChildProcess, sees_its_arguments_as_they_are_without_a_shell) {
    const auto ran = run({{"/bin/echo", "$HOME; rm -rf *", "`id`"}, {}, "/tmp"});
    EXPECT_EQ(ran.output, "$HOME; rm -rf * `id`\n");
}

TEST(ChildProcess, inherits_no_open_file) {
    const auto ran = run(shell("ls /proc/self/fd | wc -l"));
    EXPECT_EQ(ran.output, "4\n") << "0, 1, 2 and the folder that ls reads";
}

TEST(ChildProcess, that_cannot_be_started_says_why) {
    const auto ran = run({{"/no/such/program"}, {}, "/tmp"});
    EXPECT_EQ(ran.end.how, How::not_started);
    EXPECT_THAT(ran.end.sentence(), HasSubstr("No such file"));
    EXPECT_EQ(run({{"/bin/true"}, {}, "/no/such/folder"}).end.how, How::not_started);
}

TEST(ChildProcess, is_ended_at_its_time_limit_with_all_that_it_started) {
    const auto ran = run(shell("sleep 60 & echo $!; wait"), {.time = 300ms, .grace = 5s});
    EXPECT_EQ(ran.end.how, How::timed_out);
    EXPECT_TRUE(is_gone(ran.output.substr(0, ran.output.find('\n'))));
}

TEST(ChildProcess, that_ignores_SIGTERM_is_killed_after_the_grace) {
    const auto ran = run(shell("trap '' TERM; echo ready; while :; do sleep 1; done"),
                         {.time = 60s, .grace = 200ms},
                         [](const std::string& output) { return !output.empty(); });
    EXPECT_EQ(ran.end.how, How::stopped);
}

TEST(ChildProcess, leaves_nothing_of_its_group_behind_when_it_ends_by_itself) {
    const auto ran = run(shell("sleep 60 & echo $!"));
    EXPECT_EQ(ran.end.how, How::exited);
    EXPECT_TRUE(is_gone(ran.output.substr(0, ran.output.find('\n'))));
}

TEST(ChildProcess, does_not_outlive_what_its_listener_throws) {
    std::string id;
    EXPECT_THROW(run_child(
                     shell("echo $$; exec sleep 60"), {},
                     [&](std::string_view text) {
                         id += text;
                         throw std::runtime_error{"full"};
                     },
                     [] { return false; }),
                 std::runtime_error);
    EXPECT_TRUE(is_gone(id.substr(0, id.find('\n'))));
}

TEST(ChildProcess, that_dies_of_a_signal_says_which) {
    EXPECT_THAT(run(shell("kill -SEGV $$")).end.sentence(), HasSubstr("signal 11"));
}

TEST(ChildProcess, that_left_its_group_is_found_by_its_environment) {
    auto command = shell("setsid sleep 60 > /dev/null 2>&1 & echo $!");
    command.environment["ONTOS_TEST_MARK"] = "a-1";
    const auto ran = run(command);
    const auto id = ran.output.substr(0, ran.output.find('\n'));
    EXPECT_EQ(kill_processes_with("ONTOS_TEST_MARK", "a"), 0) << "the start of a value is another";
    // setsid may have been slower than the end of its group.
    kill_processes_with("ONTOS_TEST_MARK", "a-1");
    EXPECT_TRUE(is_gone(id));
    EXPECT_EQ(kill_processes_with("ONTOS_TEST_MARK", "a-1"), 0);
}

}  // namespace
}  // namespace ontos
