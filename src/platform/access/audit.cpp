// What was changed, by whom: read page by page.
#include "platform/access/audit.hpp"

#include <fmt/format.h>

#include <charconv>

#include "platform/access/audit_store.hpp"
#include "platform/base/ids.hpp"

namespace ontos::access {
namespace {

using Position = std::pair<Timestamp, std::string>;

/// "1700000000123456.<id>": the last entry that was answered.
std::string to_cursor(const AuditEntry& entry) {
    return fmt::format("{}.{}", entry.created_at.time_since_epoch().count(), entry.id);
}

Position parse_cursor(std::string_view cursor) {
    std::int64_t micros = 0;
    const auto* end = cursor.data() + cursor.size();
    const auto [stop, error] = std::from_chars(cursor.data(), end, micros);
    const bool has_id = error == std::errc{} && stop != end && *stop == '.' &&
                        is_uuid({stop + 1, static_cast<std::size_t>(end - stop - 1)});
    if (!has_id)
        throw Failure{FailureKind::invalid, "The cursor is not one that this list gave out."}
            .code("invalid_cursor")
            .violations({{"/query/cursor", "must be the next_cursor of a page"}});
    return {Timestamp{std::chrono::microseconds{micros}}, std::string{stop + 1, end}};
}

}  // namespace

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
    if (query.cursor) filter.after = parse_cursor(*query.cursor);
    AuditPage page{.items = database_.read(
                       [&](sql::Transaction& tx) { return find_audit_entries(tx, filter); }),
                   .next_cursor = std::nullopt};
    if (std::ssize(page.items) > query.limit) {
        page.items.pop_back();
        page.next_cursor = to_cursor(page.items.back());
    }
    return page;
}

void forget_old_audit(sql::Database& database, Timestamp now, int days) {
    constexpr std::int64_t entries_per_job = 1'000;
    if (days == 0) return;
    const auto limit = now - std::chrono::days{days};
    // In small jobs: other writes wait behind each.
    for (auto removed = entries_per_job; removed == entries_per_job;)
        removed = database.write(
            [&](sql::Transaction& tx) { return remove_audit_entries(tx, limit, entries_per_job); });
}

}  // namespace ontos::access
