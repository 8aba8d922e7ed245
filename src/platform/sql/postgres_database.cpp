// A database of a PostgreSQL server.
#include "platform/sql/postgres_database.hpp"

#include <thread>

#include "platform/base/failure.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/open_transaction.hpp"
#include "platform/sql/postgres_connection.hpp"

namespace ontos::sql {
namespace {

constexpr TransactionWords serializable_words{"begin isolation level serializable", "commit",
                                              "rollback"};
constexpr TransactionWords snapshot_words{"begin isolation level repeatable read read only",
                                          "commit", "rollback"};
constexpr int retries_max = 8;
constexpr int retries_together = 4;  ///< then alone

/// A server that does not let us in is not asked again and again for one request.
std::unique_ptr<Connection> connect(const std::string& url) {
    try {
        return open_postgres(url);
    } catch (const ConnectionLost&) {
        rethrow_for_client();
    }
}

/// Unlike a collision, a connection that breaks here leaves open what became of the change.
void commit_write(OpenTransaction& transaction) {
    try {
        transaction.commit();
    } catch (const ConnectionLost& error) {
        throw Failure{FailureKind::unavailable,
                      "The database was lost while it committed: the change may have been made.",
                      Cause{error.what()}}
            .code("commit_unknown")
            .hint("Look whether it was made before you repeat it.");
    }
}

}  // namespace

PostgresDatabase::PostgresDatabase(const DatabaseConfig& config)
    : url_{config.url},
      pool_{[url = config.url] { return connect(url); },
            2 * static_cast<std::size_t>(config.read_connections), config.busy_timeout} {}

void PostgresDatabase::run_write(const Job& job) {
    run_with_retries([&](int retry) { write_in_turn(job, retry); });
}

void PostgresDatabase::run_read(const Job& job) {
    run_with_retries([&](int) { read_once(job); });
}

void PostgresDatabase::run_with_retries(const std::function<void(int retry)>& attempt) {
    for (int retry = 0; retry < retries_max; ++retry) {
        try {
            return attempt(retry);
        } catch (const SerializationFailure&) {
        } catch (const UniqueViolation&) {
            // Two that both looked before they wrote: the loser sees the winner's row next time.
        } catch (const ConnectionLost&) {
            pool_.drop_idle();  // the server was restarted: the others are dead as well
        } catch (...) {
            rethrow_for_client();
        }
        wait_before_retry(retry + 1);
    }
    try {
        attempt(retries_max);
    } catch (...) {
        rethrow_for_client();
    }
}

/// Where many write one row, some would lose every race: who has lost often writes alone in this
/// process.
void PostgresDatabase::write_in_turn(const Job& job, int retry) {
    std::unique_lock turn{turn_};
    if (retry >= retries_together) {
        const std::unique_lock alone{writing_};
        return write_once(job);
    }
    const std::shared_lock together{writing_};
    turn.unlock();
    write_once(job);
}

void PostgresDatabase::write_once(const Job& job) {
    const auto connection = pool_.take();
    OpenTransaction transaction{*connection, serializable_words};
    Transaction tx{*connection};
    job(tx);
    if (tx.lost()) std::rethrow_exception(tx.lost());
    commit_write(transaction);
}

void PostgresDatabase::read_once(const Job& job) {
    const auto connection = pool_.take();
    OpenTransaction transaction{*connection, snapshot_words};
    Transaction tx{*connection};
    job(tx);
    if (tx.lost()) std::rethrow_exception(tx.lost());
    transaction.commit();
}

/// Up to 2, 4, ... 256 ms, at random: those that collided do not meet again, even where many write
/// one row on a busy machine.
void PostgresDatabase::wait_before_retry(int retry) {
    const auto microseconds_max = std::uint64_t{1000} << retry;
    std::this_thread::sleep_for(std::chrono::microseconds{random_.next() % microseconds_max});
}

void PostgresDatabase::backup_to(const std::string&) {
    throw Failure{FailureKind::unprocessable, "A PostgreSQL database is not copied by Ontos."}
        .code("use_pg_dump")
        .hint("Run pg_dump against it, and copy the folder of artifacts.");
}

void PostgresDatabase::compact() {
    try {
        const auto connection = open_postgres(url_);
        connection->run_script("set statement_timeout = 0");
        const auto tables = connection->run(
            "select quote_ident(tablename) from pg_tables where schemaname = "
            "current_schema()",
            {});
        // Statistics hold frequent values too.
        for (const auto& row : tables.rows)
            connection->run_script("vacuum (analyze) " + std::get<std::string>(row.at(0)));
        // Vacuum leaves words in it that no row has any more.
        connection->run_script("reindex index concurrently feedback_items_by_words");
    } catch (...) {
        rethrow_for_client();
    }
}

}  // namespace ontos::sql
