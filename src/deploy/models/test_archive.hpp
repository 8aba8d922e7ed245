#pragma once
// Archives for tests.

#include <archive.h>
#include <archive_entry.h>

#include "deploy/models/test_folder.hpp"

namespace ontos {

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

}  // namespace ontos
