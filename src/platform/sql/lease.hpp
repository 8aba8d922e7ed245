#pragma once
// What must be done by one server at a time: a lease in the database, with a fencing token.

#include <chrono>
#include <optional>
#include <string>

#include "platform/base/random.hpp"
#include "platform/sql/database.hpp"

namespace ontos::sql {

/// One server's hand on a named lease. Take it at the start of every step; it lasts for `length`,
/// so that another server goes on that long after this one died. Servers' clocks may differ: work
/// may then overlap, and what keeps it right is the token, which each write of the work must name
/// to `require_token`. Thread safe.
class Lease {
public:
    Lease(Database& database, const Clock& clock, Random& random, std::string name,
          std::chrono::milliseconds length = std::chrono::seconds{10});

    /// Takes or extends it: the token, which stays the same while this server holds it without a
    /// break. nullopt while another server has it.
    std::optional<std::int64_t> acquire();
    /// So that another server need not wait: at the end. Nothing if it is not held.
    void release();

private:
    Database& database_;
    const Clock& clock_;
    const std::string name_, holder_;
    const std::chrono::milliseconds length_;
};

/// Inside the transaction of the work: throws LeaseLost unless the token is still the newest.
void require_token(Transaction& tx, std::string_view lease, std::int64_t token);

/// Another server has taken over: the step ends, its write is rolled back.
class LeaseLost : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace ontos::sql
