#pragma once
// Every part of the server: what is made of what, in the order in which it is made.

#include <deque>

#include "app/alert_measures.hpp"
#include "app/app.hpp"
#include "app/data_lock.hpp"
#include "app/directory.hpp"
#include "app/drift_sources.hpp"
#include "app/feedback_sources.hpp"
#include "app/gap_sources.hpp"
#include "app/lineage_sources.hpp"
#include "app/live_topics.hpp"
#include "app/parts_config.hpp"
#include "app/privacy_key.hpp"
#include "app/retrain_jobs.hpp"
#include "app/retrain_sources.hpp"
#include "app/row_columns.hpp"
#include "app/server_id.hpp"
#include "app/server_metrics.hpp"
#include "app/storage.hpp"
#include "app/system.hpp"
#include "app/trained_versions.hpp"
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
#include "monitor/drift/baselines_erasure.hpp"
#include "monitor/drift/drift_queries.hpp"
#include "monitor/drift/ingested_profiles.hpp"
#include "monitor/drift/profiles_erasure.hpp"
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
#include "platform/http/server.hpp"
#include "platform/sql/database.hpp"
#include "platform/tasks/periodic_task.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos {

/// Built and ended by `App`, which starts and stops it.
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
                   .baselines_in_force = &baselines_in_force,
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
    Feedback feedback{
        {.database = *database,
         .clock = clock,
         .random = random,
         .redactor = redactor,
         .request_log = request_log,
         .endpoints = directory_of(endpoints),
         .tokens = &feedback_tokens,
         .changed =
             [this](sql::Transaction& tx, const FeedbackItem& before, const FeedbackItem& after) {
                 conversion.feedback_changed(tx, before, after);
                 reviews.feedback_changed(tx, after);
             },
         .find_deployment = &deployment_of,
         .find_columns = columns_of(registry),
         .policy_version = [this] { return privacy_policies.version(); }}};
    ScoreConfigs score_configs{*database, clock, random};
    MetricsQueries queries{metrics, directory_of(endpoints), ratings_of(feedback)};
    MetricsIngest ingest{*database,
                         metrics,
                         clock,
                         random,
                         directory_of(endpoints),
                         [this](std::span<const Ingested> sent) { return ingest_steps(sent); },
                         served_versions(endpoints)};
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
                           .endpoints = directory_of(endpoints),
                           .find_columns = row_columns_of(endpoints),
                           .is_strange_label = strange_labels_of(endpoints, profile_layouts)}};
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
                             const auto policy = privacy_policies.newest();
                             return RedactionInForce{policy.version,
                                                     rules_of(policy.patterns, policy.custom,
                                                              policy.names, policy.columns)};
                         },
                     .endpoints = directory_of(endpoints),
                     .server_id = server_id(places.data, clock, random),
                     .tool_version = std::string{version_text},
                     .parquet = parquet.parquet,
                     .folder = places.data / "exports",
                     .find_columns = row_columns_of(endpoints)}};
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
    Profiles profiles{*database, clock, random, redactor, profile_layouts, layout_table};
    IngestedProfiles ingested_profiles{layout_table, redactor, drift_endpoints(endpoints)};
    Baselines baselines{{.database = *database,
                         .clock = clock,
                         .random = random,
                         .registry = registry,
                         .backend = backend,
                         .pool = loading_pool,
                         .layouts = profile_layouts,
                         .table = layout_table,
                         .profiles = profiles,
                         .redactor = redactor,
                         .directory = directory_of(endpoints),
                         .find_endpoint = drift_endpoints(endpoints),
                         .registered = registered_baselines(registry),
                         .parquet = parquet,
                         .folder = places.data / "baselines"}};
    Comparer comparer{baselines, profiles, layout_table, clock, revision_spans(endpoints, clock)};
    Standings standings{*database, clock, comparer, drift_endpoints(endpoints)};
    DriftQueries drift{comparer,
                       standings,
                       clock,
                       directory_of(endpoints),
                       drift_endpoints(endpoints),
                       drift_examples(requests)};
    const ProfilesErasure erasable_profiles{profiles, profile_layouts};
    const BaselinesErasure erasable_baselines;
    OutcomeLog outcomes{*database, redactor, clock, outcome_log_config(config)};
    const OutcomesErasure erasable_outcomes{outcomes};
    Erasures erasures{
        {.database = *database,
         .clock = clock,
         .random = random,
         .stores = {&erasable_feedback, &erasable_rows, &erasable_reviews, &erasable_gaps,
                    &erasable_jobs, &erasable_requests, &erasable_outcomes, &erasable_profiles,
                    &erasable_baselines, &erasable_audit, &erasable_answers},
         .files = erasable_exports,
         .key = privacy_key(places.data, random),
         .tool_version = std::string{version_text},
         .models_trained_on = [this](const std::set<std::string>& rows) {
             return trained_models({*database, exports, training_jobs}, rows);
         }}};
    Labels labels{*database, redactor, outcomes, clock, directory_of(endpoints)};
    QualityQueries quality{*database, outcomes, metrics, directory_of(endpoints)};
    AskedWindows drift_windows{comparer, standings, clock, drift_endpoints(endpoints)};
    Gaps gaps{*database, clock, random, redactor, directory_of(endpoints)};
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
    TrainingJobs training_jobs{{.database = *database,
                                .clock = clock,
                                .random = random,
                                .exports = exports,
                                .models = models,
                                .notifications = notifications,
                                .pool = training_pool,
                                .redactor = redactor,
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
         .redactor = redactor,
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
         .measures = with_drift(measures, windows_of(drift_windows, StandingTime::window_end)),
         .features = features_of(layout_table, drift_endpoints(endpoints))}};
    AlertEvaluator evaluator{
        {.database = *database,
         .clock = clock,
         .random = random,
         .metrics = metrics,
         .journal = journal,
         .measures = with_drift(measures, windows_of(drift_windows, StandingTime::now))}};
    Health health{*database, metrics, directory_of(endpoints), drift_status_by(standing_of)};
    Prometheus prometheus{metrics, directory_of(endpoints), std::string{version_text}};

    LiveEvents events{
        clock,
        random,
        {metrics_topic(metrics, queries), alerts_topic(*database, clock),
         endpoints_topic(endpoints), requests_topic(requests), feedback_topic(*database, clock)}};

    std::atomic<bool> is_serving{false};
    System system{
        [this] { return is_serving ? std::string{} : "The server is starting or stopping."; }};
    Storage storage{*database, places.data};
    api::Router router{limits_of(config)};
    std::unique_ptr<Page> page;
    std::unique_ptr<http::Server> server;
    /// What comes again, in the order in which it starts. The last: it ends before what it works
    /// on.
    std::deque<PeriodicTask> tasks;

private:
    IngestSteps ingest_steps(std::span<const Ingested> sent);
    void add_gauges();
    void add_deploy_tasks();
    void add_monitor_tasks();
    void add_improve_tasks();
};

}  // namespace ontos
