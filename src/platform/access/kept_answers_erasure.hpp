#pragma once
// What the audit log and idempotency keys hold of a person: erased.

#include "platform/erasure/erasable_store.hpp"

namespace ontos::access {

/// Entries stay: who changed which record, and when. What it was before and after goes, where the
/// record was erased; of changes in bulk, the filter; of review queues of feedback, both; elsewhere
/// only the subject's id.
class AuditErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "audit_log"; }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
};

/// Nobody knows whom stored answers are about: all lose their bodies, so that a repeat of such a
/// request is 409 instead of a replay; it still is not carried out twice.
class KeptAnswersErasure final : public ErasableStore {
public:
    std::string_view name() const override { return "idempotency_keys"; }
    /// Nothing: what an erasure does here is not for its subject alone.
    HeldRecords held(sql::Transaction&, const ErasedSubject&) const override { return {}; }
    std::int64_t count_of_anybody(sql::Transaction& tx,
                                  const ErasedSubject& subject) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;
};

}  // namespace ontos::access
