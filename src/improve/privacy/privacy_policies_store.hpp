#pragma once
// Versions of the privacy policy in the database.

#include "improve/privacy/privacy_policy.hpp"
#include "platform/sql/database.hpp"

namespace ontos::privacy_policies_store {

/// The version that counts, if one was set.
std::optional<PrivacyPolicy> newest(sql::Transaction& tx);
std::optional<PrivacyPolicy> find(sql::Transaction& tx, std::int64_t version);
/// The highest version; 0 if none was set.
std::int64_t newest_version(sql::Transaction& tx);
void insert(sql::Transaction& tx, const PrivacyPolicy& policy);

}  // namespace ontos::privacy_policies_store
