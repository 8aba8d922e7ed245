#pragma once
// Changes of feedback, each with its counts, in the caller's transaction.

#include "improve/feedback/feedback_parts.hpp"
#include "platform/access/audit.hpp"
#include "platform/api/outputs.hpp"

namespace ontos {

/// Owned by one job.
class FeedbackChange {
public:
    FeedbackChange(sql::Transaction& tx, const FeedbackParts& parts)
        : tx_{tx}, parts_{parts}, now_{parts.clock.now()} {}

    /// A new item, or what the key stands for with this judgement; the same again changes nothing.
    api::Upserted<FeedbackItem> put(const FeedbackItem& sent,
                                    const std::optional<std::string>& upsert_key) const;
    /// Another judgement: the one before is kept as a revision.
    FeedbackItem revise(const FeedbackItem& before, FeedbackItem after,
                        const std::string& changed_by) const;
    /// Its flag, tags or join: no revision.
    void replace(const FeedbackItem& before, const FeedbackItem& after) const;
    /// Leaves a tombstone.
    void remove(const FeedbackItem& item) const;
    /// Leaves nothing.
    void erase(const FeedbackItem& item) const;
    /// What the audit log keeps of it has no texts.
    void audit(const access::Actor& actor, std::string_view action, const FeedbackItem* before,
               const FeedbackItem* after) const;

private:
    void count(const FeedbackItem* before, const FeedbackItem* after) const;

    sql::Transaction& tx_;
    const FeedbackParts& parts_;
    const Timestamp now_;
};

/// The active item; throws Failure{not_found}.
FeedbackItem require_feedback(sql::Transaction& tx, const std::string& id);

}  // namespace ontos
