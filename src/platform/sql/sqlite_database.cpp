// A database in one SQLite file.
#include "platform/sql/sqlite_database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "platform/base/failure.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/open_transaction.hpp"
#include "platform/sql/sqlite_connection.hpp"

namespace ontos::sql {
namespace {

constexpr TransactionWords read_words{"begin", "commit", "rollback"};

void sync_to_disk(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool is_synced = file >= 0 && ::fsync(file) == 0;
    const int reason = errno;
    if (file >= 0) ::close(file);
    if (is_synced) return;
    if (reason == ENOSPC) throw Full{"syncing " + path.string()};
    throw Error{fmt::format("syncing {}: {}", path.string(), strerror(reason))};
}

void require_intact(const std::string& path, std::chrono::milliseconds busy_timeout) {
    const auto copy = open_sqlite(path, SqliteMode::read_only, busy_timeout);
    const auto found = copy->run("pragma integrity_check", {});
    check(found.rows.size() == 1 && found.rows[0][0] == Value{"ok"}, "a backup is intact");
}

/// A text inside a statement.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string{c};
    return out + '\'';
}

/// Removes what is half written.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path) : path_{std::move(path)} { remove(); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { remove(); }
    const std::string& path() const { return path_; }

private:
    void remove() const {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    const std::string path_;
};

}  // namespace

SqliteDatabase::SqliteDatabase(const std::string& path, const DatabaseConfig& config)
    : folder_{std::filesystem::path{path}.parent_path()},
      readers_{[path, timeout = config.busy_timeout] {
                   return open_sqlite(path, SqliteMode::read_only, timeout);
               },
               static_cast<std::size_t>(config.read_connections), config.busy_timeout},
      writer_{open_sqlite(path, SqliteMode::read_write, config.busy_timeout)} {}

void SqliteDatabase::run_write(const std::function<void(Transaction&)>& job) {
    try {
        writer_.run(job);
    } catch (...) {
        rethrow_for_client();
    }
}

void SqliteDatabase::run_read(const std::function<void(Transaction&)>& job) {
    try {
        const auto connection = readers_.take();
        OpenTransaction transaction{*connection, read_words};
        Transaction tx{*connection};
        job(tx);
        if (tx.lost()) std::rethrow_exception(tx.lost());
        transaction.commit();
    } catch (...) {
        rethrow_for_client();
    }
}

void SqliteDatabase::backup_to(const std::string& path) {
    using namespace std::chrono_literals;
    if (std::filesystem::exists(path))
        throw Failure{FailureKind::conflict, path + " exists already."}.hint(
            "Name a file that does not exist.");
    try {
        const TemporaryFile part{path + ".part"};
        {
            const auto connection = readers_.take();
            (*connection).run("vacuum into $1", std::array{Value{part.path()}});
        }
        require_intact(part.path(), 5000ms);
        sync_to_disk(part.path());
        std::filesystem::rename(part.path(), path);
        sync_to_disk(std::filesystem::absolute(path).parent_path());
    } catch (...) {
        rethrow_for_client();
    }
}

void SqliteDatabase::compact() {
    try {
        writer_.run_alone([this](Connection& connection) {
            // The copy is as large as the database: not in memory, and not outside its folder.
            connection.run_script("pragma temp_store_directory = " + quoted(folder_));
            connection.run_script("pragma temp_store = file; vacuum; pragma temp_store = memory");
            const auto done = connection.run("pragma wal_checkpoint(truncate)", {});
            if (done.rows.at(0).at(0) != Value{std::int64_t{0}})
                throw Busy{"the write-ahead log is still read"};
        });
    } catch (...) {
        rethrow_for_client();
    }
}

}  // namespace ontos::sql
