// Builds the table that the data plane reads, and lets go of what it no longer shows.
#include "deploy/endpoints/live_table.hpp"

#include <algorithm>

#include "deploy/endpoints/buckets.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

/// Requests that picked a runtime before it left the table have counted themselves by then.
constexpr std::chrono::seconds grace{10};
/// By then no late change of a deleted endpoint can arrive.
constexpr std::chrono::minutes deleted_memory{10};

/// Why it cannot serve. What could not load stays so until something is loaded, or it serves
/// another revision.
std::string trouble_of(const Activation& activation, const LiveEndpoint* before) {
    if (!activation.trouble.empty() || !activation.models.empty()) return activation.trouble;
    const auto revision = static_cast<std::uint64_t>(activation.endpoint.revision);
    const bool goes_on = before && !before->is_ready && revision > 0 &&
                         before->revision == revision && !before->is_external;
    return goes_on ? before->state_sentence : std::string{};
}

std::string state_sentence_of(const Activation& activation, const std::string& trouble) {
    if (!trouble.empty()) return trouble;
    if (activation.endpoint.revision > 0 || activation.endpoint.is_external) return "READY";
    if (activation.endpoint.failure.empty()) return "CREATING";
    return "FAILED: " + activation.endpoint.failure;
}

std::shared_ptr<RateLimiter> limiter_for(const RevisionConfig& config, const LiveEndpoint* before) {
    const auto& limits = config.guardrails.rate_limits;
    if (limits.empty()) return nullptr;
    // The same limits go on counting.
    if (before && before->rate_limiter && before->rate_limiter->limits() == limits)
        return before->rate_limiter;
    return std::make_shared<RateLimiter>(limits);
}

bool is_idle(const EntityRuntime& runtime) {
    return runtime.in_flight.load() == 0 && runtime.gate.running() == 0 &&
           runtime.gate.waiting() == 0;
}

bool serves(const LiveEndpoint* endpoint, const EntityRuntime* runtime) {
    return endpoint && std::ranges::any_of(endpoint->entities, [&](const auto& entity) {
               return entity.runtime.get() == runtime;
           });
}

}  // namespace

const LiveEntity* find_entity(const LiveEndpoint* endpoint, const ServedEntity& entity) {
    if (!endpoint) return nullptr;
    const auto found = std::ranges::find_if(endpoint->entities, [&](const LiveEntity& live) {
        return live.name == entity.name && live.version == entity.version() &&
               live.workload_size == entity.workload_size;
    });
    return found == endpoint->entities.end() ? nullptr : &*found;
}

LiveTable::LiveTable(Executor& scoring_pool, const Clock& clock, std::chrono::milliseconds timeout)
    : scoring_pool_{scoring_pool},
      clock_{clock},
      timeout_{timeout},
      table_{std::make_shared<const EndpointTable>()} {}

LiveTable::Series& LiveTable::series_of(const std::string& endpoint_id, const std::string& entity,
                                        const std::string& version) {
    auto key = endpoint_id;
    key.append(1, '\n').append(entity).append(1, '\n').append(version);
    const auto [place, is_new] = series_.try_emplace(std::move(key));
    if (is_new) place->second.number = static_cast<std::uint32_t>(series_.size() - 1);
    return place->second;
}

std::shared_ptr<EntityRuntime> LiveTable::runtime_for(const Activation& activation,
                                                      std::size_t index,
                                                      const LiveEndpoint* before) {
    const auto& entity = activation.config->served_entities[index];
    const auto warm = index < activation.models.size() ? activation.models[index] : WarmModel{};
    if (const auto* same = find_entity(before, entity)) {
        if (warm.model && same->runtime->model() != warm.model) same->runtime->publish(warm.model);
        return same->runtime;
    }
    const auto& series = series_of(activation.endpoint.id, entity.name,
                                   entity.entity_name + '\n' + entity.entity_version);
    auto made = std::make_shared<EntityRuntime>(scoring_pool_, entity.workload_size, series.number);
    // What was learnt before it left the table counts more than the first predictions.
    const bool knows = series.runs > warm.runs;
    made->runs_measured = knows ? series.runs : warm.runs;
    made->ns_per_row = knows ? series.ns_per_row : warm.ns_per_row;
    made->last_used_us = clock_.now().time_since_epoch().count();
    if (warm.model) made->publish(warm.model);
    return made;
}

LiveEntity LiveTable::build_entity(const Activation& activation, std::size_t index,
                                   const LiveEndpoint* before) {
    const auto& entity = activation.config->served_entities[index];
    return {.name = entity.name,
            .version = entity.version(),
            .workload_size = entity.workload_size,
            .scale_to_zero = entity.scale_to_zero,
            .runtime = runtime_for(activation, index, before)};
}

std::shared_ptr<const LiveEndpoint> LiveTable::build(const Activation& activation,
                                                     const LiveEndpoint* before) {
    const auto& record = activation.endpoint;
    auto made = std::make_shared<LiveEndpoint>();
    made->id = {record.id};
    made->name = record.endpoint_name;
    made->revision = static_cast<std::uint64_t>(record.revision);
    made->timeout = timeout_;
    made->is_external = record.is_external;
    if (record.is_external) made->external_version = external_version(record);
    const auto trouble = trouble_of(activation, before);
    made->is_ready = !record.is_external && activation.config && trouble.empty();
    made->state_sentence = state_sentence_of(activation, trouble);
    made->series = series_of(record.id, {}, {}).number;
    if (!activation.config) return made;
    const auto& config = *activation.config;
    made->sticky_by = config.sticky_by;
    made->rate_limiter = limiter_for(config, before);
    std::vector<int> shares;
    for (std::size_t i = 0; i < config.served_entities.size(); ++i) {
        made->entities.push_back(build_entity(activation, i, before));
        shares.push_back(config.share_of(config.served_entities[i].name));
    }
    const auto ranges = bucket_ranges(shares);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        made->entities[i].bucket_from = ranges[i].from;
        made->entities[i].bucket_to = ranges[i].to;
    }
    return made;
}

std::vector<TableSwap> LiveTable::apply(const std::vector<Activation>& activations) {
    std::vector<TableSwap> swaps;
    const std::lock_guard lock{mutex_};
    for (const auto& activation : activations) {
        auto& seen = seen_[activation.endpoint.id];
        if (activation.endpoint.generation < seen.generation) continue;
        TableSwap swap{seen.endpoint, nullptr};
        if (!activation.endpoint.deleted_at) swap.after = build(activation, swap.before.get());
        retire_runtimes(swap.before.get(), swap.after.get());
        seen = {activation.endpoint.generation, swap.after, clock_.steady_now()};
        swaps.push_back(std::move(swap));
    }
    if (!swaps.empty()) publish(swaps);
    return swaps;
}

void LiveTable::publish(const std::vector<TableSwap>& swaps) {
    auto current = table_.get();
    auto next = std::make_shared<EndpointTable>(*current);
    for (const auto& swap : swaps) {
        if (swap.before) {
            next->by_key.erase(swap.before->id.text);
            // The name may belong to a newer endpoint by now.
            const auto named = next->by_key.find(lower_case(swap.before->name));
            if (named != next->by_key.end() && named->second->id == swap.before->id)
                next->by_key.erase(named);
        }
        if (!swap.after) continue;
        next->by_key[swap.after->id.text] = swap.after;
        next->by_key[lower_case(swap.after->name)] = swap.after;
    }
    table_.publish(std::move(next));
    retired_tables_.push_back(std::move(current));
}

void LiveTable::retire_runtimes(const LiveEndpoint* before, const LiveEndpoint* after) {
    if (!before) return;
    for (const auto& entity : before->entities) {
        if (serves(after, entity.runtime.get())) continue;
        auto& series = series_of(before->id.text, entity.name,
                                 entity.version.full_name + '\n' + entity.version.version);
        series.runs = entity.runtime->runs_measured.load();
        series.ns_per_row = entity.runtime->ns_per_row.load();
        retired_runtimes_.push_back({clock_.steady_now(), entity.runtime});
    }
}

std::int64_t LiveTable::applied(const std::string& endpoint_id) const {
    const std::lock_guard lock{mutex_};
    const auto found = seen_.find(endpoint_id);
    return found == seen_.end() ? 0 : found->second.generation;
}

void LiveTable::retire(std::vector<std::shared_ptr<const ServedModel>> models) {
    const std::lock_guard lock{mutex_};
    for (auto& model : models) retire_model(std::move(model));
}

/// Once each, so that the last user of a model can be told from its use count.
void LiveTable::retire_model(std::shared_ptr<const ServedModel> model) {
    if (std::ranges::find(retired_models_, model) == retired_models_.end())
        retired_models_.push_back(std::move(model));
}

void LiveTable::sweep() {
    // Destroyed after the lock, tables before runtimes before models.
    std::vector<std::shared_ptr<const ServedModel>> models;
    std::vector<std::shared_ptr<EntityRuntime>> runtimes;
    std::vector<std::shared_ptr<const EndpointTable>> tables;
    const std::lock_guard lock{mutex_};
    const auto now = clock_.steady_now();
    std::erase_if(retired_tables_, [&](auto& table) {
        if (table.use_count() > 1) return false;
        tables.push_back(std::move(table));
        return true;
    });
    std::erase_if(retired_runtimes_, [&](RetiredRuntime& retired) {
        if (now - retired.since < grace || !is_idle(*retired.runtime)) return false;
        if (auto model = retired.runtime->model()) {
            retired.runtime->publish(nullptr);
            retire_model(std::move(model));
        }
        if (retired.runtime.use_count() > 1) return false;
        runtimes.push_back(std::move(retired.runtime));
        return true;
    });
    std::erase_if(seen_, [&](const auto& entry) {
        return !entry.second.endpoint && now - entry.second.since > deleted_memory;
    });
    std::erase_if(retired_models_, [&](auto& model) {
        if (model.use_count() > 1) return false;
        models.push_back(std::move(model));
        return true;
    });
}

std::size_t LiveTable::retired_count() const {
    const std::lock_guard lock{mutex_};
    return retired_runtimes_.size() + retired_models_.size();
}

}  // namespace ontos
