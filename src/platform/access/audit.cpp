// What was changed, by whom: read page by page.
#include "platform/access/audit.hpp"

#include "platform/access/audit_store.hpp"
#include "platform/api/page_cursor.hpp"

namespace ontos::access {
ActorInput ActorInput::read(api::Call& call) {
    return {{}, {call.request.caller.name, call.request.head.request_id}};
}

AuditPage Audit::list_audit(const api::Query<AuditQuery>& query) {
    const auto now = clock_.now();
    const auto time_of = [&](const std::optional<api::Moment>& moment) {
        return moment ? std::optional{moment->at(now)} : std::nullopt;
    };
    AuditFilter filter{.kind = query.kind,
                       .subject = query.subject,
                       .actor = query.actor,
                       .action = query.action,
                       .since = time_of(query.since),
                       .until = time_of(query.until),
                       .after = std::nullopt,
                       .limit = query.limit + 1};  // one more tells whether there is a next page
    if (query.cursor) filter.after = api::parse_page_cursor(*query.cursor);
    AuditPage page{.items = database_.read(
                       [&](sql::Transaction& tx) { return find_audit_entries(tx, filter); }),
                   .next_cursor = std::nullopt};
    if (api::cut_page(page.items, query.limit)) {
        const auto& last = page.items.back();
        page.next_cursor = api::to_text({last.created_at, last.id});
    }
    return page;
}

void forget_old_audit(sql::Database& database, Timestamp too_old) {
    constexpr std::int64_t entries_per_job = 1'000;
    // In small jobs: other writes wait behind each.
    for (auto removed = entries_per_job; removed == entries_per_job;)
        removed = database.write([&](sql::Transaction& tx) {
            return remove_audit_entries(tx, too_old, entries_per_job);
        });
}

}  // namespace ontos::access
