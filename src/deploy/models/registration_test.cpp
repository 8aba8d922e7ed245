// Registrations at once, and registrations that fail at every possible place.
#include "deploy/models/registration.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "deploy/models/test_faults.hpp"
#include "deploy/models/test_registry.hpp"

namespace ontos {
namespace {

const access::Actor actor{"ann", "req-1"};

class Registrations : public RegistryTest {
protected:
    std::filesystem::path model(const std::string& name, const std::string& content) {
        folder_.write(name + "/MLmodel", "flavors: {onnx: {data: data/model.onnx}}\n");
        folder_.write(name + "/data/model.onnx", onnx_bytes + content);
        return folder_.path() / name;
    }
};
INSTANTIATE_TEST_SUITE_P(on, Registrations, sql::engines(), sql::engine_name);

/// Calls `work(thread, round)` on eight threads, four times each.
void on_eight_threads(const std::function<void(int, int)>& work) {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < 8; ++thread)
        running.emplace_back([&work, thread] {
            for (int round = 0; round < 4; ++round) work(thread, round);
        });
}

TEST_P(Registrations, of_eight_threads_are_numbered_without_a_gap) {
    on_eight_threads([&](int thread, int round) {
        const auto name = std::to_string(thread) + "-" + std::to_string(round);
        models_->register_folder("a.b.c", model(name, name), std::nullopt, actor);
    });
    const auto keys =
        database().read([](sql::Transaction& tx) { return VersionsStore{tx}.keys_of("a.b.c"); });
    ASSERT_EQ(keys.size(), 32u);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        EXPECT_EQ(keys[i].version, static_cast<std::int64_t>(i + 1));
        EXPECT_EQ(keys[i].status, VersionStatus::READY);
    }
}

TEST_P(Registrations, that_fail_do_not_disturb_those_beside_them) {
    std::atomic<int> refused{0};
    on_eight_threads([&](int thread, int round) {
        const auto name = std::to_string(thread) + "-" + std::to_string(round);
        const auto folder = model(name, name);
        if (round % 2 == 1) folder_.write(name + "/data/model.onnx", "no model");
        try {
            models_->register_folder("a.b.c", folder, std::nullopt, actor);
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind(), FailureKind::invalid) << failure.message();
            ++refused;
        }
    });
    EXPECT_EQ(refused, 16);
    EXPECT_EQ(count("model_versions"), 16);
    EXPECT_EQ(count("artifacts_in_doubt"), 0);
}

TEST_P(Registrations, of_the_same_bytes_share_files_while_others_delete_them) {
    const auto folder = model("m", "");
    on_eight_threads([&](int thread, int) {
        const auto name = "a.b.m" + std::to_string(thread);
        const auto made = models_->register_folder(name, folder, std::nullopt, actor);
        EXPECT_TRUE(artifacts_->is_intact(made.sha256));
        models_->delete_model({{name}}, {}, {{}, actor});
    });
    expect_nothing_left();
}

TEST_P(Registrations, that_fail_at_any_file_leave_nothing) {
    const auto folder = model("m", "");
    const auto baseline = folder_.write("b.csv", "x\n1\n");
    int failures = 0;
    for (int call = 1;; ++call) {
        FileFaults faults{call, ENOSPC};
        try {
            models_->register_folder("a.b.c", folder, baseline, actor);
            break;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind(), FailureKind::out_of_space) << call;
        }
        faults.stop();
        ++failures;
        expect_nothing_left();
        ASSERT_LT(call, 1000);
    }
    EXPECT_GT(failures, 20);
    EXPECT_EQ(count("model_versions"), 1);
    EXPECT_EQ(files_below(artifacts_folder()).size(), 3u);
}

TEST_P(Registrations, whose_database_fails_leave_nothing) {
    const auto folder = model("m", "");
    during_inspection_ = [&] {
        // The row is gone when the version is to become READY.
        database().write([](sql::Transaction& tx) { tx.run("delete from model_versions"); });
    };
    EXPECT_THROW(models_->register_folder("a.b.c", folder, std::nullopt, actor), std::logic_error);
    EXPECT_EQ(count("model_versions"), 0);
    EXPECT_EQ(count("artifacts_in_doubt"), 0);
    EXPECT_EQ(files_below(artifacts_folder()), std::set<std::string>{});
}

}  // namespace
}  // namespace ontos
