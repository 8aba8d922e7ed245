#pragma once
// Feedback in gaps that is tied to the subject of an erasure, in the database.

#include "improve/gaps/gap.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos::gaps_erasure_store {

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<GapMember> linked(sql::Transaction& tx, const ErasedSubject& subject,
                              std::int64_t limit);
/// Of a gap: feedback that is no more.
std::vector<GapMember> gone(sql::Transaction& tx, const std::string& gap_id);
void remove(sql::Transaction& tx, const GapMember& member);
/// Gaps of tags that are on no feedback, with their tasks; how many gaps it were.
std::int64_t remove_of_unused_tags(sql::Transaction& tx, std::int64_t limit);

}  // namespace ontos::gaps_erasure_store
