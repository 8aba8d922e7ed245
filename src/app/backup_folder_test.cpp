// What a killed backup has left goes; what a living one makes stays.
#include "app/backup_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace ontos {
namespace {

namespace fs = std::filesystem;

TEST(BackupFolders, dead_ones_are_removed_and_living_ones_stay) {
    const auto data = fs::temp_directory_path() / ("ontos_backups_" + std::to_string(getpid()));
    fs::create_directories(data / "backup-1" / "artifacts");
    fs::create_directories(data / "artifacts");
    std::ofstream{data / "backup-1" / "ontos.db"} << "a copy";
    std::ofstream{data / "backup-file"} << "no folder";
    {
        const BackupFolder living{data};
        std::ofstream{living.path() / "ontos.db"} << "another copy";
        remove_dead_backups(data);
        EXPECT_FALSE(fs::exists(data / "backup-1"));
        EXPECT_TRUE(fs::exists(living.path() / "ontos.db"));
        EXPECT_TRUE(fs::exists(data / "artifacts"));
        EXPECT_TRUE(fs::exists(data / "backup-file"));
    }
    EXPECT_FALSE(fs::exists(data / ("backup-" + std::to_string(getpid()))));
    fs::remove_all(data);
    EXPECT_NO_THROW(remove_dead_backups(data)) << "a folder that is not there has none";
}

}  // namespace
}  // namespace ontos
