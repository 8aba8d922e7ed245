// The schema's history: embedded files, applied in order.
#include "platform/sql/migrations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "platform/base/clock.hpp"
#include "platform/base/embedded.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"
#include "platform/sql/open_transaction.hpp"

namespace ontos {
std::span<const EmbeddedFile> migration_files();
}

namespace ontos::sql {
namespace {

std::optional<Engine> engine_of(std::string_view path) {
    if (path.ends_with(".sqlite.sql")) return Engine::sqlite;
    if (path.ends_with(".postgresql.sql")) return Engine::postgresql;
    return std::nullopt;
}

/// Whether it has the number after the one before, or is the other half of its pair.
bool follows(const Migration& next, const std::vector<Migration>& before) {
    if (before.empty()) return next.number == 1;
    const auto& last = before.back();
    const bool is_pair = next.engine && last.engine && next.engine != last.engine;
    return next.number > last.number || (is_pair && next.number == last.number);
}

std::vector<Migration> read_migrations() {
    std::vector<Migration> out;
    for (const auto& file : migration_files()) {
        int number = 0;
        std::from_chars(file.path.data(), file.path.data() + 4, number);
        const Migration next{number, file.path, file.bytes, engine_of(file.path)};
        check(follows(next, out) && file.path.ends_with(".sql"),
              "migrations are 0001_name.sql, and then of growing numbers");
        out.push_back(next);
    }
    return out;
}

TransactionWords words_of(Engine engine) {
    if (engine == Engine::sqlite) return {"begin immediate", "commit", "rollback"};
    return {"begin", "commit", "rollback"};
}

/// Servers that start at once on one database take turns.
void lock_schema(Connection& connection) {
    if (connection.engine() == Engine::sqlite) return;
    connection.run_script("set local statement_timeout = 0");
    connection.run("select pg_advisory_xact_lock(7163050416)", {});
}

std::set<int> applied_numbers(Connection& connection) {
    connection.run_script(
        "create table if not exists schema_migrations ("
        "number bigint primary key, name text not null, applied_at bigint not null)");
    std::set<int> numbers;
    for (const auto& row : connection.run("select number from schema_migrations", {}).rows)
        numbers.insert(static_cast<int>(std::get<std::int64_t>(row.front())));
    return numbers;
}

void require_not_newer(const std::set<int>& applied, int newest_known) {
    if (applied.empty() || *applied.rbegin() <= newest_known) return;
    throw Failure{FailureKind::conflict,
                  fmt::format("The database has schema {}, this program knows schemas up to {}: a "
                              "newer version of Ontos has used it.",
                              *applied.rbegin(), newest_known)}
        .code("database_is_newer")
        .hint("Start that version, or restore a backup that is older.");
}

/// Whether there was one to apply.
bool apply_next(Connection& connection, std::span<const Migration> known) {
    OpenTransaction transaction{connection, words_of(connection.engine())};
    lock_schema(connection);
    const auto applied = applied_numbers(connection);
    require_not_newer(applied, known.empty() ? 0 : known.back().number);
    const auto next = std::ranges::find_if(known, [&](const Migration& migration) {
        const bool is_ours = !migration.engine || migration.engine == connection.engine();
        return is_ours && !applied.contains(migration.number);
    });
    if (next != known.end()) {
        connection.run_script(next->sql);
        const auto now = SystemClock{}.now().time_since_epoch().count();
        connection.run(
            "insert into schema_migrations (number, name, applied_at) "
            "values ($1, $2, $3)",
            std::array{Value{std::int64_t{next->number}}, Value{std::string{next->name}},
                       Value{std::int64_t{now}}});
    }
    transaction.commit();
    if (next == known.end()) return false;
    log_info("schema migrated", {{"migration", next->name}});
    return true;
}

}  // namespace

std::span<const Migration> migrations() {
    static const auto all = read_migrations();
    return all;
}

void migrate(Connection& connection, std::span<const Migration> known) {
    while (apply_next(connection, known)) {
    }
}

}  // namespace ontos::sql
