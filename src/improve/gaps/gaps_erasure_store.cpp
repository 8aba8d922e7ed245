// The SQL by which feedback in gaps is tied to the subject of an erasure.
#include "improve/gaps/gaps_erasure_store.hpp"

#include <fmt/format.h>

#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::gaps_erasure_store {
namespace {

constexpr std::string_view linked_members =
    "from gap_members m join gaps g on g.id = m.gap_id where m.feedback_id in "
    "(select id from erasure_links where erasure_id = $1 and kind = 'feedback')";

bool is_on_feedback(sql::Transaction& tx, const std::string& tag) {
    return tx.value<std::int64_t>("select 1 from feedback_tags where tag = $1 limit 1", tag)
        .has_value();
}

}  // namespace

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("g", linked_members), subject.erasure_id)
        .value();
}

std::vector<GapMember> linked(sql::Transaction& tx, const ErasedSubject& subject,
                              std::int64_t limit) {
    return tx.rows<GapMember>(fmt::format("select m.gap_id, m.feedback_id {} order by m.gap_id, "
                                          "m.feedback_id limit $2",
                                          linked_members),
                              subject.erasure_id, limit);
}

std::vector<GapMember> gone(sql::Transaction& tx, const std::string& gap_id) {
    return tx.rows<GapMember>(
        "select m.gap_id, m.feedback_id from gap_members m left join feedback_items f "
        "on f.id = m.feedback_id where m.gap_id = $1 and f.id is null",
        gap_id);
}

void remove(sql::Transaction& tx, const GapMember& member) {
    tx.run("delete from gap_members where gap_id = $1 and feedback_id = $2", member.gap_id,
           member.feedback_id);
}

std::int64_t remove_of_unused_tags(sql::Transaction& tx, std::int64_t limit) {
    std::int64_t removed = 0;
    for (const auto& gap :
         tx.rows<GapRecord>("select * from gaps where gap_type = 'feedback_tag' order by id")) {
        if (gap.evidence.tags.empty() || is_on_feedback(tx, gap.evidence.tags.front())) continue;
        tx.run("delete from gap_tasks where gap_id = $1", gap.id);
        tx.run("delete from gaps where id = $1", gap.id);
        if (++removed == limit) break;
    }
    return removed;
}

}  // namespace ontos::gaps_erasure_store
