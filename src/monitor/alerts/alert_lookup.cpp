// Endpoints and alerts that must be there.
#include "monitor/alerts/alert_lookup.hpp"

#include <set>

#include "monitor/alerts/alerts_store.hpp"
#include "monitor/metrics/unknown_endpoint.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr int looked_through_max = 1000;

Failure no_endpoint(sql::Transaction& tx, const std::string& reference) {
    std::vector<std::string> names;
    for (const auto& endpoint : list_live_endpoints(tx, "", looked_through_max).items)
        names.push_back(endpoint.endpoint_name);
    return unknown_endpoint(names, reference);
}

Failure bad_inhibitor(std::size_t index, const std::string& what) {
    const auto where = "inhibited_by/" + std::to_string(index);
    return Failure{FailureKind::invalid, where + " " + what}
        .code("invalid_rule")
        .violations({{"/body/" + where, what}});
}

/// Whether `id` holds back `alert`, directly or through others.
bool holds_back(sql::Transaction& tx, const std::string& id, const std::string& alert_id) {
    std::set<std::string> seen;
    std::vector<std::string> open{alert_id};
    while (!open.empty()) {
        const auto next = std::move(open.back());
        open.pop_back();
        if (next == id) return true;
        if (!seen.insert(next).second) continue;
        if (const auto alert = alerts_store::find(tx, next))
            open.insert(open.end(), alert->record.rule.inhibited_by.begin(),
                        alert->record.rule.inhibited_by.end());
    }
    return false;
}

}  // namespace

EndpointRecord require_endpoint(sql::Transaction& tx, const std::string& reference) {
    if (auto found = find_live_endpoint(tx, reference)) return std::move(*found);
    throw no_endpoint(tx, reference);
}

EndpointRecord require_endpoint_or_deleted(sql::Transaction& tx, const std::string& reference) {
    if (auto found = find_endpoint_or_deleted(tx, reference)) return std::move(*found);
    throw no_endpoint(tx, reference);
}

Alert require_alert(sql::Transaction& tx, const std::string& id) {
    if (auto found = alerts_store::find(tx, id)) return std::move(*found);
    throw Failure{FailureKind::not_found, "There is no alert \"" + shortened(id) + "\"."}
        .code("alert_not_found")
        .hint("GET /api/v1/monitoring/alerts lists them.");
}

void require_inhibitors(sql::Transaction& tx, const std::string& id,
                        const std::vector<std::string>& inhibited_by) {
    for (std::size_t i = 0; i < inhibited_by.size(); ++i) {
        const auto& other = inhibited_by[i];
        if (!alerts_store::find(tx, other)) throw bad_inhibitor(i, "is no alert");
        if (!id.empty() && holds_back(tx, id, other))
            throw bad_inhibitor(i, "is held back by this alert: neither would ever tell anything");
    }
}

AskAlerts ask_alerts() {
    return {
        .is_there = [](sql::Transaction& tx,
                       const std::string& id) { return alerts_store::find(tx, id).has_value(); },
        .naming =
            [](sql::Transaction& tx, const SavedChannel& channel) {
                std::vector<std::string> out;
                for (const auto& alert : alerts_store::list_naming(tx, {channel.id, channel.name}))
                    out.push_back(*alert.record.rule.name + " (" + alert.record.id + ")");
                return out;
            }};
}

}  // namespace ontos
