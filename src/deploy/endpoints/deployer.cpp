// Carries out changes of what endpoints serve: load, validate, warm, swap, and say how it went.
#include "deploy/endpoints/deployer.hpp"

#include "deploy/endpoints/waiter.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

/// The plan is out of date: rolls the transaction back.
struct Outdated {};

bool reuses_runtime(const Change& change, const ServedEntity& entity) {
    if (!change.before) return false;
    const auto* same = change.before->find(entity.name);
    return same && same->version() == entity.version();
}

}  // namespace

Deployer::Deployer(sql::Database& database, ModelRegistry& registry, WarmModels& warm,
                   Publisher& publisher, Executor& loading_pool, const Clock& clock, Random& random,
                   DeployerConfig config)
    : database_{database},
      registry_{registry},
      warm_{warm},
      publisher_{publisher},
      clock_{clock},
      random_{random},
      config_{config},
      loading_pool_{loading_pool} {}

Writing Deployer::new_writing() const {
    return {clock_.now(), new_id(clock_, random_), config_.server_id, config_.lease};
}

std::optional<std::vector<WarmModel>> Deployer::models_in_memory(const Change& change) const {
    std::vector<WarmModel> models;
    for (std::size_t i = 0; i < change.versions.size(); ++i) {
        const auto& entity = change.config.served_entities[i];
        models.push_back(warm_.find(change.versions[i]));
        // What was scaled to zero and goes on as it was need not be loaded to change the rest.
        const bool may_stay_unloaded = entity.scale_to_zero && reuses_runtime(change, entity);
        if (!models.back().model && !may_stay_unloaded) return std::nullopt;
    }
    return models;
}

Recorded Deployer::record(const Change& change, const access::Once& once, Outcome outcome) {
    const auto writing = new_writing();
    return database_.write([&](sql::Transaction& tx) {
        if (auto earlier = once.claim_operation(tx, writing.now, change.deployment_id))
            throw Repeated{*std::move(earlier)};
        if (!is_still_planned(tx, change)) throw Outdated{};
        for (const auto& version : change.versions) registry_.require_there(tx, version);
        return outcome == Outcome::live ? record_live(tx, change, writing)
                                        : record_pending(tx, change, writing);
    });
}

std::optional<DeployResult> Deployer::submit(const Change& change, const access::Once& once,
                                             std::chrono::seconds wait) {
    auto models = models_in_memory(change);
    auto progress = std::make_shared<Progress>();
    // Before the commit, so that step() never takes it for one that nobody carries out.
    if (!models) under_way_.with([&](Tracked& all) { all[change.deployment_id] = progress; });
    try {
        const auto recorded = record(change, once, models ? Outcome::live : Outcome::pending);
        if (models) {
            publisher_.publish({{recorded.endpoint, change.config, *std::move(models), {}}});
            log_info("revision went live", {{"endpoint", recorded.endpoint.endpoint_name},
                                            {"revision", recorded.endpoint.revision},
                                            {"deployment_id", change.deployment_id}});
            return result_of(recorded.deployment);
        }
        publisher_.publish({{recorded.endpoint, change.before, {}, {}}});
        start(change, progress, recorded.deployment);
    } catch (...) {
        under_way_.with([&](Tracked& all) { all.erase(change.deployment_id); });
        try {
            throw;
        } catch (const Outdated&) {
            return std::nullopt;
        } catch (const sql::UniqueViolation&) {
            return std::nullopt;
        }
    }
    return await(change.deployment_id, wait);
}

void Deployer::start(const Change& change, const std::shared_ptr<Progress>& progress,
                     const DeploymentRecord& deployment) {
    const bool taken = loading_pool_.try_post(
        [this, change, progress, deployment] { carry_out(change, *progress, deployment); });
    if (taken) return;
    const auto failure =
        Failure{FailureKind::unavailable, "Too many deployments wait already."}.retry_after(
            std::chrono::seconds{5});
    record_and_show_failure(deployment, change.actor, failure.message());
    throw failure;
}

void Deployer::carry_out(const Change& change, Progress& progress,
                         const DeploymentRecord& deployment) noexcept {
    try {
        swap(change, progress, load_all(change, progress));
    } catch (const Failure& failure) {
        give_up(deployment, change.actor, failure, progress);
    } catch (const std::exception& error) {
        give_up(deployment, change.actor,
                Failure{FailureKind::internal, "The deployment failed; the server's log has why.",
                        Cause{error.what()}},
                progress);
    }
    under_way_.with([&](Tracked& all) { all.erase(change.deployment_id); });
}

std::vector<WarmModel> Deployer::load_all(const Change& change, Progress& progress) {
    std::vector<WarmModel> models;
    for (const auto& version : change.versions)
        models.push_back(warm_.load(version, [&](DeployStage stage, const std::string& sentence) {
            progress.enter(stage, sentence);
        }));
    return models;
}

void Deployer::swap(const Change& change, Progress& progress, std::vector<WarmModel> models) {
    progress.enter(DeployStage::swapping, "Making it durable, then letting it take over.");
    const auto writing = new_writing();
    const auto recorded =
        database_.write([&](sql::Transaction& tx) { return record_swap(tx, change, writing); });
    if (!recorded)
        throw Failure{FailureKind::conflict,
                      "The endpoint was deleted before the deployment was ready."}
            .code("endpoint_deleted");
    publisher_.publish({{recorded->endpoint, change.config, std::move(models), {}}});
    log_info("revision went live", {{"endpoint", recorded->endpoint.endpoint_name},
                                    {"revision", recorded->endpoint.revision},
                                    {"deployment_id", change.deployment_id}});
    progress.succeed(result_of(recorded->deployment));
}

void Deployer::give_up(const DeploymentRecord& deployment, const access::Actor& actor,
                       const Failure& failure, Progress& progress) noexcept {
    log_error("deployment failed", {{"endpoint", deployment.endpoint_name},
                                    {"deployment_id", deployment.id},
                                    {"reason", failure.message()},
                                    {"cause", failure.cause()}});
    try {
        record_and_show_failure(deployment, actor, failure.message());
    } catch (const std::exception& error) {
        // step() tries again.
        log_error("a failed deployment could not be recorded",
                  {{"deployment_id", deployment.id}, {"cause", error.what()}});
    }
    progress.fail({deployment.id, failure});
}

void Deployer::record_and_show_failure(const DeploymentRecord& deployment,
                                       const access::Actor& actor, const std::string& message) {
    const auto writing = new_writing();
    std::optional<RevisionConfig> serving;
    const auto recorded = database_.write([&](sql::Transaction& tx) {
        auto done = record_failure(tx, deployment, actor, message, writing);
        if (done) serving = find_config(tx, done->endpoint.id, done->endpoint.revision);
        return done;
    });
    if (recorded) publisher_.publish({{recorded->endpoint, serving, {}, {}}});
}

DeployResult Deployer::await(const std::string& deployment_id, std::chrono::seconds wait) {
    const auto progress = under_way_.with([&](const Tracked& all) {
        const auto found = all.find(deployment_id);
        return found == all.end() ? nullptr : found->second;
    });
    const Waiter waiter{waiters_, config_.waiters_max};
    if (progress && wait.count() > 0 && waiter.may_wait())
        if (auto result = progress->wait_for(wait)) return *result;
    const auto stored =
        database_.read([&](sql::Transaction& tx) { return find_deployment(tx, deployment_id); });
    if (!stored)
        throw Failure{FailureKind::not_found, "There is no deployment " + deployment_id + '.'};
    if (stored->status == DeploymentStatus::failed)
        throw DeployFailed{deployment_id, Failure{FailureKind::unprocessable, stored->message}.code(
                                              "model_load_failed")};
    auto result = result_of(*stored);
    if (progress && result.status == DeploymentStatus::deploying)
        result.message = progress->view().sentence;
    return result;
}

std::optional<StageView> Deployer::progress(const std::string& deployment_id) const {
    return under_way_.with([&](const Tracked& all) -> std::optional<StageView> {
        const auto found = all.find(deployment_id);
        if (found == all.end()) return std::nullopt;
        return found->second->view();
    });
}

void Deployer::renew_leases_in_time() {
    const bool has_some = under_way_.with([](const Tracked& all) { return !all.empty(); });
    const auto now = clock_.now();
    const auto renewed = Timestamp{std::chrono::microseconds{leases_renewed_us_.load()}};
    if (!has_some || now - renewed < config_.lease / 3) return;
    database_.write(
        [&](sql::Transaction& tx) { renew_leases(tx, config_.server_id, now + config_.lease); });
    leases_renewed_us_ = now.time_since_epoch().count();
}

void Deployer::step() {
    renew_leases_in_time();
    const auto unfinished = database_.read(
        [&](sql::Transaction& tx) { return find_unfinished(tx, config_.server_id, clock_.now()); });
    for (const auto& deployment : unfinished) {
        if (progress(deployment.id)) continue;
        log_warning("nobody carries out this deployment any more",
                    {{"endpoint", deployment.endpoint_name}, {"deployment_id", deployment.id}});
        record_and_show_failure(deployment, {deployment.deployed_by, {}},
                                "The server stopped during this deployment; what served before "
                                "serves on. Deploy again.");
    }
}

}  // namespace ontos
