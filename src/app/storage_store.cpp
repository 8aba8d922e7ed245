// How large the database is, by its own word.
#include "app/storage_store.hpp"

namespace ontos::storage_store {

std::int64_t size(sql::Transaction& tx) {
    return tx
        .value<std::int64_t>(tx.engine() == sql::Engine::sqlite
                                 ? "select page_count * page_size "
                                   "from pragma_page_count(), pragma_page_size()"
                                 : "select pg_database_size(current_database())")
        .value();
}

std::int64_t reusable(sql::Transaction& tx) {
    if (tx.engine() != sql::Engine::sqlite) return 0;
    return tx
        .value<std::int64_t>(
            "select freelist_count * page_size from pragma_freelist_count(), pragma_page_size()")
        .value();
}

}  // namespace ontos::storage_store
