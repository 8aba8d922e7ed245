// How the audit log is kept.
#include "platform/access/audit_store.hpp"

#include <fmt/format.h>

namespace ontos::access {
namespace {

/// Conditions that are joined by `and`, and their values.
struct Conditions {
    std::string sql = "1 = 1";
    std::vector<sql::Value> values;

    template <class T>
    void add(std::string_view column_and_operator, const std::optional<T>& value) {
        if (!value) return;
        values.push_back(api::Codec<T>::to_scalar(*value));
        sql += fmt::format(" and {} ${}", column_and_operator, values.size());
    }
};

}  // namespace

void write_audit(sql::Transaction& tx, Timestamp now, const std::string& id, const Actor& actor,
                 const Change& change) {
    tx.insert("audit_log", AuditEntry{.id = id,
                                      .created_at = now,
                                      .actor = actor.name,
                                      .request_id = actor.request_id,
                                      .action = std::string{change.action},
                                      .kind = std::string{change.kind},
                                      .subject = change.subject,
                                      .before = change.before,
                                      .after = change.after});
}

std::vector<AuditEntry> find_audit_entries(sql::Transaction& tx, const AuditFilter& filter) {
    Conditions where;
    where.add("kind =", filter.kind);
    where.add("subject =", filter.subject);
    where.add("actor =", filter.actor);
    where.add("action =", filter.action);
    where.add("created_at >=", filter.since);
    where.add("created_at <", filter.until);
    auto& values = where.values;
    if (filter.after) {
        values.emplace_back(api::Codec<Timestamp>::to_scalar(filter.after->created_at));
        values.emplace_back(filter.after->id);
        where.sql +=
            fmt::format(" and (created_at, id) < (${}, ${})", values.size() - 1, values.size());
    }
    values.emplace_back(filter.limit);
    return tx.rows_with<AuditEntry>(
        fmt::format("select id, created_at, actor, request_id, action, kind, subject, before, "
                    "after from audit_log where {} order by created_at desc, id desc limit ${}",
                    where.sql, values.size()),
        values);
}

std::int64_t remove_audit_entries(sql::Transaction& tx, Timestamp before, std::int64_t count) {
    return tx.run(
        "delete from audit_log where id in (select id from audit_log where created_at < $1 "
        "order by created_at, id limit $2)",
        before, count);
}

}  // namespace ontos::access
