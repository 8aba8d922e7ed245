#pragma once
// From what is stored and what is loaded to what readers see.

#include "deploy/endpoints/plan.hpp"
#include "deploy/endpoints/progress.hpp"

namespace ontos {

/// `live` is the endpoint in this server's table, or null.
EndpointState state_of(const EndpointRecord& endpoint, const LiveEndpoint* live);
ConfigUpdate config_update_of(const EndpointRecord& endpoint);

EndpointRow row_of(const EndpointRecord& endpoint, const LiveEndpoint* live);

/// What is under way, as its readers see it.
struct PendingView {
    std::int64_t revision = 0;
    StageView stage;
};

EndpointDetails details_of(const EndpointBase& base, const LiveEndpoint* live,
                           const std::optional<PendingView>& pending);

/// Values of variables masked.
Revision shown(Revision revision);
/// `base` is what it replaced, or null.
HistoryEntry history_entry_of(Revision revision, const RevisionConfig* base);

GuardrailsAnswer guardrails_answer(const std::string& endpoint_name, const Guardrails& guardrails);

}  // namespace ontos
