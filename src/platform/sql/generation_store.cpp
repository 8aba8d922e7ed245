// The generation: one number that changes with everything that servers keep in memory.
#include "platform/sql/generation_store.hpp"

namespace ontos::sql {

std::int64_t read_generation(Transaction& tx) {
    return tx.value<std::int64_t>("select number from generation").value();
}

void bump_generation(Transaction& tx) { tx.run("update generation set number = number + 1"); }

}  // namespace ontos::sql
