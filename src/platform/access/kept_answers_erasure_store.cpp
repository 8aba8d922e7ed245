// The SQL by which audit entries and stored answers are erased.
#include <fmt/format.h>

#include "platform/access/kept_answers_erasure.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::access {
namespace {

constexpr std::string_view linked_entries =
    "from erasure_links l join audit_log a on a.subject = l.id and a.kind = case l.kind when 'row' "
    "then 'training_row' else l.kind end where l.erasure_id = $1 and l.kind in ('feedback', 'row') "
    "and a.created_at <= $2";

/// As it stands in JSON text.
std::string quoted(const std::string& text) {
    return api::json::serialize(api::json::string{text});
}

}  // namespace

HeldRecords AuditErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("a", linked_entries), subject.erasure_id,
                          subject.until)
        .value();
}

std::vector<HeldRecord> AuditErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                              const std::string& after, std::int64_t limit) const {
    return tx.rows<HeldRecord>(
        fmt::format("select a.id, a.created_at {} and a.id > $3 order by a.id limit $4",
                    linked_entries),
        subject.erasure_id, subject.until, after, limit);
}

std::int64_t AuditErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                 std::int64_t limit) const {
    const auto of_records =
        tx.run(fmt::format("update audit_log set before = 'null', after = 'null' where id in "
                           "(select a.id {} and (a.before <> 'null' or a.after <> 'null') "
                           "limit $3)",
                           linked_entries),
               subject.erasure_id, subject.until, limit);
    // That the id stands in it as a whole text: a search by it, for one.
    const auto naming = tx.run(
        "update audit_log set before = replace(before, $1, '\"[ERASED]\"'), after = "
        "replace(after, $1, '\"[ERASED]\"') where id in (select id from audit_log where "
        "created_at <= $2 and (replace(before, $1, '') <> before or replace(after, $1, '') <> "
        "after) limit $3)",
        quoted(subject.subject_id), subject.until, limit);
    // Words that were searched for may be anybody's.
    const auto filters = tx.run(
        "update audit_log set before = 'null' where id in (select id from audit_log where kind = "
        "'feedback' and subject = 'by filter' and created_at <= $1 and before <> 'null' limit $2)",
        subject.until, limit);
    const auto queues = tx.run(
        "update audit_log set before = 'null', after = 'null' where id in (select id from "
        "audit_log where kind = 'review_queue' and created_at <= $1 and (before like "
        "'%\"filter\":{%' or after like '%\"filter\":{%') limit $2)",
        subject.until, limit);
    return of_records + naming + filters + queues;
}

std::int64_t KeptAnswersErasure::count_of_anybody(sql::Transaction& tx,
                                                  const ErasedSubject& subject) const {
    return tx
        .value<std::int64_t>(
            "select count(*) from idempotency_keys where body is not null and created_at <= $1",
            subject.until)
        .value();
}

std::int64_t KeptAnswersErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                       std::int64_t limit) const {
    return tx.run(
        "update idempotency_keys set body = null, headers = null where (caller, route, "
        "idempotency_key) in (select caller, route, idempotency_key from idempotency_keys where "
        "body is not null and created_at <= $1 limit $2)",
        subject.until, limit);
}

}  // namespace ontos::access
