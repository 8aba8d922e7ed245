#pragma once
// A transaction that is rolled back unless it is committed.

#include "platform/base/logging.hpp"
#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// How a transaction, or a savepoint in one, starts and ends.
struct TransactionWords {
    std::string_view begin, commit, rollback;
};

/// Owned by one thread.
class OpenTransaction {
public:
    OpenTransaction(Connection& connection, const TransactionWords& words)
        : connection_{connection}, words_{words} {
        connection_.run(words_.begin, {});
    }
    OpenTransaction(const OpenTransaction&) = delete;
    OpenTransaction& operator=(const OpenTransaction&) = delete;

    ~OpenTransaction() {
        if (is_done_ || !connection_.in_transaction()) return;
        try {
            connection_.run_script(words_.rollback);
        } catch (const Error& error) {
            // The connection is not healthy then, and its owner drops it.
            log_warning("a transaction could not be rolled back", {{"cause", error.what()}});
        }
    }

    /// If it throws, the destructor rolls back.
    void commit() {
        connection_.run(words_.commit, {});
        is_done_ = true;
    }

private:
    Connection& connection_;
    const TransactionWords words_;
    bool is_done_ = false;
};

}  // namespace ontos::sql
