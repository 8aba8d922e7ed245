// The SQL by which training rows are tied to the subject of an erasure.
#include "improve/sheets/rows_erasure_store.hpp"

#include <fmt/format.h>

#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::rows_erasure_store {
namespace {

constexpr std::string_view linked_rows =
    "from erasure_links l join training_rows r on r.id = l.id "
    "where l.erasure_id = $1 and l.kind = 'row'";

constexpr std::string_view into =
    "insert into erasure_links (erasure_id, kind, scope, id) select distinct ";

/// Of rows, or of what is kept of removed ones: those of linked feedback, and what follows.
std::int64_t link_of(sql::Transaction& tx, std::string_view table, const ErasedSubject& subject) {
    auto added = tx.run(
        fmt::format("{}l.erasure_id, 'row', r.training_sheet_id, r.id from erasure_links l join {} "
                    "r on r.feedback_id = l.id where l.erasure_id = $1 and l.kind = 'feedback' "
                    "on conflict do nothing",
                    into, table),
        subject.erasure_id);
    added += tx.run(
        fmt::format("{}l.erasure_id, 'feedback', '', r.feedback_id from "
                    "erasure_links l join {} r on r.id = l.id where l.erasure_id = $1 and l.kind "
                    "= 'row' and r.feedback_id is not null on conflict do nothing",
                    into, table),
        subject.erasure_id);
    added += tx.run(
        fmt::format("{}l.erasure_id, 'request', r.endpoint_id, r.request_id from "
                    "erasure_links l join {} r on r.id = l.id where l.erasure_id = $1 and l.kind "
                    "= 'row' and r.request_id is not null and r.endpoint_id is not null "
                    "on conflict do nothing",
                    into, table),
        subject.erasure_id);
    return added;
}

}  // namespace

std::vector<ErasureLink> scan(sql::Transaction& tx, const ErasedSubject& subject) {
    std::vector<ErasureLink> out;
    if (!subject.is(SubjectTie::session)) return out;
    for (const std::string_view table : {"training_rows", "removed_training_rows"}) {
        const auto found = tx.table(
            fmt::format("select training_sheet_id, id from {} where session_id = $1", table),
            subject.subject_id);
        for (const auto& row : found.rows)
            out.push_back(
                {subject.erasure_id, LinkKind::row, api::text_of(row[0]), api::text_of(row[1])});
    }
    return out;
}

std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) {
    auto added = tx.run(
        fmt::format("{}cast($1 as text), 'row', training_sheet_id, id from training_rows where "
                    "subject_id = $2 and created_at <= $3 on conflict do nothing",
                    into),
        subject.erasure_id, subject.subject_id, subject.until);
    added += tx.run(
        fmt::format("{}cast($1 as text), 'row', training_sheet_id, id from removed_training_rows "
                    "where subject_id = $2 on conflict do nothing",
                    into),
        subject.erasure_id, subject.subject_id);
    added += tx.run(
        fmt::format("{}l.erasure_id, 'row', r.training_sheet_id, r.id from erasure_links l join "
                    "training_rows r on r.request_id = l.id and l.scope = r.endpoint_id "
                    "where l.erasure_id = $1 and l.kind = 'request' and r.created_at <= $2 "
                    "on conflict do nothing",
                    into),
        subject.erasure_id, subject.until);
    return added + link_of(tx, "training_rows", subject) +
           link_of(tx, "removed_training_rows", subject);
}

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("r", linked_rows), subject.erasure_id)
        .value();
}

std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit) {
    return tx.rows<HeldRecord>(
        fmt::format("select r.id, r.created_at {} and r.id > $2 order by r.id limit $3",
                    linked_rows),
        subject.erasure_id, after, limit);
}

std::vector<TrainingRowRecord> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                      std::int64_t limit) {
    return tx.rows<TrainingRowRecord>(
        fmt::format("select r.* {} order by r.id limit $2", linked_rows), subject.erasure_id,
        limit);
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from training_rows where id = $1", id);
}

void remove_ties(sql::Transaction& tx, const ErasedSubject& subject) {
    tx.run(
        "delete from removed_training_rows where id in "
        "(select id from erasure_links where erasure_id = $1 and kind = 'row')",
        subject.erasure_id);
}

}  // namespace ontos::rows_erasure_store
