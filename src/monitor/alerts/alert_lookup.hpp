#pragma once
// Endpoints and alerts that must be there, and the sentence for where they are not.

#include "deploy/endpoints/endpoints_store.hpp"
#include "monitor/alerts/alert.hpp"
#include "monitor/notifications/notifications.hpp"

namespace ontos {

/// By id or live name. Throws Failure{not_found} that names endpoints there are.
EndpointRecord require_endpoint(sql::Transaction& tx, const std::string& reference);
/// For reads: else the one of the name that was deleted last.
EndpointRecord require_endpoint_or_deleted(sql::Transaction& tx, const std::string& reference);

/// Throws Failure{not_found}.
Alert require_alert(sql::Transaction& tx, const std::string& id);

/// Throws Failure{invalid} for an alert in inhibited_by that is not there, is the alert itself, or
/// is held back by it in turn. `id` is empty for a new alert.
void require_inhibitors(sql::Transaction& tx, const std::string& id,
                        const std::vector<std::string>& inhibited_by);

/// What saved channels ask.
AskAlerts ask_alerts();

}  // namespace ontos
