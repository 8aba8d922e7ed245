#pragma once
// The schema's history: `migrations/NNNN_name.sql`, embedded in the binary, applied in order. What
// one engine alone can do is in a pair, `NNNN_name.sqlite.sql` and `NNNN_name.postgresql.sql`.

#include <optional>
#include <span>
#include <string_view>

#include "platform/sql/connection.hpp"

namespace ontos::sql {

struct Migration {
    int number;
    std::string_view name;  ///< "0001_registry.sql"
    std::string_view sql;
    std::optional<Engine> engine{};  ///< nullopt: both
};

/// What this program brings, in order.
std::span<const Migration> migrations();

/// Applies what is missing, each in a transaction, and records it in schema_migrations. Throws
/// Failure if the database knows a migration that this program does not.
void migrate(Connection& connection, std::span<const Migration> known);

}  // namespace ontos::sql
