// Archives that clients send: the honest ones, and the others.
#include "deploy/models/model_archive.hpp"

#include <gmock/gmock.h>

#include "deploy/models/artifact_store.hpp"
#include "deploy/models/model_source.hpp"
#include "deploy/models/test_archive.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string mlmodel = "flavors:\n  onnx:\n    data: model.onnx\n";

class Archives : public testing::TestWithParam<TestFormat> {
protected:
    std::filesystem::path archive(const std::vector<TestEntry>& entries) {
        const auto path = folder_.path() / "upload";
        make_archive(path, GetParam(), entries);
        return path;
    }

    api::UploadedFile upload(const std::vector<TestEntry>& entries) {
        const auto path = archive(entries);
        const auto facts = hash_file(path);
        return {path, "model.zip", facts.size_bytes, facts.sha256};
    }

    Failure refused(const std::vector<TestEntry>& entries) {
        const auto sent = upload(entries);
        auto failure = failure_of([&] {
            StagedFolder staged{folder_.path() / "staged"};
            stage_upload(sent, staged, limits_);
        });
        EXPECT_FALSE(std::filesystem::exists(folder_.path() / "staged"));
        EXPECT_FALSE(std::filesystem::exists(folder_.path().parent_path() / "evil"));
        return failure;
    }

    TestFolder folder_;
    ModelLimits limits_;
};

std::string format_name(const testing::TestParamInfo<TestFormat>& format) {
    if (format.param == TestFormat::zip) return "zip";
    return format.param == TestFormat::tar ? "tar" : "tar_gz";
}

INSTANTIATE_TEST_SUITE_P(of, Archives,
                         testing::Values(TestFormat::zip, TestFormat::tar, TestFormat::tar_gz),
                         format_name);

TEST_P(Archives, a_model_directory_is_unpacked_with_its_hashes) {
    const auto sent = upload({{"MLmodel", mlmodel}, {"model.onnx", "abc"}, {"data/w.bin", "w"}});
    StagedFolder staged{folder_.path() / "staged"};
    stage_upload(sent, staged, limits_);
    EXPECT_THAT(files_below(staged.folder()), ElementsAre("MLmodel", "data/w.bin", "model.onnx"));
    EXPECT_EQ(content_of(staged.folder() / "data/w.bin"), "w");
    EXPECT_EQ(staged.files().at("model.onnx").sha256, sha256_hex("abc"));
    EXPECT_EQ(staged.size_bytes(), mlmodel.size() + 4);
}

TEST_P(Archives, a_single_folder_around_the_model_is_left_out) {
    const auto sent = upload({{"my model/", "", AE_IFDIR},
                              {"./my model/MLmodel", mlmodel},
                              {"my model/model.onnx", "abc"},
                              {"__MACOSX/my model/._MLmodel", "clutter"}});
    StagedFolder staged{folder_.path() / "staged"};
    stage_upload(sent, staged, limits_);
    EXPECT_THAT(files_below(staged.folder()), ElementsAre("MLmodel", "model.onnx"));
    EXPECT_TRUE(staged.files().contains("model.onnx"));
}

TEST_P(Archives, names_that_lead_out_of_the_folder_are_refused) {
    for (const auto* name : {"../evil", "a/../../evil", "/evil", "a\\..\\evil", "C:/evil", "a/.."})
        EXPECT_EQ(refused({{"MLmodel", mlmodel}, {name, "x"}}).code(), "unsafe_archive") << name;
}

TEST_P(Archives, names_that_are_too_long_or_too_deep_are_refused) {
    std::string deep = "a";
    for (int i = 0; i < 40; ++i) deep += "/a";
    EXPECT_THAT(refused({{deep, "x"}}).message(), HasSubstr("32 folders"));
    EXPECT_THAT(refused({{std::string(1001, 'a'), "x"}}).message(), HasSubstr("1,000 bytes"));
    EXPECT_THAT(refused({{std::string(300, 'a'), "x"}}).message(), HasSubstr("255 bytes"));
    EXPECT_THAT(refused({{"new\nline", "x"}}).message(), HasSubstr("printable"));
}

TEST_P(Archives, names_that_are_one_in_another_case_are_refused) {
    EXPECT_THAT(refused({{"MLmodel", mlmodel}, {"mlMODEL", "x"}}).message(), HasSubstr("twice"));
    EXPECT_THAT(refused({{"a/x", "1"}, {"A/y", "2"}}).message(), HasSubstr("another case"));
    EXPECT_THAT(refused({{"a", "1"}, {"a/y", "2"}}).message(), HasSubstr("both"));
    EXPECT_THAT(refused({{"a/y", "1"}, {"a", "2"}}).message(), HasSubstr("twice"));
}

TEST_P(Archives, links_are_refused) {
    EXPECT_THAT(refused({{"MLmodel", mlmodel}, {"l", "", AE_IFLNK, "/etc/passwd"}}).message(),
                HasSubstr("l is a link"));
}

TEST_P(Archives, too_many_entries_are_refused) {
    limits_.entries_max = 3;
    EXPECT_THAT(refused({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}}).message(),
                HasSubstr("more than 3 entries"));
}

TEST_P(Archives, a_model_above_the_limit_is_refused_while_it_is_unpacked) {
    limits_.bytes_max = 1000;
    const auto failure = refused({{"MLmodel", mlmodel}, {"model.onnx", std::string(1001, 'x')}});
    EXPECT_EQ(failure.kind(), FailureKind::too_large);
    EXPECT_THAT(failure.message(), HasSubstr("1000 bytes"));
}

TEST_P(Archives, an_archive_that_is_cut_is_refused) {
    std::string noise(100'000, '\0');
    SeededRandom random{7};
    random.fill({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
    const auto path = archive({{"MLmodel", mlmodel}, {"model.onnx", noise}});
    const auto size = std::filesystem::file_size(path);
    for (const auto kept : {size / 4, size / 2, size * 3 / 4}) {
        std::filesystem::resize_file(path, kept);
        EXPECT_EQ(failure_of([&] {
                      StagedFolder staged{folder_.path() / "staged"};
                      stage_upload({path, "x", kept, ""}, staged, limits_);
                  }).kind(),
                  FailureKind::invalid);
    }
}

TEST_P(Archives, an_archive_without_mlmodel_says_what_is_expected) {
    const auto failure = refused({{"model.onnx", "abc"}});
    EXPECT_THAT(failure.message(), HasSubstr("no file MLmodel"));
    EXPECT_THAT(failure.hint(), HasSubstr("MLflow"));
}

TEST(ZipBomb, is_refused_by_its_ratio) {
    TestFolder folder;
    for (const auto format : {TestFormat::zip, TestFormat::tar_gz}) {
        const auto path = folder.path() / "bomb";
        make_archive(path, format, {{"MLmodel", mlmodel}, {"zeros", std::string(200 << 20, '\0')}});
        ASSERT_LT(std::filesystem::file_size(path), 1u << 20);
        const auto failure = failure_of([&] {
            StagedFolder staged{folder.path() / "staged"};
            const auto opened = open_file(path);
            unpack_archive(opened, packing_of(opened), staged, ModelLimits{});
        });
        EXPECT_THAT(failure.message(), HasSubstr("more than 100 times its size"));
        EXPECT_EQ(files_below(folder.path()), std::set<std::string>{"bomb"});
    }
}

TEST(TarOfDevices, is_refused) {
    TestFolder folder;
    for (const auto type : {AE_IFCHR, AE_IFIFO, AE_IFBLK}) {
        make_archive(folder.path() / "t", TestFormat::tar,
                     {{"d", "", static_cast<unsigned>(type)}});
        const auto failure = failure_of([&] {
            StagedFolder staged{folder.path() / "staged"};
            unpack_archive(open_file(folder.path() / "t"), Packing::tar, staged, {});
        });
        EXPECT_THAT(failure.message(), HasSubstr("no regular file"));
    }
    make_archive(folder.path() / "t", TestFormat::tar, {{"a", "1"}, {"b", "", AE_IFREG, "a"}});
    const auto failure = failure_of([&] {
        StagedFolder staged{folder.path() / "staged"};
        unpack_archive(open_file(folder.path() / "t"), Packing::tar, staged, {});
    });
    EXPECT_THAT(failure.message(), HasSubstr("b is a link"));
}

TEST(PackedFolder, is_the_same_bytes_for_the_same_files_and_unpacks_to_them) {
    TestFolder folder;
    folder.write("m/MLmodel", mlmodel);
    folder.write("m/data/w.bin", std::string(70'000, 'w'));
    folder.write("n/data/w.bin", std::string(70'000, 'w'));
    folder.write("n/MLmodel", mlmodel);
    write_zip(folder.path() / "m", folder.path() / "1.zip");
    write_zip(folder.path() / "n", folder.path() / "2.zip");
    EXPECT_EQ(content_of(folder.path() / "1.zip"), content_of(folder.path() / "2.zip"));
    StagedFolder staged{folder.path() / "staged"};
    const auto zip = open_file(folder.path() / "1.zip");
    unpack_archive(zip, packing_of(zip), staged, {});
    EXPECT_EQ(files_below(staged.folder()), files_below(folder.path() / "m"));
    EXPECT_EQ(content_of(staged.folder() / "data/w.bin"), std::string(70'000, 'w'));
}

}  // namespace
}  // namespace ontos
