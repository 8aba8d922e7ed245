// Files that are on the disk when a function returns: written once, synced, never overwritten.
#include "deploy/models/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

constexpr std::size_t file_piece_bytes = 1 << 20;

void sync(const Descriptor& descriptor, const std::filesystem::path& path) {
    if (::fsync(descriptor.get()) != 0) throw_file_failure(errno, "fsync", path);
}

void copy_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto source = open_file(from);
    NewFile target{to};
    std::vector<char> piece(file_piece_bytes);
    while (const auto size = read_some(source, piece.data(), piece.size()))
        target.append({piece.data(), size});
    target.finish();
}

}  // namespace

void throw_file_failure(int error, std::string_view what, const std::filesystem::path& path) {
    Cause cause{std::string{what} + " " + path.string() + ": " +
                std::generic_category().message(error)};
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        throw Failure{FailureKind::out_of_space,
                      "the disk of the data folder is full: free some space and try again",
                      std::move(cause)};
    throw Failure{FailureKind::internal, "a file of the data folder could not be used",
                  std::move(cause)};
}

NewFile::NewFile(std::filesystem::path path)
    : path_{std::move(path)},
      descriptor_{::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)} {
    if (!descriptor_.is_open()) throw_file_failure(errno, "create", path_);
}

void NewFile::append(std::string_view bytes) {
    sha256_.add(bytes);
    size_bytes_ += bytes.size();
    while (!bytes.empty()) {
        const auto written = ::write(descriptor_.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw_file_failure(errno, "write", path_);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

FileFacts NewFile::finish() {
    sync(descriptor_, path_);
    descriptor_ = Descriptor{};
    return {sha256_.hex(), size_bytes_};
}

void make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0755) == 0) return;
    const int error = errno;
    if (error != EEXIST || !std::filesystem::is_directory(folder))
        throw_file_failure(error, "make folder", folder);
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.is_open()) throw_file_failure(errno, "open folder", folder);
    sync(opened, folder);
}

void move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        if (errno != EXDEV) throw_file_failure(errno, "rename", from);
        copy_durably(from, to);
        remove_quietly(from);
        return;
    }
    sync(open_file(to), to);
}

void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) throw_file_failure(errno, "rename", from);
    sync_folder(to.parent_path());
}

Descriptor open_file(const std::filesystem::path& path) {
    Descriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!opened.is_open()) throw_file_failure(errno, "open", path);
    return opened;
}

std::size_t read_some(const Descriptor& file, char* to, std::size_t size) {
    for (;;) {
        const auto read = ::read(file.get(), to, size);
        if (read >= 0) return static_cast<std::size_t>(read);
        if (errno != EINTR) throw_file_failure(errno, "read", "of a model");
    }
}

FileFacts hash_file(const std::filesystem::path& path) {
    const auto file = open_file(path);
    Sha256 sha256;
    FileFacts facts;
    std::vector<char> piece(file_piece_bytes);
    while (const auto size = read_some(file, piece.data(), piece.size())) {
        sha256.add({piece.data(), size});
        facts.size_bytes += size;
    }
    facts.sha256 = sha256.hex();
    return facts;
}

std::string read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    const auto file = open_file(path);
    std::string text(bytes_max, '\0');
    std::size_t filled = 0;
    while (const auto size = read_some(file, text.data() + filled, bytes_max - filled))
        filled += size;
    text.resize(filled);
    return text;
}

void remove_quietly(const std::filesystem::path& path) noexcept {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error)
        log_warning("a leftover could not be removed",
                    {{"path", path.string()}, {"cause", error.message()}});
}

}  // namespace ontos
