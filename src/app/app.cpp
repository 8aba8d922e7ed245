// How the server starts and stops.
#include "app/app.hpp"

#include "app/backup_folder.hpp"
#include "app/parts.hpp"
#include "app/sample.hpp"
#include "platform/base/logging.hpp"

namespace ontos {

App::App(const Config& config) : parts_{std::make_unique<Parts>(config)} {}

App::~App() { stop(); }

const api::Router& App::router() const { return parts_->router; }

std::uint16_t App::port() const { return parts_->server->port(); }

void App::start() {
    auto& parts = *parts_;
    if (const auto& problem = parts.runtime->problem(); !problem.empty())
        log_warning("no models can be served", {{"reason", problem}});
    remove_dead_backups(parts.places.data);
    parts.models.recover();
    parts.endpoints.start();
    parts.endpoints.wait_until_loaded(std::chrono::seconds{60});
    parts.baselines.step();  // What is ingested at once is to be profiled too.
    for (auto& task : parts.tasks) task.start();
    if (!parts.config.sample.empty())
        serve_sample(parts.config.sample, parts.models, parts.endpoints);
    parts.server->start();
    parts.is_serving = true;
}

void App::stop() {
    auto& parts = *parts_;
    parts.is_serving = false;
    parts.exports.stop();
    parts.training_jobs.stop();
    parts.erasures.stop();
    parts.server->stop(std::chrono::seconds{parts.config.shutdown_seconds});
    for (auto& task : parts.tasks) task.stop();
    parts.sender.cancel();
    parts.delivery_pool.stop();
    parts.deliverer.release();
    parts.metrics.collect();
    parts.metrics.stop();
    parts.request_log.flush();
    parts.evaluator.release();
    parts.gap_analyzer.release();
    parts.retrain_evaluator.release();
    parts.profiles.stop();
    parts.outcomes.flush();
    // No request may be scored any more when the endpoints go.
    for (auto* pool : {&parts.waking_pool, &parts.scoring_pool, &parts.control_pool}) pool->stop();
}

}  // namespace ontos
