// What must be done by one server at a time.
#include "platform/sql/lease.hpp"

#include <fmt/format.h>

#include "platform/sql/lease_store.hpp"

namespace ontos::sql {

Lease::Lease(Database& database, const Clock& clock, Random& random, std::string name,
             std::chrono::milliseconds length)
    : database_{database},
      clock_{clock},
      name_{std::move(name)},
      holder_{fmt::format("{:016x}", random.next())},
      length_{length} {}

std::optional<std::int64_t> Lease::acquire() {
    return database_.write([this](Transaction& tx) {
        const auto now = clock_.now();
        return take_lease(tx, name_, holder_, now, now + length_);
    });
}

void Lease::release() {
    database_.write([this](Transaction& tx) { release_lease(tx, name_, holder_); });
}

void require_token(Transaction& tx, std::string_view lease, std::int64_t token) {
    const auto newest = newest_token(tx, lease);
    if (newest != token)
        throw LeaseLost{fmt::format("the lease {} has token {}, not {}: another server has it",
                                    lease, newest.value_or(0), token)};
}

}  // namespace ontos::sql
