// Folders of backups: locked while they are made, removed when nobody makes them.
#include "app/backup_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "backup-";

Descriptor open_folder(const fs::path& path) {
    return Descriptor{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

}  // namespace

BackupFolder::BackupFolder(const fs::path& data)
    : path_{data / (std::string{prefix} + std::to_string(getpid()))} {
    // A server that starts between the two calls takes it for a dead one: then once more.
    constexpr int tries = 10;
    for (int i = 0; i < tries; ++i) {
        std::error_code error;
        fs::create_directories(path_, error);
        lock_ = error ? Descriptor{} : open_folder(path_);
        if (lock_.is_open() && flock(lock_.get(), LOCK_EX) == 0 && fs::exists(path_)) return;
    }
    throw Failure{FailureKind::unavailable, "The folder " + path_.string() + " cannot be made."};
}

BackupFolder::~BackupFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void remove_dead_backups(const fs::path& data) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{data, error}) {
        if (!entry.path().filename().string().starts_with(prefix) || !entry.is_directory(error))
            continue;
        const auto folder = open_folder(entry.path());
        if (!folder.is_open() || flock(folder.get(), LOCK_EX | LOCK_NB) != 0) continue;
        fs::remove_all(entry.path(), error);
        log_info("what a killed backup has left was removed",
                 {{"folder", entry.path().filename().string()}});
    }
}

}  // namespace ontos
