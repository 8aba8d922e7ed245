#pragma once
// The database as the stores see it: transactions, and jobs that block until they are durable.

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "platform/base/clock.hpp"
#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// Statements inside one transaction. Owned by the thread that runs the job. After an Error the
/// transaction is lost, on both engines: further statements throw, and so does its end, even if
/// the job swallows the Error.
class Transaction {
public:
    explicit Transaction(Connection& connection) : connection_{connection} {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    Engine engine() const { return connection_.engine(); }

    /// Rows that it changed.
    template <class... Args>
    std::int64_t run(std::string_view sql, const Args&... args) {
        return table(sql, args...).changed;
    }

    template <class... Args>
    Table table(std::string_view sql, const Args&... args) {
        const std::array<Value, sizeof...(Args)> values{to_value(args)...};
        return execute(sql, values);
    }

    /// Every row as a struct: columns are found by the names in T::fields(); a column that T does
    /// not have, or a member that no column fills, is a std::logic_error, unless the type of the
    /// member is optional or the field is an option.
    template <api::Described T, class... Args>
    std::vector<T> rows(std::string_view sql, const Args&... args) {
        return rows_of<T>(table(sql, args...));
    }

    /// The same for a text whose number of parameters is known only when it runs.
    template <api::Described T>
    std::vector<T> rows_with(std::string_view sql, std::span<const Value> values) {
        return rows_of<T>(execute(sql, values));
    }

    /// The first row, if any.
    template <api::Described T, class... Args>
    std::optional<T> row(std::string_view sql, const Args&... args) {
        auto all = rows<T>(sql, args...);
        if (all.empty()) return std::nullopt;
        return std::move(all.front());
    }

    /// The first column of the first row; nullopt if there is no row or it is null.
    template <class T, class... Args>
    std::optional<T> value(std::string_view sql, const Args&... args) {
        const auto found = table(sql, args...);
        if (found.rows.empty()) return std::nullopt;
        return api::Codec<std::optional<T>>::from_scalar(found.rows.front().front());
    }

    /// INSERT of all members of a struct, by the names of its fields.
    template <api::Described T>
    void insert(std::string_view table_name, const T& row) {
        insert_rows(table_name, api::Codec<T>::fields, &row, sizeof(T), 1, {});
    }

    /// INSERT of many, in few statements. `ending` is what to do about rows that are there already,
    /// and what to answer: "on conflict ... returning ...". The answer has the rows of all.
    template <api::Described T>
    Table insert_all(std::string_view table_name, std::span<const T> all,
                     std::string_view ending = {}) {
        constexpr std::size_t at_once = 32;  // one text for all pieces: it is prepared once
        Table out;
        while (!all.empty()) {
            const auto count = all.size() >= at_once ? at_once : 1;
            auto piece = insert_rows(table_name, api::Codec<T>::fields, all.data(), sizeof(T),
                                     count, ending);
            out.changed += piece.changed;
            std::ranges::move(piece.rows, std::back_inserter(out.rows));
            all = all.subspan(count);
        }
        return out;
    }

    /// What the first failed statement threw, if one did. For Database, which then rolls back.
    const std::exception_ptr& lost() const { return lost_; }

private:
    template <class T>
    static Value to_value(const T& value) {
        if constexpr (std::is_convertible_v<const T&, std::string_view>)
            return std::string{std::string_view{value}};
        else if constexpr (std::same_as<T, std::nullptr_t>)
            return nullptr;
        else
            return api::Codec<T>::to_scalar(value);
    }
    template <class T>
    static std::vector<T> rows_of(const Table& table) {
        std::vector<T> out(table.rows.size());
        const auto plan = plan_columns(table, api::Codec<T>::fields);
        for (std::size_t i = 0; i < out.size(); ++i)
            fill_row(plan, api::Codec<T>::fields, table.rows[i], &out[i]);
        return out;
    }
    Table execute(std::string_view sql, std::span<const Value> parameters);
    /// By field: the index of its column, or -1.
    static std::vector<int> plan_columns(const Table& table, std::span<const api::Field> fields);
    static void fill_row(std::span<const int> plan, std::span<const api::Field> fields,
                         std::span<const Value> row, void* out);
    /// `count` structs of `size` bytes each.
    Table insert_rows(std::string_view table_name, std::span<const api::Field> fields,
                      const void* first, std::size_t size, std::size_t count,
                      std::string_view ending);

    Connection& connection_;
    std::exception_ptr lost_;
};

/// How to reach it.
struct DatabaseConfig {
    std::string url;  ///< sqlite:///absolute/path or postgresql://...
    /// PostgreSQL opens at most twice as many, for reads and writes together.
    int read_connections = 8;
    /// How long to wait for a lock of another process, or for a free connection.
    std::chrono::milliseconds busy_timeout{5000};
};

/// Thread safe.
class Database {
public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    /// Runs the job in a transaction of its own and blocks until the commit is durable. The job may
    /// run more than once: it captures values, touches only its transaction, does no I/O. What it
    /// throws rolls back its changes and comes out here. Throws Failure{unavailable} when the
    /// database cannot be reached or is stopping, Failure{out_of_space} when the disk is full.
    /// Never call it on an I/O thread, nor from within a job.
    template <class Job>
    auto write(Job job) -> std::invoke_result_t<Job&, Transaction&> {
        using Result = std::invoke_result_t<Job&, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            run_write([&](Transaction& tx) { job(tx); });
        } else {
            std::optional<Result> result;
            run_write([&](Transaction& tx) { result.emplace(job(tx)); });
            return std::move(*result);
        }
    }

    /// Reads one consistent snapshot. This job, too, may run more than once. Throws like `write`.
    template <class Job>
    auto read(Job job) -> std::invoke_result_t<Job&, Transaction&> {
        using Result = std::invoke_result_t<Job&, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            run_read([&](Transaction& tx) { job(tx); });
        } else {
            std::optional<Result> result;
            run_read([&](Transaction& tx) { result.emplace(job(tx)); });
            return std::move(*result);
        }
    }

    /// A consistent copy of the whole database as a file, while it is in use. SQLite only; on
    /// PostgreSQL throws Failure{unprocessable} that names pg_dump.
    virtual void backup_to(const std::string& path) = 0;

protected:
    virtual void run_write(const std::function<void(Transaction&)>& job) = 0;
    virtual void run_read(const std::function<void(Transaction&)>& job) = 0;
};

/// Opens it and brings it to the newest schema: migrations run in order, each in a transaction. A
/// database that is newer than this program is a Failure with both numbers.
std::unique_ptr<Database> open_database(const DatabaseConfig& config);

}  // namespace ontos::sql
