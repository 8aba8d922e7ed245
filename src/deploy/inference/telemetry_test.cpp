// ONNX Runtime's telemetry stays off: nothing is written outside the data folder.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>

#include "deploy/inference/test_inference.hpp"
#include "deploy/models/test_folder.hpp"

namespace ontos {
namespace {

using namespace inference_testing;

/// What the child does; run by the test below in an environment of its own.
TEST(TelemetryChild, DISABLED_loads_and_asks_a_model) {
    ASSERT_EQ(runtime()->problem(), "");
    EXPECT_EQ(answer_text(*load_named("matrix"), R"({"inputs":[1,2,3,4]})"),
              R"({"predictions":[[1,2,3,4]]})");
}

std::vector<std::string> all_below(const fs::path& folder) {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) out.push_back(entry.path());
    return out;
}

/// CI variables would switch the telemetry off too, so the child has none: only a home and a
/// temporary folder, both empty.
TEST(Telemetry, writes_nothing_to_home_or_to_the_temporary_folder) {
    const TestFolder home;
    const auto path = home.path().string();
    std::vector<std::string> environment{"HOME=" + path, "TMPDIR=" + path, "XDG_CACHE_HOME=" + path,
                                         "PATH=/usr/bin:/bin"};
    std::vector<std::string> arguments{"test", "--gtest_filter=TelemetryChild.*",
                                       "--gtest_also_run_disabled_tests"};
    const auto pointers = [](std::vector<std::string>& texts) {
        std::vector<char*> out;
        for (auto& text : texts) out.push_back(text.data());
        out.push_back(nullptr);
        return out;
    };
    pid_t child = 0;
    ASSERT_EQ(::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, pointers(arguments).data(),
                            pointers(environment).data()),
              0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(all_below(home.path()), std::vector<std::string>{});
}

}  // namespace
}  // namespace ontos
