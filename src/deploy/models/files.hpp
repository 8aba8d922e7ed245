#pragma once
// Files that are on the disk when a function returns: written once, synced, never overwritten.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "platform/base/descriptor.hpp"
#include "platform/base/hash.hpp"

namespace ontos {

/// What a file holds.
struct FileFacts {
    std::string sha256;
    std::uint64_t size_bytes = 0;
};

/// A file that must not exist yet. What goes wrong is a Failure: out_of_space where the disk is
/// full, else internal. Owned by one thread.
class NewFile {
public:
    explicit NewFile(std::filesystem::path path);

    void append(std::string_view bytes);
    /// The bytes are on the disk. Nothing can be appended afterwards.
    FileFacts finish();

private:
    std::filesystem::path path_;
    Descriptor descriptor_;
    Sha256 sha256_;
    std::uint64_t size_bytes_ = 0;
};

/// What a failed file call comes to: `error` is its errno.
[[noreturn]] void throw_file_failure(int error, std::string_view what,
                                     const std::filesystem::path& path);

/// Makes one folder; its parent exists. Fine if it is there already.
void make_folder(const std::filesystem::path& folder);

/// The names in the folder are on the disk.
void sync_folder(const std::filesystem::path& folder);

/// Renames; where the target is on another disk, copies. The bytes are on the disk.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// Renames a file or a folder. The target does not exist.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

/// Opens for reading. Throws Failure{internal} if that cannot be done.
Descriptor open_file(const std::filesystem::path& path);

/// At most `size` bytes; 0 at the end.
std::size_t read_some(const Descriptor& file, char* to, std::size_t size);

FileFacts hash_file(const std::filesystem::path& path);

/// The whole file, cut after `bytes_max`.
std::string read_file(const std::filesystem::path& path, std::size_t bytes_max);

/// Removes what is there, with all that is in it. Logs what cannot be removed, never throws.
void remove_quietly(const std::filesystem::path& path) noexcept;

}  // namespace ontos
