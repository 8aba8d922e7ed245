// Model files as they arrive: a bare .onnx, a zip, a tar or tar.gz; nothing in them is trusted.
#include "deploy/models/model_archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <set>
#include <vector>

#include "deploy/models/artifact_store.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t archive_piece_bytes = 1 << 18;
constexpr std::size_t tar_magic_at = 257;

struct Closer {
    void operator()(archive* opened) const { archive_free(opened); }
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

[[noreturn]] void refuse_archive(const std::string& why) {
    throw Failure{FailureKind::invalid, "the model cannot be unpacked: " + why}.code(
        "unsafe_archive");
}

[[noreturn]] void refuse_damaged(archive* opened) {
    const char* const text = archive_error_string(opened);
    refuse_archive(std::string{"the archive is damaged"} + (text ? std::string{": "} + text : ""));
}

/// What a Mac adds to every zip.
bool is_clutter(std::string_view name) {
    const auto last = name.substr(name.rfind('/') + 1);
    return name.starts_with("__MACOSX/") || last == ".DS_Store" || last.starts_with("._");
}

void support(archive* reader, Packing packing) {
    // The seekable reader insists on the central directory, so a cut zip is noticed.
    if (packing == Packing::zip)
        archive_read_support_format_zip_seekable(reader);
    else
        archive_read_support_format_tar(reader);
    if (packing == Packing::tar_gz) archive_read_support_filter_gzip(reader);
}

void copy_entry(archive* reader, NewFile& file, UnpackBudget& budget, std::vector<char>& piece) {
    for (;;) {
        const auto size = archive_read_data(reader, piece.data(), piece.size());
        if (size < 0) refuse_damaged(reader);
        if (size == 0) return;
        budget.add_bytes(static_cast<std::uint64_t>(size));
        file.append({piece.data(), static_cast<std::size_t>(size)});
    }
}

void unpack_entry(archive* reader, archive_entry* entry, EntryNames& names, UnpackBudget& budget,
                  StagedFolder& into, std::vector<char>& piece) {
    budget.add_entry();
    const char* const given = archive_entry_pathname_utf8(entry);
    if (given == nullptr) refuse_archive("it has a file name that is no UTF-8");
    if (is_clutter(given)) return;
    const auto type = archive_entry_filetype(entry);
    if (archive_entry_hardlink(entry) != nullptr || type == AE_IFLNK)
        refuse_archive(shortened(given, 200) + " is a link");
    if (type == AE_IFDIR) {
        names.folder(given);
        return;
    }
    if (type != AE_IFREG) refuse_archive(shortened(given, 200) + " is no regular file");
    if (archive_entry_is_encrypted(entry)) refuse_archive("it is encrypted");
    const auto name = names.file(given);
    auto file = into.create(name);
    copy_entry(reader, file, budget, piece);
    into.finish(name, file);
}

std::uint64_t size_of(const Descriptor& file) {
    struct stat facts {};
    check(::fstat(file.get(), &facts) == 0, "an open file has a size");
    return static_cast<std::uint64_t>(facts.st_size);
}

/// Where the zip goes: libarchive's C callback must not be left by an exception.
struct ZipTarget {
    NewFile file;
    std::exception_ptr failure;

    static la_ssize_t write(archive*, void* self, const void* bytes, std::size_t size) {
        auto& target = *static_cast<ZipTarget*>(self);
        try {
            target.file.append({static_cast<const char*>(bytes), size});
            return static_cast<la_ssize_t>(size);
        } catch (...) {
            target.failure = std::current_exception();
            return -1;
        }
    }
};

void check_written(archive* writer, const ZipTarget& target, la_ssize_t result) {
    if (target.failure) std::rethrow_exception(target.failure);
    if (result >= ARCHIVE_WARN) return;
    throw Failure{FailureKind::internal, "the artifact could not be packed",
                  Cause{archive_error_string(writer)}};
}

void add_to_zip(archive* writer, ZipTarget& target, const std::filesystem::path& path,
                const std::string& name) {
    constexpr std::time_t start_of_zip_time = 315'532'800;  // 1980-01-01
    const std::unique_ptr<archive_entry, Closer> entry{archive_entry_new()};
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), start_of_zip_time, 0);
    const auto file = open_file(path);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size_of(file)));
    check_written(writer, target, archive_write_header(writer, entry.get()));
    std::vector<char> piece(archive_piece_bytes);
    while (const auto size = read_some(file, piece.data(), piece.size()))
        check_written(writer, target, archive_write_data(writer, piece.data(), size));
}

}  // namespace

UnpackBudget::UnpackBudget(const ModelLimits& limits, std::uint64_t packed_bytes)
    : limits_{limits}, packed_bytes_{packed_bytes} {}

void UnpackBudget::add_entry() {
    if (++entries_ > limits_.entries_max)
        refuse_archive("it has more than " + std::to_string(limits_.entries_max) + " entries");
}

void UnpackBudget::add_bytes(std::uint64_t count) {
    bytes_ += count;
    if (bytes_ > limits_.bytes_max)
        throw Failure{FailureKind::too_large, "the unpacked model is larger than " +
                                                  std::to_string(limits_.bytes_max) + " bytes"};
    if (packed_bytes_ > 0 && bytes_ > limits_.ratio_free_bytes &&
        bytes_ / limits_.ratio_max > packed_bytes_)
        refuse_archive("it unpacks to more than " + std::to_string(limits_.ratio_max) +
                       " times its size");
}

Packing packing_of(const Descriptor& file) {
    char head[tar_magic_at + 5] = {};
    const auto size = ::pread(file.get(), head, sizeof head, 0);
    const std::string_view bytes{head, size > 0 ? static_cast<std::size_t>(size) : 0};
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return Packing::zip;
    if (bytes.starts_with("\x1f\x8b")) return Packing::tar_gz;
    if (bytes.size() == sizeof head && bytes.substr(tar_magic_at) == "ustar") return Packing::tar;
    return Packing::none;
}

void unpack_archive(const Descriptor& source, Packing packing, StagedFolder& into,
                    const ModelLimits& limits) {
    const std::unique_ptr<archive, Closer> reader{archive_read_new()};
    support(reader.get(), packing);
    if (archive_read_open_fd(reader.get(), source.get(), archive_piece_bytes) != ARCHIVE_OK)
        refuse_damaged(reader.get());
    EntryNames names;
    UnpackBudget budget{limits, size_of(source)};
    std::vector<char> piece(archive_piece_bytes);
    for (;;) {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(reader.get(), &entry);
        if (result == ARCHIVE_EOF) break;
        if (result < ARCHIVE_WARN) refuse_damaged(reader.get());
        unpack_entry(reader.get(), entry, names, budget, into, piece);
    }
    if (into.files().empty()) refuse_archive("it is empty");
}

void write_zip(const std::filesystem::path& folder, const std::filesystem::path& zip) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (!entry.is_directory())
            names.insert(entry.path().lexically_relative(folder).generic_string());
    ZipTarget target{NewFile{zip}, nullptr};
    const std::unique_ptr<archive, Closer> writer{archive_write_new()};
    archive_write_set_format_zip(writer.get());
    archive_write_zip_set_compression_store(writer.get());
    check_written(writer.get(), target,
                  archive_write_open(writer.get(), &target, nullptr, &ZipTarget::write, nullptr));
    for (const auto& name : names) add_to_zip(writer.get(), target, folder / name, name);
    check_written(writer.get(), target, archive_write_close(writer.get()));
    target.file.finish();
}

}  // namespace ontos
