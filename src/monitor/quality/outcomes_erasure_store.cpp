// The SQL by which predictions are tied to the subject of an erasure.
#include "monitor/quality/outcomes_erasure_store.hpp"

#include <fmt/format.h>

#include "platform/erasure/erasure_links_store.hpp"

#include <map>

namespace ontos::outcomes_erasure_store {
namespace {

constexpr std::string_view linked_rows =
    "from erasure_links l join prediction_outcomes p on p.endpoint_id = l.scope and p.request_id = "
    "l.id where l.erasure_id = $1 and l.kind = 'request' and p.created_at <= $2";

constexpr auto hour = std::chrono::hours{1};

Timestamp hour_of(Timestamp time) { return time - time.time_since_epoch() % hour; }

}  // namespace

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("p", linked_rows), subject.erasure_id,
                          subject.until)
        .value();
}

std::int64_t remove(sql::Transaction& tx, const ErasedSubject& subject, std::int64_t limit) {
    const auto found = tx.table(
        fmt::format("select distinct p.endpoint_id, p.request_id, p.row, p.created_at {} limit $3",
                    linked_rows),
        subject.erasure_id, subject.until, limit);
    std::map<std::pair<std::string, Timestamp>, std::int64_t> gone;
    for (const auto& row : found.rows) {
        const auto &endpoint_id = api::text_of(row[0]), &request_id = api::text_of(row[1]);
        tx.run(
            "delete from prediction_outcomes where endpoint_id = $1 and request_id = $2 and row = "
            "$3",
            endpoint_id, request_id, api::integer_of(row[2]));
        ++gone[{endpoint_id, hour_of(api::Codec<Timestamp>::from_scalar(row[3]))}];
    }
    for (const auto& [key, count] : gone)
        tx.run(
            "update prediction_outcome_hours set row_count = row_count - $3 where endpoint_id = $1 "
            "and started_at = $2",
            key.first, key.second, count);
    return std::ssize(found.rows);
}

std::int64_t remove_waiting(sql::Transaction& tx, const ErasedSubject& subject,
                            std::int64_t limit) {
    return tx.run(
        "delete from waiting_labels where (endpoint_id, request_id, row) in (select w.endpoint_id, "
        "w.request_id, w.row from erasure_links l join waiting_labels w on w.request_id = l.id and "
        "l.scope = w.endpoint_id where l.erasure_id = $1 and l.kind = 'request' and "
        "w.created_at <= $2 limit $3)",
        subject.erasure_id, subject.until, limit);
}

}  // namespace ontos::outcomes_erasure_store
