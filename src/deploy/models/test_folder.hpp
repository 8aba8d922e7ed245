#pragma once
// A folder of a test's own, and files and archives to put there.

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "platform/base/failure.hpp"

namespace ontos {

/// Made empty, removed with all that is in it.
class TestFolder {
public:
    TestFolder() {
        static std::atomic<int> count{0};
        path_ = std::filesystem::temp_directory_path() /
                ("ontos_models_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder() { std::filesystem::remove_all(path_); }

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::string& name, std::string_view content) const {
        const auto path = path_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << content;
        return path;
    }

private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Relative names of all files below a folder.
inline std::set<std::string> files_below(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (!entry.is_directory())
            names.insert(entry.path().lexically_relative(folder).generic_string());
    return names;
}

struct TestEntry {
    std::string name, content{};
    unsigned type = AE_IFREG;
    std::string link{};
};

enum class TestFormat { zip, tar, tar_gz };

inline void make_archive(const std::filesystem::path& path, TestFormat format,
                         const std::vector<TestEntry>& entries) {
    archive* const writer = archive_write_new();
    if (format == TestFormat::zip)
        archive_write_set_format_zip(writer);
    else
        archive_write_set_format_pax_restricted(writer);
    if (format == TestFormat::tar_gz) archive_write_add_filter_gzip(writer);
    ASSERT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK);
    for (const auto& [name, content, type, link] : entries) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, type);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        if (type == AE_IFLNK)
            archive_entry_set_symlink(entry, link.c_str());
        else if (!link.empty())
            archive_entry_set_hardlink(entry, link.c_str());
        ASSERT_EQ(archive_write_header(writer, entry), ARCHIVE_OK) << archive_error_string(writer);
        if (!content.empty()) archive_write_data(writer, content.data(), content.size());
        archive_entry_free(entry);
    }
    ASSERT_EQ(archive_write_close(writer), ARCHIVE_OK);
    archive_write_free(writer);
}

/// What a call fails with; a test failure if it does not.
template <class Call>
Failure failure_of(Call call) {
    try {
        call();
    } catch (const Failure& failure) {
        return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return Failure{FailureKind::internal, "nothing failed"};
}

inline std::filesystem::path sample_folder() {
    return std::filesystem::path{ONTOS_SOURCE_DIR} / "examples/breast_cancer";
}

}  // namespace ontos
