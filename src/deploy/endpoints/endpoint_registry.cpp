// The registry of endpoints: it lists all, and records those that are served elsewhere.
#include "deploy/endpoints/endpoint_registry.hpp"

#include <fmt/format.h>

#include <limits>

#include "deploy/endpoints/change.hpp"
#include "deploy/endpoints/plan.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

EndpointRecord find_or_throw(sql::Transaction& tx, const std::string& reference) {
    if (auto found = find_live_endpoint(tx, reference)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no endpoint " + shortened(reference) + '.'}
        .code("endpoint_not_found");
}

Failure name_taken(const std::string& name) {
    return Failure{FailureKind::conflict, "An endpoint is called " + name + " already."}
        .code("name_taken")
        .hint("Give another endpoint_name, or delete that endpoint first.");
}

/// What we serve ourselves is described by its revisions.
void require_may_change(const EndpointRecord& record, const RegisteredEndpointChange& change) {
    const bool is_described = change.endpoint_type || change.model_name || change.model_version ||
                              change.traffic_config || change.status;
    if (record.is_external || !is_described) return;
    throw Failure{FailureKind::conflict,
                  fmt::format("Endpoint {} is served here: only its name and description can be "
                              "set.",
                              record.endpoint_name)}
        .code("served_here")
        .hint("PUT /api/v1/deployment/endpoints/{endpoint_name} changes what it serves.");
}

void apply(EndpointRecord& record, const RegisteredEndpointChange& change) {
    if (change.name) record.name = *change.name;
    if (change.description) record.description = *change.description;
    if (change.endpoint_type) record.endpoint_type = *change.endpoint_type;
    if (change.model_name) record.model_name = change.model_name;
    if (change.model_version) record.model_version = change.model_version;
    if (change.traffic_config) record.traffic_config = change.traffic_config;
    if (change.status) record.status = *change.status;
}

}  // namespace

RegisteredEndpoint registered_view(const EndpointRecord& record) {
    return {.id = record.id,
            .name = record.name,
            .description = record.description,
            .endpoint_name = record.endpoint_name,
            .endpoint_type = record.endpoint_type,
            .model_name = record.model_name,
            .model_version = record.model_version,
            .traffic_config = record.traffic_config,
            .status = record.status,
            .created_by = record.created_by,
            .created_at = record.created_at,
            .updated_at = record.updated_at};
}

api::Linked<RegisteredEndpoint> EndpointRegistry::list_registered_endpoints(
    const api::Query<EndpointsQuery>& query) const {
    auto page = database_.read(
        [&](sql::Transaction& tx) { return list_live_endpoints(tx, query.cursor, query.limit); });
    api::Linked<RegisteredEndpoint> out{{}, std::move(page.next_cursor)};
    for (const auto& record : page.items) out.items.push_back(registered_view(record));
    return out;
}

EndpointRecord EndpointRegistry::new_external(const NewRegisteredEndpoint& request,
                                              const access::Actor& actor) const {
    auto record =
        new_endpoint(new_id(clock_, random_), request.endpoint_name, {}, actor.name, clock_.now());
    record.name = request.name.value_or(request.endpoint_name);
    record.description = request.description;
    record.endpoint_type = request.endpoint_type;
    record.is_external = true;
    record.model_name = request.model_name;
    record.model_version = request.model_version;
    record.traffic_config = request.traffic_config;
    record.status = RegistryStatus::ready;
    return record;
}

api::Created<RegisteredEndpoint> EndpointRegistry::register_endpoint(
    const api::Body<NewRegisteredEndpoint>& body, const access::ActorInput& actor,
    const access::Once& once) {
    const auto planned = new_external(body, actor);
    const auto audit_id = new_id(clock_, random_);
    auto record = planned;
    try {
        auto answer = once.run(database_, clock_, [&](sql::Transaction& tx) {
            record = planned;
            if (find_live_endpoint(tx, record.endpoint_name))
                throw name_taken(record.endpoint_name);
            bump(tx, record, record.created_at);
            insert_endpoint(tx, record);
            auto view = registered_view(record);
            access::write_audit(tx, record.created_at, audit_id, actor,
                                {.action = "register_endpoint",
                                 .kind = "endpoint",
                                 .subject = record.id,
                                 .before = nullptr,
                                 .after = api::to_json(view)});
            return api::Created<RegisteredEndpoint>{std::move(view)};
        });
        publisher_.publish({{record, std::nullopt, {}, {}}});
        return answer;
    } catch (const sql::UniqueViolation&) {
        throw name_taken(planned.endpoint_name);
    }
}

RegisteredEndpoint EndpointRegistry::show_registered_endpoint(
    const api::Path<RegisteredEndpointPath>& path) const {
    return registered_view(
        database_.read([&](sql::Transaction& tx) { return find_or_throw(tx, path.id); }));
}

RegisteredEndpoint EndpointRegistry::update_registered_endpoint(
    const api::Path<RegisteredEndpointPath>& path, const api::Body<RegisteredEndpointChange>& body,
    const api::IfMatch& condition, const access::ActorInput& actor) {
    const auto audit_id = new_id(clock_, random_);
    const auto now = clock_.now();
    std::optional<RevisionConfig> serving;
    const auto record = database_.write([&](sql::Transaction& tx) {
        auto found = find_or_throw(tx, path.id);
        const auto before = api::to_json(registered_view(found));
        condition.require(before);
        require_may_change(found, body);
        apply(found, body);
        bump(tx, found, now);
        update_endpoint(tx, found);
        serving = find_config(tx, found.id, found.revision);
        access::write_audit(tx, now, audit_id, actor,
                            {.action = "update_registered_endpoint",
                             .kind = "endpoint",
                             .subject = found.id,
                             .before = before,
                             .after = api::to_json(registered_view(found))});
        return found;
    });
    publisher_.publish({{record, serving, {}, {}}});
    return registered_view(record);
}

void EndpointRegistry::delete_registered_endpoint(const api::Path<RegisteredEndpointPath>& path,
                                                  const api::IfMatch& condition,
                                                  const access::ActorInput& actor) {
    delete_(path.id, condition, actor);
}

}  // namespace ontos
