// What gaps know of a person's feedback, found and erased.
#include "improve/gaps/gaps_erasure.hpp"

#include <map>
#include <set>

#include "improve/gaps/gaps_erasure_store.hpp"
#include "improve/gaps/gaps_store.hpp"

namespace ontos {
namespace {

constexpr std::int64_t tidied_at_once = 500;

/// Their gaps' tags go too: whose they were is not known.
void take_out(sql::Transaction& tx, const std::vector<GapMember>& members) {
    std::map<std::string, std::set<std::string>> gone;
    for (const auto& member : members) {
        gone[member.gap_id].insert(member.feedback_id);
        gaps_erasure_store::remove(tx, member);
    }
    for (const auto& [gap_id, feedback_ids] : gone) {
        auto gap = gaps_store::find(tx, gap_id);
        if (!gap) continue;
        std::erase_if(gap->evidence.feedback_ids,
                      [&](const std::string& id) { return feedback_ids.contains(id); });
        gap->evidence.tags.clear();
        gaps_store::update(tx, *gap);
    }
}

}  // namespace

void forget_gone_feedback(sql::Transaction& tx, const std::vector<std::string>& gap_ids) {
    for (const auto& gap_id : gap_ids) take_out(tx, gaps_erasure_store::gone(tx, gap_id));
    gaps_erasure_store::remove_of_unused_tags(tx, tidied_at_once);
}

HeldRecords GapsErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return gaps_erasure_store::held(tx, subject);
}

std::int64_t GapsErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                std::int64_t limit) const {
    const auto members = gaps_erasure_store::linked(tx, subject, limit);
    take_out(tx, members);
    return std::ssize(members);
}

bool GapsErasure::tidy(sql::Transaction& tx, std::int64_t) const {
    return gaps_erasure_store::remove_of_unused_tags(tx, tidied_at_once) == tidied_at_once;
}

}  // namespace ontos
