// The endpoints as they are read: rows, details, deployments, history, revisions.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "deploy/endpoints/endpoints.hpp"
#include "deploy/endpoints/views.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

[[noreturn]] void throw_unknown(const std::string& reference) {
    throw Failure{FailureKind::not_found, "There is no endpoint " + shortened(reference) + '.'}
        .code("endpoint_not_found")
        .hint("GET /api/v1/deployment/endpoints lists what there is.");
}

}  // namespace

EndpointBase Endpoints::find_base(const std::string& reference) const {
    return database_.read([&](sql::Transaction& tx) {
        auto endpoint = find_live_endpoint(tx, reference);
        if (!endpoint) throw_unknown(reference);
        return read_base(tx, *std::move(endpoint));
    });
}

EndpointRecord Endpoints::find_record_or_deleted(const std::string& reference) const {
    auto found = database_.read(
        [&](sql::Transaction& tx) { return find_endpoint_or_deleted(tx, reference); });
    if (!found) throw_unknown(reference);
    return *std::move(found);
}

EndpointDetails Endpoints::details(const EndpointBase& base) const {
    std::optional<PendingView> pending;
    if (base.pending) {
        // The number given last is that of the change under way.
        pending = PendingView{base.endpoint.last_revision,
                              {DeployStage::queued, "Another server carries it out."}};
        if (auto stage = deployer_.progress(base.endpoint.pending_deployment.value_or("")))
            pending->stage = *std::move(stage);
    }
    return details_of(base, live(base.endpoint.id).get(), pending);
}

void Endpoints::require_unchanged(const EndpointBase& base, const api::IfMatch& condition) const {
    if (!condition.etags.empty()) condition.require(api::to_json(details(base)));
}

api::Linked<EndpointRow> Endpoints::list_endpoints(const api::Query<EndpointsQuery>& query) const {
    auto page = database_.read(
        [&](sql::Transaction& tx) { return list_live_endpoints(tx, query.cursor, query.limit); });
    const auto table = live_.table().get();
    api::Linked<EndpointRow> out{{}, std::move(page.next_cursor)};
    for (const auto& record : page.items)
        out.items.push_back(row_of(record, table->find(record.id).get()));
    return out;
}

EndpointDetails Endpoints::show_endpoint(const api::Path<EndpointPath>& path) const {
    return details(find_base(path.endpoint_name));
}

api::Linked<ModelDeployment> Endpoints::list_model_deployments(
    const api::Path<ServedModelPath>& path, const api::Query<EndpointsQuery>& query) {
    std::map<std::string, EndpointRecord> endpoints;
    const auto rows = database_.read([&](sql::Transaction& tx) {
        endpoints.clear();
        auto found = serving_rows(tx, path.model_name, query.cursor, query.limit);
        for (const auto& row : found.items)
            if (auto record = find_endpoint_by_id(tx, row.endpoint_id))
                endpoints.emplace(row.endpoint_id, *std::move(record));
        return found;
    });
    if (rows.items.empty()) {
        try {
            registry_.resolve(path.model_name, "latest");
        } catch (const Failure& failure) {
            if (failure.code() == "model_not_found") throw;
        }
    }
    api::Linked<ModelDeployment> out{{}, rows.next_cursor};
    for (const auto& row : rows.items) {
        const auto& record = endpoints.at(row.endpoint_id);
        out.items.push_back({.endpoint_name = record.endpoint_name,
                             .endpoint_id = record.id,
                             .model_version = row.model_version,
                             .traffic_percentage = static_cast<int>(row.traffic_percentage),
                             .state = state_of(record, live(record.id).get()),
                             .deployed_at = row.live_from,
                             .deployed_by = row.deployed_by});
    }
    return out;
}

DeploymentsPage Endpoints::list_deployments(const api::Query<DeploymentsQuery>& query) const {
    return database_.read([&](sql::Transaction& tx) {
        const auto offset = (std::int64_t{query.page} - 1) * query.page_size;
        return DeploymentsPage{ontos::list_deployments(tx, query.status, offset, query.page_size),
                               count_deployments(tx, query.status), query.page, query.page_size};
    });
}

History Endpoints::show_history(const api::Path<EndpointPath>& path,
                                const api::Query<HistoryQuery>& query) const {
    const auto endpoint = find_record_or_deleted(path.endpoint_name);
    std::vector<BaseConfig> bases;
    auto revisions = database_.read([&](sql::Transaction& tx) {
        auto found = ontos::list_revisions(tx, endpoint.id,
                                           std::numeric_limits<std::int64_t>::max(), query.limit);
        if (!found.empty()) bases = base_configs(tx, endpoint.id, found.back().revision);
        return found;
    });
    History out{endpoint.endpoint_name, {}};
    for (auto& revision : revisions) {
        const auto base = std::ranges::find(bases, revision.revision, &BaseConfig::revision);
        out.history.push_back(
            history_entry_of(std::move(revision), base == bases.end() ? nullptr : &base->config));
    }
    return out;
}

RevisionsPage Endpoints::list_revisions(const api::Path<EndpointPath>& path,
                                        const api::Query<RevisionsQuery>& query) const {
    const auto endpoint = find_record_or_deleted(path.endpoint_name);
    RevisionsPage page;
    if (query.as_of) {
        const auto time = query.as_of->at(clock_.now());
        auto row = database_.read(
            [&](sql::Transaction& tx) { return revision_as_of(tx, endpoint.id, time); });
        if (row) page.items.push_back(shown(*std::move(row)));
        return page;
    }
    auto rows = database_.read([&](sql::Transaction& tx) {
        return ontos::list_revisions(
            tx, endpoint.id, query.cursor.value_or(std::numeric_limits<std::int64_t>::max()),
            query.limit + 1);
    });
    const bool has_more = api::cut_page(rows, query.limit);
    for (auto& row : rows) page.items.push_back(shown(std::move(row)));
    if (has_more) page.next_cursor = std::to_string(page.items.back().revision);
    return page;
}

Revision Endpoints::show_revision(const api::Path<RevisionPath>& path) const {
    const auto endpoint = find_record_or_deleted(path.endpoint_name);
    auto row = database_.read(
        [&](sql::Transaction& tx) { return find_revision(tx, endpoint.id, path.revision); });
    if (!row)
        throw Failure{FailureKind::not_found,
                      fmt::format("Endpoint {} has no revision {}; its newest is {}.",
                                  endpoint.endpoint_name, path.revision, endpoint.last_revision)}
            .code("revision_not_found");
    return shown(*std::move(row));
}

GuardrailsAnswer Endpoints::show_guardrails(const api::Path<EndpointPath>& path) const {
    const auto base = find_base(path.endpoint_name);
    return guardrails_answer(base.endpoint.endpoint_name,
                             base.serving ? base.serving->guardrails : Guardrails{});
}

}  // namespace ontos
