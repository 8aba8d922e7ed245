// Endpoints, revisions and registered baselines as drift asks for them.
#include "app/drift_sources.hpp"

#include <algorithm>

#include "app/directory.hpp"
#include "deploy/models/baseline.hpp"
#include "monitor/drift/baselines_store.hpp"

namespace ontos {
namespace {

DriftEndpoint endpoint_of(const LiveEndpoint& live) {
    DriftEndpoint out{live.id, live.name, versions_by_traffic(live), live.is_external};
    if (live.is_external) out.versions.insert(out.versions.begin(), live.external_version);
    return out;
}

DriftEndpoint endpoint_of(const EndpointRecord& record) {
    DriftEndpoint out{{record.id}, record.endpoint_name, {}, record.is_external};
    if (record.is_external)
        out.versions.push_back(external_version(record));
    else if (record.model_name && record.model_version)
        out.versions.push_back({*record.model_name, *record.model_version});
    return out;
}

/// Whether a cell of a query is counted in the bin, as the model reads it: as a double or a float.
bool falls_into(const api::json::value& cell, const sketches::FeatureBins& bins, std::size_t bin) {
    if (cell.is_null()) return bin == bins.null();
    if (!bins.is_numeric())
        return cell.is_string() && bins.bin_of(std::string_view{cell.get_string()}) == bin;
    if (!cell.is_number() && !cell.is_bool()) return false;
    const double value =
        cell.is_bool() ? static_cast<double>(cell.get_bool()) : cell.to_number<double>();
    return bins.bin_of(value) == bin || bins.bin_of(double{static_cast<float>(value)}) == bin;
}

}  // namespace

FindDriftEndpoint drift_endpoints(const Endpoints& endpoints) {
    return [&endpoints](std::string_view reference) -> std::optional<DriftEndpoint> {
        if (const auto live = endpoints.table().get()->find(reference)) return endpoint_of(*live);
        const auto stored = stored_endpoint(endpoints, reference);
        return stored ? std::optional{endpoint_of(*stored)} : std::nullopt;
    };
}

FindRevision revision_spans(const Endpoints& endpoints, const Clock& clock) {
    return [&](const EndpointId& id, std::int64_t number) -> std::optional<RevisionSpan> {
        try {
            const auto found = endpoints.show_revision(api::Path<RevisionPath>{{id.text, number}});
            if (!found.live_from) return std::nullopt;
            RevisionSpan out{{*found.live_from, found.live_until.value_or(clock.now())},
                             {},
                             !found.live_until.has_value()};
            for (const auto& entity : found.config.served_entities)
                out.versions.push_back(entity.version());
            return out;
        } catch (const Failure& failure) {
            if (failure.kind() != FailureKind::not_found) throw;
            return std::nullopt;
        }
    };
}

std::function<std::vector<RegisteredBaseline>(Timestamp)> registered_baselines(
    LocalRegistry& registry) {
    return [&registry](Timestamp since) {
        std::vector<RegisteredBaseline> out;
        for (auto& kept : registry.baselines_since(since))
            out.push_back({kept.baseline.id,
                           {kept.full_name, kept.version},
                           kept.baseline_sha256,
                           kept.created_by,
                           kept.created_at,
                           registry.folder_of(kept.baseline_sha256) / baseline_name});
        return out;
    };
}

std::map<std::string, Baseline> baselines_in_force(sql::Transaction& tx,
                                                   const std::string& full_name) {
    std::map<std::string, Baseline> out;
    for (auto& baseline : baselines_store::newest_ready_of(tx, full_name))
        out.emplace(std::move(baseline.model_version),
                    Baseline{std::move(baseline.id), static_cast<std::int64_t>(baseline.rows)});
    return out;
}

FindExamples drift_examples(RequestQueries& requests) {
    return [&requests](const ExamplesWanted& wanted) {
        const auto matches = [bins = wanted.bins, bin = wanted.bin](const api::json::value& cell) {
            return falls_into(cell, *bins, bin);
        };
        return requests.request_ids_with({wanted.endpoint, wanted.window, wanted.feature, matches});
    };
}

}  // namespace ontos
