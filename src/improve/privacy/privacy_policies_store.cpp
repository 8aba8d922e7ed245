// The SQL of privacy_policies.
#include "improve/privacy/privacy_policies_store.hpp"

namespace ontos::privacy_policies_store {

std::optional<PrivacyPolicy> newest(sql::Transaction& tx) {
    return tx.row<PrivacyPolicy>("select * from privacy_policies order by version desc limit 1");
}

std::optional<PrivacyPolicy> find(sql::Transaction& tx, std::int64_t version) {
    return tx.row<PrivacyPolicy>("select * from privacy_policies where version = $1", version);
}

std::int64_t newest_version(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select max(version) from privacy_policies").value_or(0);
}

void insert(sql::Transaction& tx, const PrivacyPolicy& policy) {
    tx.insert("privacy_policies", policy);
}

}  // namespace ontos::privacy_policies_store
