#pragma once
// What was changed, by whom: written in the transaction of the change.

#include "platform/api/route.hpp"
#include "platform/sql/database.hpp"

namespace ontos::api {
class Router;
}

namespace ontos::access {

/// One change. `before` and `after` are the changed thing as its GET answers it; null where there
/// was none. Secrets are masked before they come here.
struct Change {
    std::string_view action;  ///< operation id: "create_model"
    std::string_view kind;    ///< "model", "endpoint", "api_key"
    std::string subject;      ///< its id or name
    api::json::value before, after;
};

/// Who, when and in which request: what a handler passes to its service with each change.
struct Actor {
    std::string name;
    std::string request_id;
};

/// Appends to audit_log. Call it inside the job that makes the change.
void write_audit(sql::Transaction& tx, Timestamp now, const std::string& id, const Actor& actor,
                 const Change& change);

/// Handler input: `access::ActorInput actor`.
struct ActorInput : api::NotInPath, Actor {
    static ActorInput read(api::Call& call);
    static void describe(api::Inputs&, api::json::object&) {}
};

/// A change as it is kept and answered.
struct AuditEntry {
    std::string id;
    Timestamp created_at{};
    std::string actor, request_id, action, kind, subject;
    api::json::value before, after;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&AuditEntry::id>("Identifier."),
            api::field<&AuditEntry::created_at>("When it was made."),
            api::field<&AuditEntry::actor>("Who made it."),
            api::field<&AuditEntry::request_id>("In which request; empty on the command line."),
            api::field<&AuditEntry::action>("The operation: `create_model`, `rollback`."),
            api::field<&AuditEntry::kind>("Of what it is: `model`, `endpoint`, `api_key`."),
            api::field<&AuditEntry::subject>("Its name or id."),
            api::field<&AuditEntry::before>("What it was, as its GET answers; null if made."),
            api::field<&AuditEntry::after>("What it became; null if deleted.")};
    }
};

struct AuditQuery {
    std::optional<std::string> kind, subject, actor, action;
    std::optional<api::Moment> since, until;
    int limit = 50;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&AuditQuery::kind>("Only changes of such things."),
                          api::option<&AuditQuery::subject>("Only changes of this one."),
                          api::option<&AuditQuery::actor>("Only changes that this caller made."),
                          api::option<&AuditQuery::action>("Only this operation."),
                          api::option<&AuditQuery::since>("Not older than this."),
                          api::option<&AuditQuery::until>("Older than this."),
                          api::option<&AuditQuery::limit>("Entries of a page.", api::minimum(1),
                                                          api::maximum(100)),
                          api::option<&AuditQuery::cursor>("`next_cursor` of the page before.",
                                                           api::max_length(100))};
    }
};

struct AuditPage {
    std::vector<AuditEntry> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&AuditPage::items>("Newest first."),
            api::field<&AuditPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

/// Answers what was changed, by whom. Thread safe.
class Audit {
public:
    Audit(sql::Database& database, const Clock& clock) : database_{database}, clock_{clock} {}

    AuditPage list_audit(const api::Query<AuditQuery>& query);

private:
    sql::Database& database_;
    const Clock& clock_;
};

/// Removes the entries that are older, in small jobs.
void forget_old_audit(sql::Database& database, Timestamp too_old);

/// GET /api/v1/audit.
void mount(api::Router& router, Audit& audit);

}  // namespace ontos::access
