// Artifacts: named by content, whole or not there.
#include "deploy/models/artifact_store.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "deploy/models/model_roots.hpp"
#include "deploy/models/model_source.hpp"
#include "deploy/models/test_archive.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Artifacts : public testing::Test {
protected:
    std::string place(const std::map<std::string, std::string>& files) {
        auto staged = store_.stage();
        for (const auto& [name, content] : files) {
            auto file = staged.create(name);
            file.append(content);
            staged.finish(name, file);
        }
        const auto sha256 = content_hash(staged.files());
        const auto hold = store_.hold({sha256});
        store_.place(staged, sha256);
        return sha256;
    }

    TestFolder folder_;
    SystemClock clock_;
    SeededRandom random_{1};
    ArtifactStore store_{folder_.path() / "artifacts", clock_, random_};
};

TEST_F(Artifacts, are_named_as_sha256sum_would_name_them) {
    EXPECT_EQ(place({{"model.onnx", "abc"}}), sha256_hex("abc"));
    const auto lines = sha256_hex("1") + "  MLmodel\n" + sha256_hex("2") + "  a/b\n";
    EXPECT_EQ(place({{"a/b", "2"}, {"MLmodel", "1"}}), sha256_hex(lines));
}

TEST_F(Artifacts, are_intact_until_a_byte_changes) {
    const auto sha256 = place({{"MLmodel", "1"}, {"a/b", "2"}});
    EXPECT_TRUE(store_.is_intact(sha256));
    folder_.write("artifacts/" + sha256 + "/a/b", "3");
    EXPECT_FALSE(store_.is_intact(sha256));
    folder_.write("artifacts/" + sha256 + "/a/b", "2");
    folder_.write("artifacts/" + sha256 + "/extra", "");
    EXPECT_FALSE(store_.is_intact(sha256));
    EXPECT_FALSE(store_.is_intact(sha256_hex("never placed")));
}

TEST_F(Artifacts, that_are_intact_are_not_touched_and_damaged_ones_are_replaced) {
    const auto sha256 = place({{"MLmodel", "1"}, {"b", "2"}});
    const auto file = store_.folder_of(sha256) / "b";
    const auto written = std::filesystem::last_write_time(file);
    std::filesystem::last_write_time(file, written - std::chrono::hours{1});
    place({{"MLmodel", "1"}, {"b", "2"}});
    EXPECT_EQ(std::filesystem::last_write_time(file), written - std::chrono::hours{1});
    std::filesystem::remove(file);
    place({{"MLmodel", "1"}, {"b", "2"}});
    EXPECT_TRUE(store_.is_intact(sha256));
}

TEST_F(Artifacts, leave_nothing_when_they_are_not_placed) {
    {
        auto staged = store_.stage();
        auto file = staged.create("deep/down/model.onnx");
        file.append("abc");
    }
    EXPECT_TRUE(files_below(folder_.path()).empty());
}

TEST_F(Artifacts, that_a_crash_left_half_written_are_removed_at_start) {
    const auto sha256 = place({{"model.onnx", "abc"}});
    folder_.write("artifacts/staging/0190/content/model.onnx", "ab");
    const ArtifactStore again{folder_.path() / "artifacts", clock_, random_};
    EXPECT_THAT(files_below(folder_.path()), ElementsAre("artifacts/" + sha256 + "/model.onnx"));
}

TEST_F(Artifacts, are_removed_with_their_download) {
    const auto sha256 = place({{"MLmodel", "1"}, {"b", "2"}});
    const auto hold = store_.hold({sha256});
    const auto zip = store_.download_of(sha256);
    EXPECT_EQ(packing_of(open_file(zip)), Packing::zip);
    EXPECT_EQ(store_.download_of(sha256), zip);
    store_.remove(sha256);
    store_.remove(sha256);
    EXPECT_TRUE(files_below(folder_.path()).empty());
}

TEST_F(Artifacts, of_one_file_are_downloaded_as_they_are) {
    const auto sha256 = place({{"model.onnx", "abc"}});
    const auto hold = store_.hold({sha256});
    EXPECT_EQ(content_of(store_.download_of(sha256)), "abc");
}

TEST_F(Artifacts, are_held_by_one_at_a_time) {
    std::atomic<int> inside{0}, most{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < 50; ++round) {
                const auto hold = store_.hold({"shared", std::to_string(i)});
                most = std::max(most.load(), ++inside);
                std::this_thread::yield();
                --inside;
            }
        });
    threads.clear();
    EXPECT_EQ(most, 1);
}

TEST_F(Artifacts, of_a_server_folder_are_copied_without_following_links) {
    folder_.write("roots/m/MLmodel", "flavors: {onnx: {data: model.onnx}}");
    folder_.write("roots/m/model.onnx", "abc");
    folder_.write("secret", "x");
    const ModelRoots roots{{folder_.path() / "roots"}};
    auto staged = store_.stage();
    stage_opened(roots.open((folder_.path() / "roots/m").string()), staged, {});
    EXPECT_THAT(files_below(staged.folder()), ElementsAre("MLmodel", "model.onnx"));

    std::filesystem::create_symlink(folder_.path() / "secret", folder_.path() / "roots/m/link");
    auto other = store_.stage();
    const auto opened = roots.open((folder_.path() / "roots/m").string());
    EXPECT_THAT(failure_of([&] { stage_opened(opened, other, {}); }).message(),
                HasSubstr("link is a link"));
}

TEST_F(Artifacts, of_the_server_are_read_only_below_the_roots) {
    folder_.write("roots/m.onnx", "abc");
    folder_.write("rootsecret/x", "abc");
    std::filesystem::create_directory_symlink(folder_.path() / "rootsecret",
                                              folder_.path() / "roots/out");
    const ModelRoots roots{{folder_.path() / "roots"}};
    const auto base = folder_.path().string();
    EXPECT_TRUE(roots.open(base + "/roots/m.onnx").is_open());
    EXPECT_TRUE(roots.open(base + "/roots/./a/../m.onnx").is_open());
    for (const auto& path : {base + "/roots/../rootsecret/x", base + "/rootsecret/x",
                             std::string{"/etc/passwd"}, std::string{"roots/m.onnx"},
                             std::string{""}, base + "/roots/m.onnx" + std::string(1, '\0')})
        EXPECT_EQ(failure_of([&] { roots.open(path); }).kind(), FailureKind::forbidden) << path;
    for (const auto& path : {base + "/roots/out/x", base + "/roots/out", base + "/roots/none"})
        EXPECT_EQ(failure_of([&] { roots.open(path); }).kind(), FailureKind::invalid) << path;
    EXPECT_EQ(failure_of([&] { ModelRoots{{}}.open(base + "/roots/m.onnx"); }).code(),
              "path_not_allowed");
    EXPECT_EQ(failure_of([&] { ModelRoots{{folder_.path() / "none"}}; }).kind(),
              FailureKind::invalid);
}

}  // namespace
}  // namespace ontos
