// What trainers say of their jobs, and what they fetch and bring.
#include <fmt/format.h>

#include "deploy/models/versions_store.hpp"
#include "improve/exports/exports_store.hpp"
#include "improve/jobs/jobs_store.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "improve/jobs/training_token.hpp"

namespace ontos {
namespace {

void require_reporter(const TrainingJobRecord& job, const api::Caller& caller) {
    if (caller.kind != api::CallerKind::job_token ||
        caller.name == job_token_caller(job.keeping.token_sha256))
        return;
    throw Failure{FailureKind::forbidden, "The token is not of this training job."}.code(
        "wrong_job_token");
}

void require_external(const TrainingJobRecord& job) {
    if (job.order.trainer_kind == TrainerKind::webhook) return;
    throw Failure{FailureKind::conflict,
                  "The job is run by this server, which reports itself: trainers behind webhooks "
                  "report."}
        .code("not_a_webhook_job");
}

void require_live(const TrainingJobRecord& job) {
    if (!has_ended(job.progress.status)) return;
    throw Failure{FailureKind::conflict,
                  fmt::format("The job has ended: it is {}.", api::to_text(job.progress.status))}
        .code("job_ended");
}

Failure no_version(const TrainingJobRecord& job) {
    return Failure{FailureKind::unprocessable,
                   job.progress.model_version
                       ? fmt::format("{} has no READY version {}.", job.order.model_name,
                                     *job.progress.model_version)
                       : fmt::format("A job that succeeded names the version of {} that came of "
                                     "it.",
                                     job.order.model_name)}
        .code("no_model_version")
        .hint(
            "POST the model to /api/v1/training/jobs/{job_id}/model first, or register it and "
            "send model_version; of a model that is served elsewhere send "
            "external_model_version.");
}

/// As receipts of erasures name it.
std::string downloader(const TrainingJobRecord& job) { return "training job " + job.id; }

}  // namespace

access::TokenCallers TrainingJobs::callers() {
    return {.prefix = job_token_prefix,
            .identify =
                [](std::string_view token, const api::RequestHead&) {
                    return api::Caller{.name = job_token_caller(job_token_sha256(token)),
                                       .kind = api::CallerKind::job_token};
                },
            .admits_origin = {}};
}

void TrainingJobs::require_version(sql::Transaction& tx, const TrainingJobRecord& job) const {
    if (job.progress.external_model_version) return;
    if (!job.order.register_to_uc && !job.progress.model_version) return;
    if (!job.progress.model_version) throw no_version(job);
    VersionsStore versions{tx};
    const auto key =
        versions.find_number(job.order.model_name, std::stoll(*job.progress.model_version));
    if (!key || key->status != VersionStatus::READY) throw no_version(job);
    versions.set_training_job(key->id, job.id);
}

TrainingJob TrainingJobs::report_training_job(const api::Path<JobPath>& path,
                                              const api::Body<JobReport>& body,
                                              const access::ActorInput& actor,
                                              const api::CallerInput& caller) {
    const bool is_token = caller->kind == api::CallerKind::job_token;
    const auto now = parts_.clock.now();
    JobReport report = body;
    report.message = parts_.redactor.redact_text(cleaned_text(report.message));
    return answered(change(
        path.job_id, is_token ? "the trainer" : actor.name,
        [&](sql::Transaction& tx, TrainingJobRecord& job) {
            require_reporter(job, *caller.caller);
            require_external(job);
            if (!apply(job, report, now)) return false;
            if (job.progress.status == JobStatus::succeeded) require_version(tx, job);
            if (!report.log.empty()) {
                auto log = jobs_store::find_log(tx, job.id).value_or(JobLog{.job_id = job.id});
                append_log(log, parts_.redactor.redact_text(report.log));
                jobs_store::put_log(tx, log);
            }
            return true;
        }));
}

api::Created<ModelVersion> TrainingJobs::upload_trained_model(const api::Path<JobPath>& path,
                                                              const api::Form<TrainedUpload>& form,
                                                              const access::ActorInput& actor,
                                                              const api::CallerInput& caller) {
    const auto job = require(path.job_id);
    require_reporter(job, *caller.caller);
    require_external(job);
    require_live(job);
    if (const auto& made = version_made(job.progress))
        throw Failure{FailureKind::conflict,
                      fmt::format("The job has its model already: version {} of {}.", *made,
                                  job.order.model_name)}
            .code("model_uploaded");
    ModelOfJob trained{.full_name = job.order.model_name,
                       .training_job_id = job.id,
                       .model = form.model.path,
                       .baseline = std::nullopt,
                       .description = form.description};
    if (form.baseline) trained.baseline = form.baseline->path;
    auto version =
        parts_.models.register_trained(trained, {"training job " + job.id, actor.request_id});
    const auto now = parts_.clock.now();
    change(job.id, "the trainer", [&](sql::Transaction&, TrainingJobRecord& current) {
        if (has_ended(current.progress.status)) return false;
        current.progress.model_version = version.version;
        set_status(current.progress, JobStatus::running,
                   "The model is registered as version " + version.version + '.', now);
        return true;
    });
    return {std::move(version)};
}

void TrainingJobs::take_data_once(const TrainingJobRecord& job) {
    const auto is_new = [&](const std::optional<ExportManifest>& manifest) {
        return manifest && manifest->dataset_sha256 != job.progress.dataset_sha256;
    };
    const bool is_due = parts_.database.read([&](sql::Transaction& tx) {
        const auto made = parts_.exports.find(tx, *job.order.export_id);
        return made && is_new(made->manifest) &&
               !exports_store::has_downloaded(tx, made->id, downloader(job));
    });
    if (!is_due) return;
    parts_.exports.with_files_now(
        *job.order.export_id, [&](const Export& made, const std::filesystem::path&) {
            if (made.examples_exported == 0)
                end(job.id, JobStatus::failed, "All rows of the export were erased.");
            take_data(job.id, made);
        });
}

api::FileReply TrainingJobs::download_training_file(const api::Path<JobFilePath>& path,
                                                    const api::CallerInput& caller,
                                                    const FileAsked& asked) {
    const auto job = require(path.job_id);
    require_reporter(job, *caller.caller);
    require_live(job);
    if (!job.order.export_id)
        throw Failure{FailureKind::not_found, "The job has no files yet."}.code("export_not_ready");
    if (job.progress.status != JobStatus::pending) take_data_once(job);
    access::ActorInput actor;
    actor.name = downloader(job);
    return parts_.exports.download_export_file({{*job.order.export_id, path.name}}, actor, asked);
}

}  // namespace ontos
