// The SQL of retention_rules.
#include "improve/privacy/retention_store.hpp"

namespace ontos::retention_store {

std::vector<RetentionRule> list(sql::Transaction& tx) {
    return tx.rows<RetentionRule>("select * from retention_rules");
}

void replace(sql::Transaction& tx, std::span<const RetentionRule> rules) {
    tx.run("delete from retention_rules");
    for (const auto& rule : rules)
        tx.run("insert into retention_rules (\"table\", days) values ($1, $2)", rule.table,
               rule.days);
}

}  // namespace ontos::retention_store
