// A connection to a SQLite file: binding by number, result codes as errors.
#include "platform/sql/sqlite_connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "platform/sql/parameters.hpp"
#include "platform/sql/statement_cache.hpp"
#include "platform/tasks/background_thread.hpp"

namespace ontos::sql {
namespace {

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// Ready for the next use, whatever happens in this one.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_{statement} {}
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;
    ~Reset() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

private:
    sqlite3_stmt* statement_;
};

bool is_disk_full(sqlite3* database, int code) {
    if ((code & 0xFF) == SQLITE_FULL) return true;
    if ((code & 0xFF) != SQLITE_IOERR) return false;
    const int cause = sqlite3_system_errno(database);
    return cause == ENOSPC || cause == EDQUOT;
}

[[noreturn]] void throw_error(sqlite3* database, std::string_view doing) {
    const int code = sqlite3_extended_errcode(database);
    const std::string message = sqlite3_errmsg(database);
    const auto text = fmt::format("SQLite {} ({}) in: {}", message, code, doing);
    if (is_disk_full(database, code)) throw Full{text};
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            // "UNIQUE constraint failed: models.name"
            throw UniqueViolation{text, message.substr(message.find(": ") + 2)};
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            throw ForeignKeyViolation{text};
        default:
            break;
    }
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw Busy{text};
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            throw ConnectionLost{text};
        default:
            throw Error{text};
    }
}

int go_on_after_others(void*) {
    constexpr int go_on = 0;
    let_others_run();
    return go_on;
}

ssize_t write_after_others(int file, const void* bytes, std::size_t size, off_t at) {
    let_others_run();
    return ::pwrite(file, bytes, size, at);
}

/// A commit writes hundreds of pages within one step of SQLite's machine.
void let_others_run_between_pages() {
    [[maybe_unused]] static const bool done = [] {
        auto* files = sqlite3_vfs_find(nullptr);
        for (const auto* name : {"pwrite", "pwrite64"})  // by how SQLite was built
            files->xSetSystemCall(files, name,
                                  reinterpret_cast<sqlite3_syscall_ptr>(write_after_others));
        return true;
    }();
}

void bind(sqlite3* database, sqlite3_stmt* statement, int index, const Value& value) {
    int code = SQLITE_OK;
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        code = sqlite3_bind_int64(statement, index, *integer);
    else if (const auto* number = std::get_if<double>(&value))
        code = sqlite3_bind_double(statement, index, *number);
    else if (const auto* text = std::get_if<std::string>(&value))
        code = sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    else
        code = sqlite3_bind_null(statement, index);
    if (code != SQLITE_OK) throw_error(database, "binding a parameter");
}

Value column_value(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_NULL:
            return nullptr;
        default: {
            const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return size == 0 ? std::string{} : std::string(bytes, size);
        }
    }
}

/// A statement and where its `$1`, `$2`, ... are for SQLite, which numbers parameters in the order
/// of their appearance.
struct Prepared {
    StatementHandle handle;
    std::vector<int> indexes;
};

class SqliteConnection final : public Connection {
public:
    SqliteConnection(const std::string& path, SqliteMode mode,
                     std::chrono::milliseconds busy_timeout) {
        const int access =
            mode == SqliteMode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
        sqlite3* opened = nullptr;
        let_others_run_between_pages();
        const int code =
            sqlite3_open_v2(path.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX, nullptr);
        database_.reset(opened);
        if (opened == nullptr) throw Error{"SQLite has no memory to open " + path};
        if (code != SQLITE_OK) throw_error(opened, "opening " + path);
        sqlite3_extended_result_codes(opened, 1);
        sqlite3_busy_timeout(opened, static_cast<int>(busy_timeout.count()));
        constexpr int steps_at_once = 500;  // of SQLite's machine: some 50 µs
        sqlite3_progress_handler(opened, steps_at_once, go_on_after_others, nullptr);
        // "text" in double quotes is a name, as in PostgreSQL.
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        // Sorts and savepoints in memory: nothing is written outside the data folder.
        run_script(
            "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY");
        if (mode == SqliteMode::read_write) write_ahead(busy_timeout);
    }

    Engine engine() const override { return Engine::sqlite; }

    Table run(std::string_view sql, std::span<const Value> parameters) override {
        check_parameters(parameters);
        const auto& prepared = prepare(sql, parameters.size());
        auto* statement = prepared.handle.get();
        const Reset reset{statement};
        for (std::size_t i = 0; i < parameters.size(); ++i)
            bind(database_.get(), statement, prepared.indexes[i], parameters[i]);
        return step_all(statement, sql);
    }

    void run_script(std::string_view sql) override {
        const std::string text{sql};
        if (sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw_error(database_.get(), sql);
    }

    bool in_transaction() const override { return sqlite3_get_autocommit(database_.get()) == 0; }
    bool is_healthy() const override { return !in_transaction(); }

private:
    /// SQLite itself does not wait for those who do the same at once, whatever its timeout.
    void write_ahead(std::chrono::milliseconds busy_timeout) {
        const auto deadline = std::chrono::steady_clock::now() + busy_timeout;
        // A new file is made with a rollback journal: EXTRA syncs its removal, or a power loss
        // could bring it back, and it would undo what the write-ahead log has kept since.
        run_script("PRAGMA synchronous = EXTRA");
        for (;;) {
            try {
                run_script("PRAGMA journal_mode = WAL");
                break;
            } catch (const Busy&) {
                if (std::chrono::steady_clock::now() >= deadline) throw;
                std::this_thread::sleep_for(std::chrono::milliseconds{1});
            }
        }
        run_script("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
    }

    const Prepared& prepare(std::string_view sql, std::size_t parameter_count) {
        auto* prepared = cache_.find(sql);
        if (prepared == nullptr) {
            auto made = make(sql);
            if (cache_.is_full()) cache_.drop_oldest();
            prepared = &cache_.add(sql, std::move(made));
        }
        if (prepared->indexes.size() != parameter_count)
            throw Error{fmt::format("{} parameters given, {} expected in: {}", parameter_count,
                                    prepared->indexes.size(), sql)};
        return *prepared;
    }

    Prepared make(std::string_view sql) {
        sqlite3_stmt* statement = nullptr;
        const char* rest = nullptr;
        if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &statement, &rest) != SQLITE_OK)
            throw_error(database_.get(), sql);
        Prepared made{StatementHandle{statement}, {}};
        const auto used = static_cast<std::size_t>(rest - sql.data());
        if (statement == nullptr || sql.find_first_not_of(" \n\t;", used) != sql.npos)
            throw Error{fmt::format("exactly one statement expected in: {}", sql)};
        const int count = sqlite3_bind_parameter_count(statement);
        for (int number = 1; number <= count; ++number) {
            const auto name = fmt::format("${}", number);
            const int index = sqlite3_bind_parameter_index(statement, name.c_str());
            if (index == 0)
                throw Error{fmt::format("{} parameters without {} in: {}", count, name, sql)};
            made.indexes.push_back(index);
        }
        return made;
    }

    Table step_all(sqlite3_stmt* statement, std::string_view sql) {
        const auto before = sqlite3_total_changes64(database_.get());
        int code = sqlite3_step(statement);
        Table table;
        const int width = sqlite3_column_count(statement);
        for (int column = 0; column < width; ++column)
            table.columns.emplace_back(sqlite3_column_name(statement, column));
        for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
            auto& row = table.rows.emplace_back();
            row.reserve(static_cast<std::size_t>(width));
            for (int column = 0; column < width; ++column)
                row.push_back(column_value(statement, column));
        }
        if (code != SQLITE_DONE) throw_error(database_.get(), sql);
        // sqlite3_changes keeps the count of an earlier statement where this one changed nothing.
        if (sqlite3_total_changes64(database_.get()) != before)
            table.changed = sqlite3_changes64(database_.get());
        return table;
    }

    std::unique_ptr<sqlite3, CloseDatabase> database_;
    StatementCache<Prepared> cache_;  // after the database: finalized before it is closed
};

/// SQLite would make it readable by all.
void make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
}

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::string& path, SqliteMode mode,
                                        std::chrono::milliseconds busy_timeout) {
    if (mode == SqliteMode::read_write) make_private_file(path);
    return std::make_unique<SqliteConnection>(path, mode, busy_timeout);
}

}  // namespace ontos::sql
