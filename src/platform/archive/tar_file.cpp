// A folder as one tar.gz, and back.
#include "platform/archive/tar_file.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

struct Deleter {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
struct WriteDeleter {
    void operator()(archive* out) const { archive_write_free(out); }
};
struct ReadDeleter {
    void operator()(archive* in) const { archive_read_free(in); }
};
using Writer = std::unique_ptr<archive, WriteDeleter>;
using Reader = std::unique_ptr<archive, ReadDeleter>;

constexpr std::size_t chunk_bytes = 1u << 20;

void require_written(archive* out, la_ssize_t result) {
    if (result >= 0) return;
    const bool full = archive_errno(out) == ENOSPC || archive_errno(out) == EDQUOT;
    throw Failure{full ? FailureKind::out_of_space : FailureKind::internal,
                  std::string{"The archive cannot be written: "} + archive_error_string(out) + '.'};
}

void require_read(archive* in, la_ssize_t result) {
    if (result < ARCHIVE_WARN)
        throw Failure{FailureKind::invalid,
                      std::string{"The archive cannot be read: "} + archive_error_string(in) + '.'};
}

void add_file(archive* out, const fs::path& file, const std::string& name) {
    const std::unique_ptr<archive_entry, Deleter> entry{archive_entry_new()};
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(fs::file_size(file)));
    require_written(out, archive_write_header(out, entry.get()));
    std::ifstream in{file, std::ios::binary};
    std::vector<char> chunk(chunk_bytes);
    while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || in.gcount() > 0)
        require_written(
            out, archive_write_data(out, chunk.data(), static_cast<std::size_t>(in.gcount())));
}

/// The place of an entry below the folder.
fs::path place_of(archive_entry* entry, const fs::path& folder) {
    const char* text = archive_entry_pathname(entry);
    const fs::path name{text ? text : ""};
    if (name.empty() || name.is_absolute() || archive_entry_filetype(entry) != AE_IFREG)
        throw Failure{FailureKind::invalid, "The archive holds more than plain files."};
    for (const auto& part : name)
        if (part == "..") throw Failure{FailureKind::invalid, "The archive leads out of itself."};
    return folder / name;
}

void unpack_file(archive* in, const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream out{file, std::ios::binary};
    std::vector<char> chunk(chunk_bytes);
    la_ssize_t got = 0;
    while ((got = archive_read_data(in, chunk.data(), chunk.size())) > 0)
        out.write(chunk.data(), static_cast<std::streamsize>(got));
    require_read(in, got);
    out.close();
    if (!out)
        throw Failure{FailureKind::out_of_space,
                      "The file " + file.string() + " cannot be written: is the disk full?"};
}

}  // namespace

void write_tar_gz(const fs::path& folder, const fs::path& file) {
    const Writer out{archive_write_new()};
    archive_write_add_filter_gzip(out.get());
    archive_write_set_format_pax_restricted(out.get());
    require_written(out.get(), archive_write_open_filename(out.get(), file.c_str()));
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            add_file(out.get(), entry.path(), fs::relative(entry.path(), folder).string());
    require_written(out.get(), archive_write_close(out.get()));
}

void read_tar_gz(const fs::path& file, const fs::path& folder) {
    const Reader in{archive_read_new()};
    archive_read_support_filter_gzip(in.get());
    archive_read_support_format_tar(in.get());
    require_read(in.get(), archive_read_open_filename(in.get(), file.c_str(), chunk_bytes));
    fs::create_directories(folder);
    archive_entry* entry = nullptr;
    for (;;) {
        const int result = archive_read_next_header(in.get(), &entry);
        if (result == ARCHIVE_EOF) return;
        require_read(in.get(), result);
        unpack_file(in.get(), place_of(entry, folder));
    }
}

}  // namespace ontos
