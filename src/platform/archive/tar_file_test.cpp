// A folder as one tar.gz, and back.
#include "platform/archive/tar_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

class Archives : public testing::Test {
protected:
    Archives() { fs::create_directories(root_ / "in" / "deep"); }
    ~Archives() override { fs::remove_all(root_); }

    static void write(const fs::path& file, const std::string& text) {
        std::ofstream{file, std::ios::binary} << text;
    }
    static std::string read(const fs::path& file) {
        std::ifstream in{file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    /// A tar.gz with one entry of this name and kind.
    void write_hostile(const std::string& name, unsigned kind) {
        auto* out = archive_write_new();
        archive_write_add_filter_gzip(out);
        archive_write_set_format_pax_restricted(out);
        archive_write_open_filename(out, (root_ / "bad.tar.gz").c_str());
        auto* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, kind);
        if (kind == AE_IFLNK) archive_entry_set_symlink(entry, "/etc");
        archive_entry_set_size(entry, 0);
        archive_write_header(out, entry);
        archive_entry_free(entry);
        archive_write_free(out);
    }

    fs::path root_ = fs::temp_directory_path() / ("ontos-tar-" + std::to_string(getpid()));
};

TEST_F(Archives, a_folder_comes_back_as_it_was) {
    const std::string large(3'000'000, 'x');
    write(root_ / "in" / "a.txt", "one");
    write(root_ / "in" / "deep" / "b.bin", large);
    write(root_ / "in" / "empty", "");
    write_tar_gz(root_ / "in", root_ / "all.tar.gz");
    read_tar_gz(root_ / "all.tar.gz", root_ / "out");
    EXPECT_EQ(read(root_ / "out" / "a.txt"), "one");
    EXPECT_EQ(read(root_ / "out" / "deep" / "b.bin"), large);
    EXPECT_TRUE(fs::exists(root_ / "out" / "empty"));
}

TEST_F(Archives, names_that_lead_out_are_refused) {
    for (const auto* name : {"../evil", "/tmp/evil", "a/../../evil"}) {
        write_hostile(name, AE_IFREG);
        EXPECT_THROW(read_tar_gz(root_ / "bad.tar.gz", root_ / "out"), Failure) << name;
        EXPECT_FALSE(fs::exists(root_ / "evil")) << name;
    }
}

TEST_F(Archives, links_are_refused) {
    write_hostile("link", AE_IFLNK);
    EXPECT_THROW(read_tar_gz(root_ / "bad.tar.gz", root_ / "out"), Failure);
}

TEST_F(Archives, what_is_no_archive_is_refused) {
    write(root_ / "bad.tar.gz", "this is text");
    EXPECT_THROW(read_tar_gz(root_ / "bad.tar.gz", root_ / "out"), Failure);
    EXPECT_THROW(read_tar_gz(root_ / "absent.tar.gz", root_ / "out"), Failure);
}

}  // namespace
}  // namespace ontos
