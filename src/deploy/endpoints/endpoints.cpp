// The endpoints: their life in this process, and what the data plane and the registry ask them.
#include "deploy/endpoints/endpoints.hpp"

#include <algorithm>
#include <map>

#include "platform/base/logging.hpp"
#include "platform/sql/generation_store.hpp"

namespace ontos {

Endpoints::Endpoints(sql::Database& database, ModelRegistry& registry, ServingBackend& backend,
                     Executor& scoring_pool, Executor& loading_pool, const Clock& clock,
                     Random& random, EndpointsConfig config)
    : database_{database},
      registry_{registry},
      clock_{clock},
      random_{random},
      config_{config},
      warm_{registry, backend, clock, {config.rollback_warm, config.warm_memory_bytes}},
      live_{scoring_pool, clock, config.timeout},
      publisher_{live_, warm_},
      validator_{registry, warm_, clock, config.timeout},
      endpoint_registry_{
          database, publisher_, clock, random,
          [this](const std::string& reference, const api::IfMatch& condition,
                 const access::Actor& actor) { delete_one(reference, condition, actor); }},
      loader_{registry, warm_, live_, publisher_, loading_pool, clock},
      deployer_{database,     registry, warm_,  publisher_,
                loading_pool, clock,    random, config.deployer} {}

void Endpoints::start() {
    deployer_.step();
    std::vector<EndpointRecord> records;
    std::vector<LiveConfig> configs;
    const auto generation = database_.read([&](sql::Transaction& tx) {
        records = endpoints_changed_since(tx, 0);
        configs = live_configs(tx);
        return sql::read_generation(tx);
    });
    std::erase_if(records, [](const auto& record) { return record.deleted_at.has_value(); });
    std::map<std::string, const RevisionConfig*> by_id;
    for (const auto& live : configs) by_id[live.endpoint_id] = &live.config;
    std::vector<Activation> all;
    for (const auto& record : records) {
        const auto found = by_id.find(record.id);
        all.push_back(
            {record, found == by_id.end() ? std::nullopt : std::optional{*found->second}, {}, {}});
    }
    publisher_.publish(all);
    for (const auto& activation : all)
        if (activation.config)
            loader_.bring_up(activation.endpoint, *activation.config, Loader::Extent::needed);
    seen_generation_.with([&](std::int64_t& seen) { seen = generation; });
    log_info("endpoints read", {{"count", all.size()}});
}

bool Endpoints::wait_until_loaded(std::chrono::milliseconds time) {
    return loader_.wait_until_settled(time);
}

void Endpoints::step_generation() {
    deployer_.step();
    const auto seen = seen_generation_.with([](std::int64_t value) { return value; });
    std::vector<EndpointRecord> changed;
    std::vector<LiveConfig> configs;
    const auto generation = database_.read([&](sql::Transaction& tx) {
        const auto now = sql::read_generation(tx);
        if (now == seen) return now;
        changed = endpoints_changed_since(tx, seen);
        std::erase_if(changed, [this](const EndpointRecord& record) {
            return live_.applied(record.id) >= record.generation;
        });
        for (const auto& record : changed)
            if (auto config = find_config(tx, record.id, record.revision))
                configs.push_back({record.id, *std::move(config)});
        return now;
    });
    publish_changes(changed, configs);
    seen_generation_.with([&](std::int64_t& value) { value = std::max(value, generation); });
    bring_up_again(loader_.take_due());
    live_.retire(warm_.step());
    live_.sweep();
}

/// What another server changed: what serves goes on until the new revision is loaded.
void Endpoints::publish_changes(const std::vector<EndpointRecord>& changed,
                                const std::vector<LiveConfig>& configs) {
    for (const auto& record : changed) {
        const auto found = std::ranges::find(configs, record.id, &LiveConfig::endpoint_id);
        const auto config = found == configs.end() ? std::nullopt : std::optional{found->config};
        const auto shown = live(record.id);
        const auto revision = static_cast<std::uint64_t>(record.revision);
        if (!config || record.deleted_at || (shown && shown->revision == revision))
            publisher_.publish({{record, config, {}, {}}});
        else
            loader_.bring_up(record, *config, Loader::Extent::everything);
    }
}

void Endpoints::bring_up_again(const std::vector<std::string>& endpoint_ids) {
    for (const auto& id : endpoint_ids) {
        const auto base = database_.read([&](sql::Transaction& tx) -> std::optional<EndpointBase> {
            auto endpoint = find_live_endpoint(tx, id);
            if (!endpoint) return std::nullopt;
            return read_base(tx, *std::move(endpoint));
        });
        if (base && base->serving)
            loader_.bring_up(base->endpoint, *base->serving, Loader::Extent::needed);
    }
}

std::shared_ptr<const ServedModel> Endpoints::wake(const LiveEndpoint&, const LiveEntity& entity,
                                                   SteadyTime deadline) {
    return loader_.wake(entity, deadline);
}

std::shared_ptr<const LiveEndpoint> Endpoints::live(const std::string& endpoint_id) const {
    return live_.table().get()->find(endpoint_id);
}

}  // namespace ontos
