// Loads what serves but is not in memory: after a start, after idleness, after another server's
// change.
#include "deploy/endpoints/loader.hpp"

#include "platform/base/logging.hpp"

namespace ontos {
namespace {

constexpr std::chrono::seconds retry_delay{30}, busy_delay{1};

void tell_nobody(DeployStage, const std::string&) {}

}  // namespace

Loader::Loader(ModelRegistry& registry, WarmModels& warm, LiveTable& live, Publisher& publisher,
               Executor& loading_pool, const Clock& clock)
    : registry_{registry},
      warm_{warm},
      live_{live},
      publisher_{publisher},
      clock_{clock},
      loading_pool_{loading_pool} {}

std::shared_ptr<const ServedModel> Loader::wake(const LiveEntity& entity, SteadyTime deadline) {
    if (auto model = entity.runtime->model()) return model;
    const auto loaded = start_waking(entity);
    const auto left = deadline - clock_.steady_now();
    if (loaded.wait_for(left) != std::future_status::ready)
        throw Failure{FailureKind::timeout, "The model of " + entity.name +
                                                " was still being loaded when the time was up."}
            .hint("Send the request again: the load goes on.");
    return loaded.get();
}

std::shared_future<Loader::Model> Loader::start_waking(const LiveEntity& entity) {
    auto promise = std::make_shared<std::promise<Model>>();
    const auto [future, is_mine] =
        waking_.with([&](Waking& all) -> std::pair<std::shared_future<Model>, bool> {
            const auto [place, is_new] = all.try_emplace(entity.runtime.get());
            if (is_new) place->second = promise->get_future().share();
            return {place->second, is_new};
        });
    if (!is_mine) return future;
    const auto end = [this, runtime = entity.runtime.get()] {
        waking_.with([&](Waking& all) { all.erase(runtime); });
    };
    const bool taken = loading_pool_.try_post([this, entity, promise, end] {
        try {
            auto model = load_for(entity);
            end();
            promise->set_value(std::move(model));
        } catch (...) {
            end();
            promise->set_exception(std::current_exception());
        }
    });
    if (!taken) {
        end();
        const auto busy =
            Failure{FailureKind::unavailable, "Too many models are being loaded already."}
                .retry_after(busy_delay);
        promise->set_exception(std::make_exception_ptr(busy));
    }
    return future;
}

Loader::Model Loader::load_for(const LiveEntity& entity) {
    if (auto model = entity.runtime->model()) return model;
    try {
        const auto version = registry_.resolve(entity.version.full_name, entity.version.version);
        const auto warm = warm_.load(version, tell_nobody);
        entity.runtime->last_used_us = clock_.now().time_since_epoch().count();
        entity.runtime->publish(warm.model);
        return warm.model;
    } catch (const Failure& failure) {
        log_error(
            "a model that serves could not be loaded",
            {{"entity", entity.name}, {"reason", failure.message()}, {"cause", failure.cause()}});
        throw Failure{FailureKind::unavailable,
                      "The endpoint's model cannot be loaded now: " + failure.message()}
            .code("model_not_loaded")
            .retry_after(retry_delay);
    }
}

void Loader::bring_up(const EndpointRecord& endpoint, const RevisionConfig& config, Extent extent) {
    const Task task{endpoint, config, extent};
    {
        const std::lock_guard lock{mutex_};
        ++under_way_;
    }
    if (loading_pool_.try_post([this, task] { carry_out(task); })) return;
    try_later(task, busy_delay);
    finish_one();
}

void Loader::finish_one() {
    const std::lock_guard lock{mutex_};
    --under_way_;
    settled_.notify_all();
}

void Loader::try_later(const Task& task, std::chrono::seconds delay) {
    later_.with([&](auto& all) { all[task.endpoint.id] = clock_.now() + delay; });
}

void Loader::carry_out(const Task& task) noexcept {
    try {
        load_and_show(task);
    } catch (const std::exception& error) {
        log_error("an endpoint could not be brought up",
                  {{"endpoint", task.endpoint.endpoint_name}, {"reason", error.what()}});
        try_later(task, retry_delay);
        show_trouble(task, error.what());
    }
    finish_one();
}

void Loader::show_trouble(const Task& task, const std::string& reason) {
    const auto shown = live_.table().get()->find(task.endpoint.id);
    const auto revision = static_cast<std::uint64_t>(task.endpoint.revision);
    if (shown && shown->is_ready && shown->revision != revision) return;
    publisher_.publish(
        {{task.endpoint, task.config, {}, "FAILED: its model cannot be loaded: " + reason}});
}

void Loader::load_and_show(const Task& task) {
    std::vector<WarmModel> models;
    for (const auto& entity : task.config.served_entities) {
        const bool may_wait = task.extent == Extent::needed && entity.scale_to_zero;
        models.push_back(
            may_wait ? WarmModel{}
                     : warm_.load(registry_.resolve(entity.entity_name, entity.entity_version),
                                  tell_nobody));
    }
    publisher_.publish({{task.endpoint, task.config, std::move(models), {}}});
}

std::vector<std::string> Loader::take_due() {
    std::vector<std::string> due;
    const auto now = clock_.now();
    later_.with([&](auto& all) {
        for (const auto& [id, time] : all)
            if (time <= now) due.push_back(id);
        for (const auto& id : due) all.erase(id);
    });
    return due;
}

void Loader::unload_idle(std::chrono::seconds idle_time) {
    const auto table = live_.table().get();
    const auto limit = (clock_.now() - idle_time).time_since_epoch().count();
    std::vector<Model> unloaded;
    for (const auto& [key, endpoint] : table->by_key) {
        if (key != endpoint->id.text) continue;  // each is in the table twice
        for (const auto& entity : endpoint->entities) {
            auto& runtime = *entity.runtime;
            if (!entity.scale_to_zero || runtime.in_flight.load() > 0 ||
                runtime.last_used_us.load() > limit)
                continue;
            auto model = runtime.model();
            if (!model) continue;
            runtime.publish(nullptr);
            unloaded.push_back(std::move(model));
            log_info("idle model unloaded",
                     {{"endpoint", endpoint->name}, {"entity", entity.name}});
        }
    }
    live_.retire(std::move(unloaded));
}

bool Loader::wait_until_settled(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return settled_.wait_for(lock, time, [this] { return under_way_ == 0; });
}

}  // namespace ontos
