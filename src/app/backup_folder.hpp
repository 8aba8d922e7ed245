#pragma once
// Where a backup is put together: a folder beside the data, which does not outlive its process.

#include <filesystem>

#include "platform/base/descriptor.hpp"

namespace ontos {

/// Locked for as long as it is there: the kernel frees the lock if the process dies.
class BackupFolder {
public:
    /// Makes `backup-<process>` in the data folder. Throws Failure{unavailable} if it cannot.
    explicit BackupFolder(const std::filesystem::path& data);
    ~BackupFolder();
    BackupFolder(const BackupFolder&) = delete;
    BackupFolder& operator=(const BackupFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    Descriptor lock_;
};

/// Removes folders that nobody has locked: of backups that were killed. They hold copies of
/// everything, also of what was erased since.
void remove_dead_backups(const std::filesystem::path& data);

}  // namespace ontos
