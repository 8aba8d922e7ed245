// From the address of a database to the database, with the newest schema.
#include "platform/sql/database_failure.hpp"
#include "platform/sql/migrations.hpp"
#include "platform/sql/postgres_connection.hpp"
#include "platform/sql/postgres_database.hpp"
#include "platform/sql/sqlite_connection.hpp"
#include "platform/sql/sqlite_database.hpp"

namespace ontos::sql {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite://";

bool is_sqlite(std::string_view url) {
    return url.starts_with("sqlite:///") && !url.ends_with('/') && url.find('\0') == url.npos;
}

bool is_postgres(std::string_view url) {
    return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::unique_ptr<Database> open_sqlite_database(const DatabaseConfig& config) {
    const auto path = config.url.substr(sqlite_scheme.size());
    migrate(*open_sqlite(path, SqliteMode::read_write, config.busy_timeout), migrations());
    return std::make_unique<SqliteDatabase>(path, config);
}

std::unique_ptr<Database> open_postgres_database(const DatabaseConfig& config) {
    migrate(*open_postgres(config.url), migrations());
    return std::make_unique<PostgresDatabase>(config);
}

}  // namespace

std::unique_ptr<Database> open_database(const DatabaseConfig& config) {
    check(config.read_connections > 0, "a database has at least one connection for reads");
    try {
        if (is_sqlite(config.url)) return open_sqlite_database(config);
        if (is_postgres(config.url)) return open_postgres_database(config);
    } catch (...) {
        rethrow_for_client();
    }
    // The address is not repeated: it may hold a password.
    throw Failure{FailureKind::invalid,
                  "The database must be sqlite:///absolute/path or postgresql://user@host/name."}
        .code("invalid_database_url");
}

void compact(Database& database) {
    auto* files = dynamic_cast<Compactable*>(&database);
    check(files != nullptr, "a database that was opened has files");
    files->compact();
}

}  // namespace ontos::sql
