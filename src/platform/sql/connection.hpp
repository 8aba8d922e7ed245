#pragma once
// One connection to a database: statements in, rows out. SQLite and PostgreSQL implement it.

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos::sql {

/// null, BIGINT, DOUBLE PRECISION or TEXT.
using Value = api::Scalar;

struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Value>> rows;
    std::int64_t changed = 0;  ///< rows that an INSERT, UPDATE or DELETE touched
};

/// What went wrong in the database; the text is for the log.
class Error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Two rows with one unique key.
class UniqueViolation : public Error {
public:
    UniqueViolation(const std::string& text, std::string constraint)
        : Error{text}, constraint_{std::move(constraint)} {}
    /// As the engine tells: "models.name" of SQLite, "models_name_key" of PostgreSQL.
    const std::string& constraint() const { return constraint_; }

private:
    std::string constraint_;
};
class ForeignKeyViolation : public Error {
    using Error::Error;
};
class Busy : public Error {
    using Error::Error;
};
/// 40001 and 40P01 of PostgreSQL: the job is run again.
class SerializationFailure : public Error {
    using Error::Error;
};
/// The disk is full.
class Full : public Error {
    using Error::Error;
};
class ConnectionLost : public Error {
    using Error::Error;
};
/// A value that not both engines can keep: NUL or broken UTF-8 in a text, NaN.
class BadValue : public Error {
    using Error::Error;
};

enum class Engine { sqlite, postgresql };

/// Owned by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;
    /// One statement. `$1`, `$2`, ... are bound by number. Statements are prepared once and kept
    /// (LRU). Throws Error, or what is derived of it; BadValue comes before anything is sent.
    virtual Table run(std::string_view sql, std::span<const Value> parameters) = 0;
    /// Several statements without parameters, separated by `;`: for migrations.
    virtual void run_script(std::string_view sql) = 0;
    virtual bool in_transaction() const = 0;
    /// Whether the connection can be used for a new transaction.
    virtual bool is_healthy() const = 0;
};

}  // namespace ontos::sql
