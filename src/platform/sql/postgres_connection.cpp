// A connection to a PostgreSQL server: statements in, SQLSTATE as errors.
#include "platform/sql/postgres_connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>

#include "platform/base/logging.hpp"
#include "platform/sql/parameters.hpp"
#include "platform/sql/postgres_values.hpp"
#include "platform/sql/statement_cache.hpp"

namespace ontos::sql {
namespace {

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

void log_notice(void*, const PGresult* notice) {
    const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
    log_warning("PostgreSQL says", {{"notice", text == nullptr ? "" : text}});
}

std::string diagnosis(const PGresult* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? std::string{} : std::string{text};
}

[[noreturn]] void throw_error(PGconn* connection, const PGresult* result, std::string_view doing) {
    const auto state = diagnosis(result, PG_DIAG_SQLSTATE);
    const auto text =
        fmt::format("PostgreSQL {} ({}) in: {}", PQerrorMessage(connection), state, doing);
    if (state == "23505") throw UniqueViolation{text, diagnosis(result, PG_DIAG_CONSTRAINT_NAME)};
    if (state == "23503") throw ForeignKeyViolation{text};
    if (state == "40001" || state == "40P01") throw SerializationFailure{text};
    if (state == "53100") throw Full{text};
    // A lock was not to be had; a statement took too long; memory or connections ran out.
    if (state == "55P03" || state == "57014" || state.starts_with("53")) throw Busy{text};
    if (state == "22021" || state == "22P05") throw BadValue{text};
    // The server is stopping, has crashed, or has ended this session.
    const bool is_cut = state.starts_with("57P") || state == "25P03" || state.starts_with("080");
    if (PQstatus(connection) == CONNECTION_BAD || is_cut) throw ConnectionLost{text};
    throw Error{text};
}

std::int64_t changed_rows(PGresult* result) {
    const std::string_view status = PQcmdStatus(result);
    if (status.starts_with("SELECT")) return 0;
    const std::string_view count = PQcmdTuples(result);
    std::int64_t rows = 0;
    std::from_chars(count.data(), count.data() + count.size(), rows);
    return rows;
}

Table to_table(PGresult* result) {
    Table table;
    table.changed = changed_rows(result);
    const int width = PQnfields(result), height = PQntuples(result);
    for (int column = 0; column < width; ++column)
        table.columns.emplace_back(PQfname(result, column));
    table.rows.resize(static_cast<std::size_t>(height));
    for (int row = 0; row < height; ++row) {
        auto& out = table.rows[static_cast<std::size_t>(row)];
        out.reserve(static_cast<std::size_t>(width));
        for (int column = 0; column < width; ++column) {
            if (PQgetisnull(result, row, column) != 0) {
                out.emplace_back(nullptr);
                continue;
            }
            const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
            out.push_back(from_postgres_text(PQftype(result, column),
                                             {PQgetvalue(result, row, column), size}));
        }
    }
    return table;
}

/// Of an address that it cannot read, libpq quotes what it could not: the password may be in it.
void require_readable(const std::string& url) {
    char* reason = nullptr;
    auto* const options = PQconninfoParse(url.c_str(), &reason);
    PQfreemem(reason);
    if (options == nullptr)
        throw ConnectionLost{
            "The address cannot be read: it must be postgresql://USER:PASSWORD@HOST:PORT/NAME, "
            "with all but letters and digits of its parts percent-encoded."};
    PQconninfoFree(options);
}

class PostgresConnection final : public Connection {
public:
    explicit PostgresConnection(const std::string& url) {
        require_readable(url);
        // Those before dbname are defaults that the URL may change.
        constexpr const char* names[] = {"connect_timeout", "application_name", "tcp_user_timeout",
                                         "dbname",          "client_encoding",  nullptr};
        const char* const values[] = {"5", "ontos", "30000", url.c_str(), "UTF8", nullptr};
        connection_.reset(PQconnectdbParams(names, values, 1));
        if (PQstatus(connection_.get()) != CONNECTION_OK)
            throw ConnectionLost{PQerrorMessage(connection_.get())};
        PQsetNoticeReceiver(connection_.get(), log_notice, nullptr);
        // Every statement is short: to start workers or a compiler takes longer than it does.
        run_script(
            "set client_min_messages = warning; set statement_timeout = '60s';"
            "set idle_in_transaction_session_timeout = '60s'; set time zone 'UTC';"
            "set max_parallel_workers_per_gather = 0; set jit = off");
    }

    Engine engine() const override { return Engine::postgresql; }

    Table run(std::string_view sql, std::span<const Value> parameters) override {
        check_parameters(parameters);
        const auto& name = prepare(sql);
        std::vector<std::string> texts;
        std::vector<const char*> values;
        texts.reserve(parameters.size());
        for (const auto& parameter : parameters) {
            const bool is_null = std::holds_alternative<std::nullptr_t>(parameter);
            texts.push_back(is_null ? std::string{} : to_postgres_text(parameter));
            values.push_back(is_null ? nullptr : texts.back().c_str());
        }
        const Result result{PQexecPrepared(connection_.get(), name.c_str(),
                                           static_cast<int>(values.size()), values.data(), nullptr,
                                           nullptr, 0)};
        require_success(result.get(), sql);
        return to_table(result.get());
    }

    void run_script(std::string_view sql) override {
        const std::string text{sql};
        const Result result{PQexec(connection_.get(), text.c_str())};
        require_success(result.get(), sql);
    }

    bool in_transaction() const override {
        const auto status = PQtransactionStatus(connection_.get());
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
    }

    bool is_healthy() const override {
        return PQstatus(connection_.get()) == CONNECTION_OK &&
               PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
    }

private:
    void require_success(const PGresult* result, std::string_view doing) {
        const auto status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
            throw_error(connection_.get(), result, doing);
    }

    /// The name under which the server knows the statement.
    const std::string& prepare(std::string_view sql) {
        if (const auto* known = cache_.find(sql)) return *known;
        if (cache_.is_full()) {
            run_script("deallocate " + cache_.oldest());
            cache_.drop_oldest();
        }
        auto name = fmt::format("s{}", ++last_name_);
        const std::string text{sql};
        const Result result{PQprepare(connection_.get(), name.c_str(), text.c_str(), 0, nullptr)};
        require_success(result.get(), sql);
        return cache_.add(sql, std::move(name));
    }

    std::unique_ptr<PGconn, CloseConnection> connection_;
    StatementCache<std::string> cache_;
    std::uint64_t last_name_ = 0;
};

}  // namespace

std::unique_ptr<Connection> open_postgres(const std::string& url) {
    return std::make_unique<PostgresConnection>(url);
}

}  // namespace ontos::sql
