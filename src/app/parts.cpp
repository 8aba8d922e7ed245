// How the parts know each other: observers, routes, gauges, and what comes again.
#include "app/parts.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

/// The chapters of the document, in their order.
void describe_tags(api::Router& router) {
    router.describe_tag("Models", "Registered models, their versions, aliases and artifacts.");
    router.describe_tag("Endpoints", "What is served: deploy, split, roll back, look back.");
    router.describe_tag("Predictions", "The data plane: rows in, predictions out.");
    router.describe_tag("Monitoring", "What was served: counts, latencies, requests, drift.");
    router.describe_tag("Alerts", "Rules, what fires and why, silences; how each endpoint is.");
    router.describe_tag("Feedback", "What people, judges and programs say of answers.");
    router.describe_tag("Training",
                        "Training sheets: rows to train on, reviewed and exported; jobs that "
                        "train on them.");
    router.describe_tag("Lineage", "What came of what, from a request to an endpoint.");
    router.describe_tag("Review", "What waits for people's judgement, and whether they agree.");
    router.describe_tag("Gaps", "What models are bad at, found in feedback, drift and confidence.");
    router.describe_tag("Retrain", "When a model should be trained again, and what is done then.");
    router.describe_tag("Privacy",
                        "What is never written, how long the rest is kept, and erasing it.");
    router.describe_tag("Audit", "Who changed what.");
    router.describe_tag("System", "What the server says of itself.");
}

}  // namespace

App::Parts::Parts(const Config& from) : config{from} {
    predictions.add_observer(metrics);
    predictions.add_observer(profiles);
    predictions.add_observer(request_log);
    predictions.add_observer(outcomes);
    endpoints.add_observer(alerts);
    notifications.know_alerts_by(with_triggers(ask_alerts()));
    describe_tags(router);
    mount(router, models);
    mount(router, endpoints);
    mount(router, predictions);
    mount(router, queries);
    mount(router, alerts);
    mount(router, health);
    mount(router, ingest);
    mount(router, requests);
    mount(router, baselines);
    mount(router, drift);
    mount(router, labels);
    mount(router, quality);
    mount(router, feedback);
    mount(router, privacy_policies);
    mount(router, retention);
    mount(router, erasures);
    mount(router, score_configs);
    mount(router, feedback_tokens);
    access.accept_tokens(feedback_tokens.callers());
    mount(router, sheets);
    mount(router, conversion);
    mount(router, reviews);
    mount(router, gaps);
    mount(router, retrain_triggers);
    mount(router, earlier_lists);
    mount(router, exports);
    mount(router, training_jobs);
    mount(router, lineage);
    access.accept_tokens(TrainingJobs::callers());
    mount(router, notifications);
    mount(router, prometheus);
    mount(router, events);
    mount(router, audit);
    mount(router, system);
    mount(router, storage);
    page = std::make_unique<Page>(api::to_json_text(router.openapi(version_text)));
    mount(router, *page);
    server = std::make_unique<http::Server>(server_config(config, places), router, access,
                                            control_pool, clock, random);
    add_gauges();
    add_deploy_tasks();
    add_monitor_tasks();
    add_improve_tasks();
}

IngestSteps App::Parts::ingest_steps(std::span<const Ingested> sent) {
    const auto entries = std::make_shared<const IngestedEntries>(request_log.prepare(sent));
    return {.keep =
                [this, entries](sql::Transaction& tx, std::span<const Ingested> told) {
                    RequestLog::insert(tx, *entries, told);
                    ingested_profiles.insert(tx, told);
                    if (config.quality_rows_per_second > 0)
                        insert_ingested_outcomes(tx, told, redactor);
                },
            .tell =
                [this, entries](std::span<const Ingested> told) {
                    request_log.inserted(*entries, told);
                    for (const auto& request : told) outcomes.ingested(request);
                }};
}

void App::Parts::add_gauges() {
    prometheus.add_gauges(
        [this](PrometheusText& out) { write_server_metrics(out, server->counters()); });
    prometheus.add_gauges([this](PrometheusText& out) {
        write_delivery_metrics(out, deliverer.counts(), *database);
        write_alert_metrics(out, *database, clock.now(), evaluator.counters());
    });
    prometheus.add_gauges(
        [this](PrometheusText& out) { write_request_log_metrics(out, request_log); });
    prometheus.add_gauges([this](PrometheusText& out) { write_outcome_metrics(out, outcomes); });
}

/// Endpoints, what they count, and what everything needs.
void App::Parts::add_deploy_tasks() {
    tasks.emplace_back("collect metrics", 1s, [this] { metrics.collect(); });
    tasks.emplace_back("flush metrics", 1s, [this] { metrics.flush(); });
    tasks.emplace_back("roll up metrics", 60s, [this] { metrics.roll_up(); });
    tasks.emplace_back("see changes", 1s, [this] { endpoints.step_generation(); });
    tasks.emplace_back("see keys", 1s, [this] {
        access.refresh();
        feedback_tokens.refresh();
    });
    tasks.emplace_back("unload idle models", 5s, [this] { endpoints.step_idle(); });
    tasks.emplace_back("tell events", 250ms, [this] { events.step(); });
    tasks.emplace_back("forget what is old", 60s, [this] {
        access::forget_old_keys(*database, clock.now());
        if (const auto time = retention.too_old(KeptTable::audit_log))
            access::forget_old_audit(*database, *time);
    });
}

/// Profiles, alerts, the request log and outcomes.
void App::Parts::add_monitor_tasks() {
    tasks.emplace_back("flush profiles", 1s, [this] { profiles.flush(); });
    tasks.emplace_back("roll up profiles", 60s, [this] { profiles.roll_up(); });
    tasks.emplace_back("see baselines", 1s, [this] { baselines.step(); });
    tasks.emplace_back("judge drift", 10s, [this] { standings.step(); });
    tasks.emplace_back("evaluate alerts", 5s, [this] { evaluator.step(); });
    tasks.emplace_back("forget alert events", 1h, [this] { evaluator.forget_old(); });
    tasks.emplace_back("deliver notices", 1s, [this] { deliverer.step(); });
    tasks.emplace_back("forget deliveries", 60s, [this] { deliverer.forget(); });
    tasks.emplace_back("write request log", 100ms, [this] { request_log.flush(); });
    tasks.emplace_back("forget requests", 60s, [this] {
        if (const auto time = retention.too_old(KeptTable::request_payloads))
            request_log.forget_payloads(*time);
        request_log.forget(retention.too_old(KeptTable::request_log));
    });
    tasks.emplace_back("forget ingested requests", 10min, [this] { ingest.forget(); });
    tasks.emplace_back("keep predictions", 100ms, [this] { outcomes.flush(); });
    tasks.emplace_back("forget predictions", 60s, [this] {
        outcomes.forget(retention.too_old(KeptTable::prediction_outcomes));
    });
}

/// Feedback, what is made of it, and erasing it.
void App::Parts::add_improve_tasks() {
    tasks.emplace_back("count feedback", 1s, [this] { feedback.fold_counts(); });
    tasks.emplace_back("forget sheets", 60s, [this] { sheets.forget_deleted(); });
    tasks.emplace_back("forget review queues", 60s, [this] { reviews.forget_deleted(); });
    tasks.emplace_back("analyze gaps", 5s, [this] { gap_analyzer.step(); });
    tasks.emplace_back("evaluate retrain triggers", 15s, [this] { retrain_evaluator.step(); });
    tasks.emplace_back("forget feedback", 60s, [this] {
        if (const auto time = retention.too_old(KeptTable::feedback_items)) feedback.forget(*time);
    });
    tasks.emplace_back("forget exports", 60s, [this] {
        if (const auto time = retention.too_old(KeptTable::training_exports)) exports.forget(*time);
    });
    tasks.emplace_back("see privacy policy", 500ms, [this] { privacy_policies.follow(); });
    tasks.emplace_back("see exports", 5s, [this] { exports.step(); });
    tasks.emplace_back("erase from exports", 1s, [this] { exports.erase_held(); });
    tasks.emplace_back("erase", 1s, [this] { erasures.step(); });
    tasks.emplace_back("sweep exports", 60s, [this] { exports.sweep(); });
    tasks.emplace_back("see training jobs", 1s, [this] { training_jobs.step(); });
    tasks.emplace_back("join feedback", 1s, [this] { feedback.join_waiting(); });
}

}  // namespace ontos
