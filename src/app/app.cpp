// The object graph: what the server is made of, in the order in which it starts.
#include "app/app.hpp"

#include <thread>
#include <vector>

#include "app/alert_measures.hpp"
#include "app/backup_folder.hpp"
#include "app/data_lock.hpp"
#include "app/directory.hpp"
#include "app/drift_sources.hpp"
#include "app/feedback_sources.hpp"
#include "app/gap_sources.hpp"
#include "app/lineage_sources.hpp"
#include "app/live_topics.hpp"
#include "app/places.hpp"
#include "app/privacy_key.hpp"
#include "app/retrain_jobs.hpp"
#include "app/retrain_sources.hpp"
#include "app/sample.hpp"
#include "app/server_id.hpp"
#include "app/server_metrics.hpp"
#include "app/system.hpp"
#include "app/version.hpp"
#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints.hpp"
#include "deploy/inference/inspect.hpp"
#include "deploy/inference/onnx_backend.hpp"
#include "deploy/models/local_registry.hpp"
#include "deploy/models/models.hpp"
#include "deploy/models/models_routes.hpp"
#include "deploy/predictions/predictions.hpp"
#include "improve/exports/exports_erasure.hpp"
#include "improve/feedback/feedback_erasure.hpp"
#include "improve/feedback/feedback_tokens.hpp"
#include "improve/feedback/score_configs.hpp"
#include "improve/gaps/gap_analyzer.hpp"
#include "improve/gaps/gaps.hpp"
#include "improve/gaps/gaps_erasure.hpp"
#include "improve/jobs/jobs_erasure.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "improve/privacy/erasures.hpp"
#include "improve/privacy/privacy_policies.hpp"
#include "improve/privacy/retention.hpp"
#include "improve/retrain/retrain_evaluator.hpp"
#include "improve/retrain/retrain_triggers.hpp"
#include "improve/review/reviews.hpp"
#include "improve/review/reviews_erasure.hpp"
#include "improve/sheets/conversion.hpp"
#include "improve/sheets/earlier_lists.hpp"
#include "improve/sheets/rows_erasure.hpp"
#include "improve/sheets/sheets.hpp"
#include "monitor/alerts/alert_evaluator.hpp"
#include "monitor/alerts/alert_lookup.hpp"
#include "monitor/alerts/alert_metrics.hpp"
#include "monitor/alerts/alerts.hpp"
#include "monitor/alerts/health.hpp"
#include "monitor/drift/drift_queries.hpp"
#include "monitor/drift/ingested_profiles.hpp"
#include "monitor/metrics/metrics_queries.hpp"
#include "monitor/metrics/prometheus.hpp"
#include "monitor/notifications/channel_sender.hpp"
#include "monitor/notifications/delivery_metrics.hpp"
#include "monitor/notifications/notifications_routes.hpp"
#include "monitor/quality/ingested_outcomes.hpp"
#include "monitor/quality/labels.hpp"
#include "monitor/quality/outcomes_erasure.hpp"
#include "monitor/quality/quality_queries.hpp"
#include "monitor/request_log/request_queries.hpp"
#include "monitor/request_log/requests_erasure.hpp"
#include "page/page.hpp"
#include "platform/access/access.hpp"
#include "platform/access/audit.hpp"
#include "platform/access/kept_answers_erasure.hpp"
#include "platform/access/once.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/logging.hpp"
#include "platform/http/server.hpp"
#include "platform/sql/database.hpp"
#include "platform/tasks/periodic_task.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

std::size_t threads_or_cores(int wanted) {
    if (wanted > 0) return static_cast<std::size_t>(wanted);
    return std::max(1u, std::thread::hardware_concurrency());
}

access::AccessConfig access_config(const Config& config) {
    return {.required = config.authentication == Authentication::required,
            .trusted_proxies = config.trusted_proxies,
            .proxy_rights = config.proxy_rights};
}

api::Limits limits_of(const Config& config) {
    api::Limits limits;
    limits.model_bytes = static_cast<std::uint64_t>(config.max_model_bytes);
    limits.baseline_bytes = static_cast<std::uint64_t>(config.max_baseline_bytes);
    return limits;
}

http::ServerConfig server_config(const Config& config, const Places& places) {
    http::ServerConfig out;
    out.host = config.host;
    out.port = static_cast<std::uint16_t>(config.port);
    out.io_threads = static_cast<int>(threads_or_cores(config.io_threads));
    out.timeouts = {.header = std::chrono::seconds{config.header_timeout_seconds},
                    .body = std::chrono::seconds{config.body_timeout_seconds},
                    .idle = std::chrono::seconds{config.idle_timeout_seconds},
                    .write = std::chrono::seconds{config.write_timeout_seconds}};
    out.max_connections = static_cast<std::size_t>(config.max_connections);
    out.upload_dir = places.uploads;
    out.allowed_hosts = config.allowed_hosts;
    out.allowed_origins = config.allowed_origins;
    return out;
}

ModelLimits model_limits(const Config& config) {
    ModelLimits limits;
    limits.bytes_max = static_cast<std::uint64_t>(config.max_model_bytes);
    return limits;
}

std::vector<std::filesystem::path> folders_of(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

EndpointsConfig endpoints_config(const Config& config, const std::string& server_id) {
    EndpointsConfig out;
    out.deployer.server_id = server_id;
    out.timeout = std::chrono::milliseconds{config.timeout_ms};
    out.idle = std::chrono::seconds{config.idle_seconds};
    out.rollback_warm = std::chrono::minutes{config.rollback_warm_minutes};
    out.warm_memory_bytes = static_cast<std::uint64_t>(config.warm_memory_bytes);
    return out;
}

ChannelLimits channel_limits(const Config& config) {
    return {.guard = AddressGuard{config.outbound_allow}, .has_smtp = !config.smtp_url.empty()};
}

SenderConfig sender_config(const Config& config) {
    return {.limits = channel_limits(config),
            .smtp = {.url = config.smtp_url,
                     .user = config.smtp_user,
                     .password = config.smtp_password,
                     .from = config.smtp_from,
                     .tls = config.smtp_tls,
                     .ca_file = config.outbound_ca_file},
            .ca_file = config.outbound_ca_file,
            .user_agent = "Ontos/" + std::string{version_text},
            .timeout = std::chrono::seconds{config.notification_timeout_seconds}};
}

RequestLogConfig request_log_config(const Config& config) {
    RequestLogConfig out;
    out.rows_per_second = static_cast<std::uint32_t>(config.request_log_rows_per_second);
    out.payloads_per_second = static_cast<std::uint32_t>(config.request_log_payloads_per_second);
    out.payload_share = config.request_log_payload_percent / 100.0;
    out.payload_bytes_max = static_cast<std::size_t>(config.request_log_payload_bytes);
    out.bytes_max = config.request_log_max_bytes;
    return out;
}

OutcomeLogConfig outcome_log_config(const Config& config) {
    OutcomeLogConfig out;
    out.rows_per_second = static_cast<std::uint32_t>(config.quality_rows_per_second);
    out.rows_max = config.quality_max_rows;
    return out;
}

std::map<KeptTable, KeptDays> kept_days(const Config& config) {
    return {
        {KeptTable::request_log, config.request_log_days},
        {KeptTable::request_payloads, std::nullopt},
        {KeptTable::prediction_outcomes, 30},
        {KeptTable::feedback_items, std::nullopt},
        {KeptTable::audit_log, config.audit_days > 0 ? KeptDays{config.audit_days} : std::nullopt}};
}

std::size_t trainer_slots(const Config& config) {
    std::size_t slots = 0;
    for (const auto& [name, trainer] : config.trainers)
        slots += static_cast<std::size_t>(trainer.slots);
    return std::max<std::size_t>(slots, 1);
}

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

struct App::Parts {
    explicit Parts(const Config& from);

    const Config config;
    const Places places{config};
    const DataLock lock{places.data};
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<sql::Database> database = sql::open_database({.url = database_url(config)});

    // Pools before what runs on them; the queues bound what waits.
    WorkerPool control_pool{"control", static_cast<std::size_t>(config.control_threads), 256};
    WorkerPool scoring_pool{"scoring", threads_or_cores(config.scoring_threads), 4'096};
    WorkerPool loading_pool{"loading", 2, 1'024};
    WorkerPool waking_pool{"waking", 16, 1'024};
    WorkerPool delivery_pool{"delivery", 8, 256};
    WorkerPool exporting_pool{"exporting", 1, 64};
    WorkerPool training_pool{"training", trainer_slots(config), 64};

    access::Access access{access_config(config), *database, clock, random};
    access::Audit audit{*database, clock};

    std::shared_ptr<const OnnxRuntime> runtime =
        std::make_shared<OnnxRuntime>(OnnxRuntimeOptions{.library = config.onnxruntime});
    OnnxBackend backend{runtime};
    const ParquetIntake parquet{
        .parquet = Parquet::open(config.parquet),
        .csv_bytes_max = static_cast<std::uint64_t>(config.max_baseline_bytes)};
    ArtifactStore artifacts{places.artifacts, clock, random};
    LocalRegistry registry{*database, artifacts};
    Endpoints endpoints{
        *database,    registry,
        backend,      scoring_pool,
        loading_pool, clock,
        random,       endpoints_config(config, server_id(places.data, clock, random))};
    Models models{{.database = *database,
                   .clock = clock,
                   .random = random,
                   .artifacts = artifacts,
                   .inspect = make_inspector(runtime),
                   .endpoints_using = &endpoints_that_need,
                   .roots = ModelRoots{folders_of(config.model_roots)},
                   .limits = model_limits(config),
                   .parquet = parquet}};
    Predictions predictions{endpoints, waking_pool, clock};
    Metrics metrics{*database, clock, random};
    const RedactionRules redaction{
        .patterns = config.redact_patterns, .columns = config.redact_columns, .names = {}};
    Redactor redactor{redaction};
    PrivacyPolicies privacy_policies{*database, clock, random, redactor, redaction};
    Retention retention{*database, clock, random, kept_days(config)};
    RequestLog request_log{*database, redactor, clock, random, request_log_config(config)};
    FeedbackTokens feedback_tokens{*database, clock, random, directory_of(endpoints)};
    Feedback feedback{{.database = *database,
                       .clock = clock,
                       .random = random,
                       .redactor = redactor,
                       .request_log = request_log,
                       .endpoints = directory_of(endpoints),
                       .tokens = &feedback_tokens,
                       .changed = [this](sql::Transaction& tx, const FeedbackItem& before,
                                         const FeedbackItem& after) {
                           conversion.feedback_changed(tx, before, after);
                           reviews.feedback_changed(tx, after);
                       }}};
    ScoreConfigs score_configs{*database, clock, random};
    MetricsQueries queries{metrics, clock, directory_of(endpoints), ratings_of(feedback)};
    MetricsIngest ingest{*database,
                         metrics,
                         clock,
                         random,
                         directory_of(endpoints),
                         [this](sql::Transaction& tx, std::span<const Ingested> told) {
                             ingested_profiles.insert(tx, told);
                             if (config.quality_rows_per_second > 0)
                                 insert_ingested_outcomes(tx, told);
                         },
                         [this](const Ingested& ingested) {
                             request_log.ingested(ingested);
                             outcomes.ingested(ingested);
                         }};
    RequestQueries requests{*database,
                            request_log,
                            clock,
                            directory_of(endpoints),
                            columns_of(registry),
                            feedback_of_requests(feedback)};
    Sheets sheets{{.database = *database, .clock = clock, .random = random, .redactor = redactor}};
    Conversion conversion{{.database = *database,
                           .clock = clock,
                           .random = random,
                           .redactor = redactor,
                           .endpoints = directory_of(endpoints)}};
    Reviews reviews{{.database = *database,
                     .clock = clock,
                     .random = random,
                     .redactor = redactor,
                     .feedback = feedback,
                     .sheets = sheets,
                     .endpoints = directory_of(endpoints)}};
    Exports exports{{.database = *database,
                     .clock = clock,
                     .random = random,
                     .pool = exporting_pool,
                     .redaction =
                         [this] {
                             const auto policy = privacy_policies.show_privacy_policy();
                             return rules_of(policy.patterns, policy.custom, policy.names,
                                             policy.columns);
                         },
                     .server_id = server_id(places.data, clock, random),
                     .tool_version = std::string{version_text},
                     .parquet = parquet.parquet,
                     .folder = places.data / "exports"}};
    const FeedbackErasure erasable_feedback{{.database = *database,
                                             .clock = clock,
                                             .random = random,
                                             .redactor = redactor,
                                             .request_log = request_log,
                                             .endpoints = {}}};
    const RowsErasure erasable_rows{clock};
    const RequestsErasure erasable_requests{request_log};
    const ReviewsErasure erasable_reviews;
    const GapsErasure erasable_gaps;
    const JobsErasure erasable_jobs;
    const access::AuditErasure erasable_audit;
    const access::KeptAnswersErasure erasable_answers;
    const ExportsErasure erasable_exports{*database, exports};
    LayoutCache profile_layouts;
    LayoutTable layout_table;
    Profiles profiles{*database, clock, random, profile_layouts, layout_table};
    IngestedProfiles ingested_profiles{layout_table, drift_endpoints(endpoints)};
    Baselines baselines{{.database = *database,
                         .clock = clock,
                         .random = random,
                         .registry = registry,
                         .backend = backend,
                         .pool = loading_pool,
                         .layouts = profile_layouts,
                         .table = layout_table,
                         .profiles = profiles,
                         .find_endpoint = drift_endpoints(endpoints),
                         .registered = registered_baselines(registry),
                         .parquet = parquet,
                         .folder = places.data / "baselines"}};
    Comparer comparer{baselines, profiles, layout_table, clock, revision_spans(endpoints, clock)};
    Standings standings{*database, clock, comparer, drift_endpoints(endpoints)};
    DriftQueries drift{comparer, standings, clock, drift_endpoints(endpoints),
                       drift_examples(requests)};
    OutcomeLog outcomes{*database, clock, outcome_log_config(config)};
    const OutcomesErasure erasable_outcomes{outcomes};
    Erasures erasures{{.database = *database,
                       .clock = clock,
                       .random = random,
                       .stores = {&erasable_feedback, &erasable_rows, &erasable_reviews,
                                  &erasable_gaps, &erasable_jobs, &erasable_requests,
                                  &erasable_outcomes, &erasable_audit, &erasable_answers},
                       .files = erasable_exports,
                       .key = privacy_key(places.data, random),
                       .tool_version = std::string{version_text},
                       .models_trained_on = [this](const std::set<std::string>& rows) {
                           return trained_models({*database, exports, training_jobs}, rows);
                       }}};
    Labels labels{*database, outcomes, clock, directory_of(endpoints)};
    QualityQueries quality{*database, outcomes, metrics, clock, directory_of(endpoints)};
    AskedWindows drift_windows{comparer, standings, clock, drift_endpoints(endpoints)};
    Gaps gaps{*database, clock, random};
    GapAnalyzer gap_analyzer{{.database = *database,
                              .clock = clock,
                              .random = random,
                              .endpoints = directory_of(endpoints),
                              .drift = drift_seen_of(standings),
                              .confidence = confidence_of(quality)}};
    EarlierLists earlier_lists{*database};
    const AskStanding standing_of = [this](const EndpointId& id) { return standings.standing(id); };
    const Measures measures{{AlertType::model_quality, model_quality_of(quality)},
                            {AlertType::quality, positive_rate_of(feedback)}};
    Notifications notifications{*database, clock, random, channel_limits(config)};
    ChannelSender sender{sender_config(config)};
    Deliverer deliverer{*database, clock, random, delivery_pool,
                        [this](const Channel& channel, const Notice& notice, const std::string& id,
                               Timestamp now) { return sender.send(channel, notice, id, now); }};
    TrainingJobs training_jobs{
        {.database = *database,
         .clock = clock,
         .random = random,
         .exports = exports,
         .models = models,
         .notifications = notifications,
         .pool = training_pool,
         .redact = [this](std::string_view text) { return redactor.redact_text(text); },
         .trainers = config.trainers,
         .server_id = server_id(places.data, clock, random),
         .public_url = config.public_url,
         .folder = places.data / "training"}};
    Lineage lineage{lineage_parts({*database, exports, training_jobs})};
    RetrainJobs retrain_jobs{training_jobs};
    RetrainMeasuring retrain_measuring{{.database = *database,
                                        .feedback = feedback,
                                        .endpoints = directory_of(endpoints),
                                        .drift_window = drift_window_of(drift_windows),
                                        .revision = revision_of(endpoints)}};
    RetrainTriggers retrain_triggers{
        {.database = *database,
         .clock = clock,
         .random = random,
         .notifications = notifications,
         .measuring = retrain_measuring,
         .endpoints = directory_of(endpoints),
         .check_job = [this](const api::json::value& request, const std::string& root) {
             return retrain_jobs.violations_of(request, root);
         }}};
    RetrainEvaluator retrain_evaluator{
        {.database = *database,
         .clock = clock,
         .random = random,
         .notifications = notifications,
         .measuring = retrain_measuring,
         .create_job = [this](const api::json::value& request,
                              const std::string& key) { return retrain_jobs.create(request, key); },
         .public_url = config.public_url}};
    AlertJournal journal{notifications, clock, random, config.public_url};
    Alerts alerts{
        {.database = *database,
         .clock = clock,
         .random = random,
         .metrics = metrics,
         .notifications = notifications,
         .journal = journal,
         .measures = with_drift(measures, windows_of(drift_windows, StandingTime::window_end))}};
    AlertEvaluator evaluator{
        {.database = *database,
         .clock = clock,
         .random = random,
         .metrics = metrics,
         .journal = journal,
         .measures = with_drift(measures, windows_of(drift_windows, StandingTime::now))}};
    Health health{*database, metrics, clock, directory_of(endpoints), drift_status_by(standing_of)};
    Prometheus prometheus{metrics, directory_of(endpoints), std::string{version_text}};

    LiveEvents events{
        clock,
        random,
        {metrics_topic(metrics, queries), alerts_topic(*database, clock),
         endpoints_topic(endpoints), requests_topic(requests), feedback_topic(*database, clock)}};

    std::atomic<bool> is_serving{false};
    System system{
        [this] { return is_serving ? std::string{} : "The server is starting or stopping."; }};
    api::Router router{limits_of(config)};
    std::unique_ptr<Page> page;
    std::unique_ptr<http::Server> server;

    PeriodicTask collect{"collect metrics", 1s, [this] { metrics.collect(); }};
    PeriodicTask flush{"flush metrics", 1s, [this] { metrics.flush(); }};
    PeriodicTask roll_up{"roll up metrics", 60s, [this] { metrics.roll_up(); }};
    PeriodicTask evaluate{"evaluate alerts", 5s, [this] { evaluator.step(); }};
    PeriodicTask forget_alerts{"forget alert events", 1h, [this] { evaluator.forget_old(); }};
    PeriodicTask log{"write request log", 100ms, [this] { request_log.flush(); }};
    PeriodicTask keep{"keep predictions", 100ms, [this] { outcomes.flush(); }};
    PeriodicTask forget_outcomes{
        "forget predictions", 60s,
        [this] { outcomes.forget(retention.too_old(KeptTable::prediction_outcomes)); }};
    PeriodicTask forget_log{
        "forget requests", 60s, [this] {
            if (const auto time = retention.too_old(KeptTable::request_payloads))
                request_log.forget_payloads(*time);
            request_log.forget(retention.too_old(KeptTable::request_log));
        }};
    PeriodicTask forget_ingested{"forget ingested requests", 10min, [this] { ingest.forget(); }};
    PeriodicTask flush_profiles{"flush profiles", 1s, [this] { profiles.flush(); }};
    PeriodicTask roll_up_profiles{"roll up profiles", 60s, [this] { profiles.roll_up(); }};
    PeriodicTask see_baselines{"see baselines", 1s, [this] { baselines.step(); }};
    PeriodicTask judge_drift{"judge drift", 10s, [this] { standings.step(); }};
    PeriodicTask fold_feedback{"count feedback", 1s, [this] { feedback.fold_counts(); }};
    PeriodicTask join_feedback{"join feedback", 1s, [this] { feedback.join_waiting(); }};
    PeriodicTask forget_sheets{"forget sheets", 60s, [this] { sheets.forget_deleted(); }};
    PeriodicTask analyze_gaps{"analyze gaps", 5s, [this] { gap_analyzer.step(); }};
    PeriodicTask retrain{"evaluate retrain triggers", 15s, [this] { retrain_evaluator.step(); }};
    PeriodicTask forget_reviews{"forget review queues", 60s, [this] { reviews.forget_deleted(); }};
    PeriodicTask forget_feedback{
        "forget feedback", 60s, [this] {
            if (const auto time = retention.too_old(KeptTable::feedback_items))
                feedback.forget(*time);
        }};
    PeriodicTask see_policy{"see privacy policy", 500ms, [this] { privacy_policies.follow(); }};
    PeriodicTask see_exports{"see exports", 5s, [this] { exports.step(); }};
    PeriodicTask erase_exports{"erase from exports", 1s, [this] { exports.erase_held(); }};
    PeriodicTask erase{"erase", 1s, [this] { erasures.step(); }};
    PeriodicTask sweep_exports{"sweep exports", 60s, [this] { exports.sweep(); }};
    PeriodicTask see_jobs{"see training jobs", 1s, [this] { training_jobs.step(); }};
    PeriodicTask generation{"see changes", 1s, [this] { endpoints.step_generation(); }};
    PeriodicTask keys{"see keys", 1s, [this] {
                          access.refresh();
                          feedback_tokens.refresh();
                      }};
    PeriodicTask idle{"unload idle models", 5s, [this] { endpoints.step_idle(); }};
    PeriodicTask deliver{"deliver notices", 1s, [this] { deliverer.step(); }};
    PeriodicTask forget_deliveries{"forget deliveries", 60s, [this] { deliverer.forget(); }};
    PeriodicTask forget{"forget what is old", 60s, [this] {
                            access::forget_old_keys(*database, clock.now());
                            if (const auto time = retention.too_old(KeptTable::audit_log))
                                access::forget_old_audit(*database, *time);
                        }};
    PeriodicTask tell{"tell events", 250ms, [this] { events.step(); }};

    std::vector<PeriodicTask*> tasks() {
        return {&collect,
                &flush,
                &roll_up,
                &flush_profiles,
                &roll_up_profiles,
                &see_baselines,
                &judge_drift,
                &evaluate,
                &forget_alerts,
                &generation,
                &keys,
                &idle,
                &tell,
                &deliver,
                &forget_deliveries,
                &forget,
                &log,
                &forget_log,
                &forget_ingested,
                &keep,
                &forget_outcomes,
                &fold_feedback,
                &forget_sheets,
                &forget_reviews,
                &analyze_gaps,
                &retrain,
                &forget_feedback,
                &see_policy,
                &see_exports,
                &erase_exports,
                &erase,
                &sweep_exports,
                &see_jobs,
                &join_feedback};
    }
};

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
    page = std::make_unique<Page>(api::to_json_text(router.openapi(version_text)));
    mount(router, *page);
    server = std::make_unique<http::Server>(server_config(config, places), router, access,
                                            control_pool, clock, random);
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
    parts.endpoints.wait_until_loaded(60s);
    parts.baselines.step();  // What is ingested at once is to be profiled too.
    for (auto* task : parts.tasks()) task->start();
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
    for (auto* task : parts.tasks()) task->stop();
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
