#pragma once
// A change of what an endpoint serves, and what it writes: each function is one transaction's part.

#include <optional>
#include <string>
#include <vector>

#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints_store.hpp"
#include "platform/access/audit.hpp"

namespace ontos {

/// What is to be served on an endpoint, and who asked.
struct Change {
    std::string deployment_id;
    EndpointRecord endpoint;  ///< as it was read; a new one as it is to be
    bool is_new = false;
    std::optional<RevisionConfig> before;  ///< what serves now
    RevisionConfig config;
    std::vector<RegisteredVersion> versions;  ///< by served entity
    DeployAction action = DeployAction::created;
    std::string reason;
    std::optional<std::string> previous_version, target_version;
    access::Actor actor;
    std::string_view operation;  ///< operation id, for the audit log
};

/// Who writes, when, and under which id the audit entry goes.
struct Writing {
    Timestamp now;
    std::string audit_id;
    std::string server_id;
    std::chrono::seconds lease{30};
};

/// What stands in the database after the commit.
struct Recorded {
    EndpointRecord endpoint;
    DeploymentRecord deployment;
};

/// Whether the endpoint is as the change was planned on: nothing else changed it, and no live one
/// has the name of a new one.
bool is_still_planned(sql::Transaction& tx, const Change& change);

/// The change serves from now on: for what is in memory already.
Recorded record_live(sql::Transaction& tx, const Change& change, const Writing& writing);

/// The change is under way.
Recorded record_pending(sql::Transaction& tx, const Change& change, const Writing& writing);

/// What was under way serves from now on; nullopt if it no longer is under way (the endpoint was
/// deleted, or another server gave up on it).
std::optional<Recorded> record_swap(sql::Transaction& tx, const Change& change,
                                    const Writing& writing);

/// What was under way has failed; the endpoint goes on as it was. nullopt as above.
std::optional<Recorded> record_failure(sql::Transaction& tx, const DeploymentRecord& deployment,
                                       const access::Actor& actor, const std::string& message,
                                       const Writing& writing);

/// The endpoint is gone; its history stays.
EndpointRecord record_deletion(sql::Transaction& tx, EndpointRecord endpoint,
                               const access::Actor& actor, const Writing& writing);

/// Bumps the generation and notes it in the record, which is to be written next.
void bump(sql::Transaction& tx, EndpointRecord& endpoint, Timestamp now);

/// What every change answers.
DeployResult result_of(const DeploymentRecord& deployment);

/// For the audit log: what an endpoint serves, values masked.
api::json::value audit_view(const EndpointRecord& endpoint,
                            const std::optional<RevisionConfig>& config);

}  // namespace ontos
