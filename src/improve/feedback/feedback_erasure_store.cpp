// The SQL by which feedback is tied to the subject of an erasure.
#include "improve/feedback/feedback_erasure_store.hpp"

#include <fmt/format.h>

#include "improve/feedback/feedback_columns.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::feedback_erasure_store {
namespace {

constexpr std::string_view linked_items =
    "from erasure_links l join feedback_items f on f.id = l.id "
    "where l.erasure_id = $1 and l.kind = 'feedback'";

}  // namespace

std::vector<ErasureLink> scan(sql::Transaction& tx, const ErasedSubject& subject) {
    std::vector<ErasureLink> out;
    const auto find = [&](std::string_view condition) {
        const auto found = tx.table(
            fmt::format("select id from feedback_items where created_at <= $2 and {}", condition),
            subject.subject_id, subject.until);
        for (const auto& row : found.rows)
            out.push_back({subject.erasure_id, LinkKind::feedback, {}, api::text_of(row[0])});
    };
    if (subject.is(SubjectTie::session))
        find(
            "(session_id = $1 or id in (select feedback_id from feedback_revisions where "
            "session_id = $1))");
    if (subject.is(SubjectTie::author)) find("(source_id = $1 or created_by = $1)");
    return out;
}

std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) {
    auto added = tx.run(
        "insert into erasure_links (erasure_id, kind, scope, id) "
        "select cast($1 as text), 'feedback', '', id from feedback_items "
        "where subject_id = $2 and created_at <= $3 on conflict do nothing",
        subject.erasure_id, subject.subject_id, subject.until);
    added += tx.run(
        "insert into erasure_links (erasure_id, kind, scope, id) "
        "select distinct cast($1 as text), 'feedback', '', f.id from feedback_revisions r "
        "join feedback_items f on f.id = r.feedback_id "
        "where r.subject_id = $2 and f.created_at <= $3 on conflict do nothing",
        subject.erasure_id, subject.subject_id, subject.until);
    for (const auto& id : subject.request_ids)
        added += tx.run(
            "insert into erasure_links (erasure_id, kind, scope, id) "
            "select cast($1 as text), 'feedback', '', id from feedback_items "
            "where request_id = $2 and created_at <= $3 on conflict do nothing",
            subject.erasure_id, id, subject.until);
    added += tx.run(
        "insert into erasure_links (erasure_id, kind, scope, id) "
        "select distinct l.erasure_id, 'feedback', '', f.id from erasure_links l "
        "join feedback_items f on f.request_id = l.id and l.scope = f.endpoint_id "
        "where l.erasure_id = $1 and l.kind = 'request' and f.created_at <= $2 "
        "on conflict do nothing",
        subject.erasure_id, subject.until);
    added += tx.run(
        fmt::format("insert into erasure_links (erasure_id, kind, scope, id) "
                    "select distinct l.erasure_id, 'request', f.endpoint_id, f.request_id {} "
                    "and f.request_id is not null on conflict do nothing",
                    linked_items),
        subject.erasure_id);
    added += tx.run(fmt::format("insert into erasure_links (erasure_id, kind, scope, id) "
                                "select distinct l.erasure_id, 'endpoint', f.endpoint_id, '' {} "
                                "on conflict do nothing",
                                linked_items),
                    subject.erasure_id);
    return added;
}

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("f", linked_items), subject.erasure_id)
        .value();
}

std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit) {
    return tx.rows<HeldRecord>(
        fmt::format("select f.id, f.created_at {} and f.id > $2 order by f.id limit $3",
                    linked_items),
        subject.erasure_id, after, limit);
}

std::vector<FeedbackItem> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                 std::int64_t limit) {
    return tx.rows<FeedbackItem>(
        fmt::format("select {} {} order by f.id limit $2", feedback_columns(), linked_items),
        subject.erasure_id, limit);
}

}  // namespace ontos::feedback_erasure_store
