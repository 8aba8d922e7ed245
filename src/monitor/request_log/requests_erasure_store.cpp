// The SQL by which logged requests are tied to the subject of an erasure.
#include "monitor/request_log/requests_erasure_store.hpp"

#include <fmt/format.h>

#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::requests_erasure_store {
namespace {

constexpr std::string_view linked_ids =
    "select r.id from erasure_links l join request_log r on r.request_id = l.id and "
    "r.endpoint_id = l.scope where l.erasure_id = $1 and l.kind = 'request' and r.created_at <= $2";

}  // namespace

std::vector<ErasureLink> scan(sql::Transaction& tx, const ErasedSubject& subject) {
    std::vector<ErasureLink> out;
    const auto find = [&](std::string_view column) {
        const auto found =
            tx.table(fmt::format("select distinct endpoint_id, request_id from request_log where "
                                 "{} = $1 and created_at <= $2",
                                 column),
                     subject.subject_id, subject.until);
        for (const auto& row : found.rows)
            out.push_back({subject.erasure_id, LinkKind::request, api::text_of(row[0]),
                           api::text_of(row[1])});
    };
    if (subject.is(SubjectTie::requester)) find("requester");
    if (subject.is(SubjectTie::session)) find("session_id");
    return out;
}

std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) {
    std::int64_t added = 0;
    for (const auto& id : subject.request_ids)
        added += tx.run(
            "insert into erasure_links (erasure_id, kind, scope, id) select distinct cast($1 as "
            "text), 'request', endpoint_id, request_id from request_log where request_id = $2 and "
            "created_at <= $3 on conflict do nothing",
            subject.erasure_id, id, subject.until);
    return added;
}

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    const auto linked = fmt::format("from request_log where id in ({})", linked_ids);
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("request_log", linked),
                          subject.erasure_id, subject.until)
        .value();
}

std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit) {
    return tx.rows<HeldRecord>(
        fmt::format("select id, created_at from request_log where id in ({}) and id > $3 "
                    "order by id limit $4",
                    linked_ids),
        subject.erasure_id, subject.until, after, limit);
}

std::vector<LoggedRequest> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                  std::int64_t limit) {
    return tx.rows<LoggedRequest>(
        fmt::format("select * from request_log where id in ({} limit $3)", linked_ids),
        subject.erasure_id, subject.until, limit);
}

std::int64_t remove_ingested(sql::Transaction& tx, const ErasedSubject& subject,
                             std::int64_t limit) {
    return tx.run(
        "delete from ingested_requests where (endpoint_id, request_id) in (select i.endpoint_id, "
        "i.request_id from erasure_links l join ingested_requests i on i.request_id = l.id and "
        "i.endpoint_id = l.scope where l.erasure_id = $1 and l.kind = 'request' and "
        "i.ingested_at <= $2 limit $3)",
        subject.erasure_id, subject.until, limit);
}

}  // namespace ontos::requests_erasure_store
