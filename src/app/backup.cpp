// Database and artifacts as one file, and back.
#include <filesystem>
#include <iostream>

#include "app/backup_folder.hpp"
#include "app/local_commands.hpp"
#include "app/places.hpp"
#include "platform/archive/tar_file.hpp"
#include "platform/sql/database.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

/// Artifacts never change once they are there, so a hard link is a copy. What is linked already, or
/// is removed meanwhile, is passed over.
void link_all(const fs::path& from, const fs::path& to) {
    if (!fs::exists(from)) return;
    for (const auto& entry : fs::recursive_directory_iterator{from}) {
        const auto target = to / fs::relative(entry.path(), from);
        if (!entry.is_regular_file()) continue;
        if (fs::exists(target)) continue;
        fs::create_directories(target.parent_path());
        std::error_code gone;
        fs::create_hard_link(entry.path(), target, gone);
    }
}

}  // namespace

void backup_to(const Config& config, const std::string& file) {
    const Places places{config};
    if (!fs::exists(places.data))
        throw Failure{FailureKind::not_found,
                      "There is no data folder " + places.data.string() + '.'}
            .hint("Name it with --data.");
    const auto database = sql::open_database({.url = database_url(config)});
    remove_dead_backups(places.data);
    const BackupFolder staged{places.data};
    // Before, for what is deleted meanwhile; after, for what is registered meanwhile.
    link_all(places.artifacts, staged.path() / "artifacts");
    database->backup_to((staged.path() / "ontos.db").string());
    link_all(places.artifacts, staged.path() / "artifacts");
    const fs::path target{file};
    const fs::path half{file + ".part"};
    write_tar_gz(staged.path(), half);
    fs::rename(half, target);
    std::cout << "wrote " << file << " (" << fs::file_size(target) << " bytes)\n";
}

void restore_from(const Config& config, const std::string& file) {
    const Places places{config};
    if (!config.database.empty())
        throw Failure{FailureKind::invalid,
                      "restore fills a data folder; --database is not for it."}
            .hint("For PostgreSQL use pg_restore, and copy the artifacts folder.");
    if (!fs::exists(file)) throw Failure{FailureKind::not_found, "There is no file " + file + '.'};
    if (fs::exists(places.data) && !fs::is_empty(places.data))
        throw Failure{FailureKind::conflict,
                      "The data folder " + places.data.string() + " is not empty."}
            .hint("Restore into a new folder with --data, then serve from it.");
    const fs::path half{places.data.string() + ".part"};
    fs::remove_all(half);
    read_tar_gz(file, half);
    if (!fs::exists(half / "ontos.db"))
        throw Failure{FailureKind::invalid, "The file " + file + " is no backup of Ontos."};
    fs::remove(places.data);
    fs::rename(half, places.data);
    std::cout << "restored " << places.data.string() << '\n';
}

}  // namespace ontos
