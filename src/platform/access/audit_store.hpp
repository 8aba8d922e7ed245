#pragma once
// How the audit log is kept.

#include "platform/access/audit.hpp"
#include "platform/api/page_cursor.hpp"

namespace ontos::access {

/// Which entries, and how many. What is absent does not filter.
struct AuditFilter {
    std::optional<std::string> kind{}, subject{}, actor{}, action{};
    std::optional<Timestamp> since{}, until{};  ///< since <= created_at < until
    /// The last entry of the page before this one.
    std::optional<api::PageCursor> after{};
    std::int64_t limit = 50;
};

/// Newest first.
std::vector<AuditEntry> find_audit_entries(sql::Transaction& tx, const AuditFilter& filter);

/// Removes at most `count` of the entries from before that time; how many there were to remove.
std::int64_t remove_audit_entries(sql::Transaction& tx, Timestamp before, std::int64_t count);

}  // namespace ontos::access
