// Where training jobs are found.
#include "improve/jobs/training_jobs.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About making{
    api::UnknownMembers::ignored,
    "Without `export_id` the sheet is exported first. A named trainer is a program that the "
    "configuration names, with its arguments; a webhook is told by a signed `training_job.queued`, "
    "with the addresses and the token by which it fetches the files and reports. The job ends as "
    "succeeded when its model version is READY."};

constexpr api::About reporting{
    api::UnknownMembers::refused,
    "With the token of the job as bearer token, or an API key that may write in the stage improve. "
    "Again is nothing, a smaller `sequence` than before is nothing, progress never falls; what "
    "contradicts the end is 409 `job_ended`. A job succeeds only with a READY version of its "
    "model, "
    "unless it registers none."};

constexpr api::About bringing{
    api::UnknownMembers::refused,
    "By the token of the job. Registers the next version of its model, once; report `succeeded` "
    "afterwards."};

constexpr std::array routes{
    api::post<&TrainingJobs::create_training_job>("/training/jobs", "Train a model on a sheet.",
                                                  Right::improve_write, making),
    api::get<&TrainingJobs::list_training_jobs>("/training/jobs", "List training jobs.",
                                                Right::improve_read),
    api::get<&TrainingJobs::list_active_training_jobs>(
        "/training/active", "List the training jobs that have not ended.", Right::improve_read),
    api::get<&TrainingJobs::list_trainers>("/training/trainers", "List who can train.",
                                           Right::improve_read),
    api::get<&TrainingJobs::show_training_job>("/training/jobs/{job_id}", "Show a training job.",
                                               Right::improve_read),
    api::post<&TrainingJobs::cancel_training_job>("/training/jobs/{job_id}/cancel",
                                                  "Cancel a training job.", Right::improve_write),
    api::get<&TrainingJobs::list_training_job_events>("/training/jobs/{job_id}/events",
                                                      "List what happened to a training job.",
                                                      Right::improve_read),
    api::get<&TrainingJobs::show_training_job_log>("/training/jobs/{job_id}/logs",
                                                   "Show the end of what a trainer wrote.",
                                                   Right::improve_read),
    api::get<&TrainingJobs::list_training_job_deliveries>(
        "/training/jobs/{job_id}/deliveries",
        "List how the trainer behind a webhook was told, newest first.", Right::improve_read),
    api::get<&TrainingJobs::show_training_job_lineage>(
        "/training/jobs/{job_id}/lineage", "Show where the rows of a training job came from.",
        Right::improve_read),
    api::post<&TrainingJobs::report_training_job>("/training/jobs/{job_id}/status",
                                                  "Report how a training job is.",
                                                  Right::report_job, reporting),
    api::post<&TrainingJobs::upload_trained_model>("/training/jobs/{job_id}/model",
                                                   "Bring the model of a training job.",
                                                   Right::report_job, bringing),
    api::get<&TrainingJobs::download_training_file>(
        "/training/jobs/{job_id}/files/{name}", "Download a file to train on.", Right::report_job),
};

}  // namespace

void mount(api::Router& router, TrainingJobs& jobs) { router.mount(jobs, routes, "Training"); }

}  // namespace ontos
