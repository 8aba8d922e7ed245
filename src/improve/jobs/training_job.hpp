#pragma once
// What a training job is: rows handed to a trainer, and the model version that comes back.

#include <boost/describe.hpp>

#include "improve/exports/export_model.hpp"
#include "platform/api/inlined.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(JobStatus, pending, queued, running, succeeded, failed, cancelled, timeout)
/// named: a program of this machine, from the configuration. webhook: whoever listens there.
BOOST_DEFINE_ENUM_CLASS(TrainerKind, named, webhook)

inline constexpr bool has_ended(JobStatus status) {
    return status != JobStatus::pending && status != JobStatus::queued &&
           status != JobStatus::running;
}

using JsonMembers = std::map<std::string, api::json::value>;

/// What was asked for.
struct JobOrder {
    std::string training_sheet_id, training_sheet_name;
    std::optional<std::string> export_id;
    ExportOptions export_options;
    std::string model_name, base_model, trainer;
    TrainerKind trainer_kind = TrainerKind::named;
    JsonMembers training_config, parameters;
    double train_val_split = 0.9;
    bool register_to_uc = true;
    std::int64_t timeout_seconds = 3'600;

    static constexpr auto fields(auto...) {
        using T = JobOrder;
        return std::array{
            api::field<&T::training_sheet_id>("Whose rows it trains on."),
            api::field<&T::training_sheet_name>("Its name then."),
            api::field<&T::export_id>(
                "The files that the trainer gets; null until they are begun."),
            api::field<&T::export_options>("What is written into them."),
            api::field<&T::model_name>("The model of which it makes a version."),
            api::field<&T::base_model>("What it starts from; empty if nobody said."),
            api::field<&T::trainer>("Who trains: a name of the configuration, or of a channel."),
            api::field<&T::trainer_kind>("named: a program of the server's machine. webhook: who "
                                         "is called by the channel."),
            api::field<&T::training_config>("Epochs, learning rate and the like, as they were "
                                            "sent."),
            api::field<&T::parameters>("What else the trainer knows, as it was sent."),
            api::field<&T::train_val_split>("Share of the rows that are trained on."),
            api::field<&T::register_to_uc>("Whether a version is registered at the end."),
            api::field<&T::timeout_seconds>("Its time limit: of a program from its start, of a "
                                            "webhook from the job's creation.")};
    }
};

/// How far it is.
struct JobProgress {
    JobStatus status = JobStatus::pending;
    std::string status_message;
    double progress_percent = 0;
    JsonMembers metrics;
    std::int64_t total_pairs = 0;
    std::optional<std::int64_t> train_pairs, val_pairs;
    std::optional<std::string> dataset_sha256, model_version, external_model_version;
    std::string created_by;
    Timestamp created_at{}, updated_at{};
    std::optional<Timestamp> started_at, finished_at;
    std::int64_t revision = 1;

    static constexpr auto fields(auto...) {
        using T = JobProgress;
        return std::array{
            api::field<&T::status>("pending: its files are made. queued: it waits for the trainer. "
                                   "running. Then one of succeeded, failed, cancelled, timeout."),
            api::field<&T::status_message>("Why, in a sentence; empty if there is nothing to say."),
            api::field<&T::progress_percent>("0..100, as the trainer says; never falls."),
            api::field<&T::metrics>("What the trainer measured last, by name."),
            api::field<&T::total_pairs>("Rows in the files; until they are there, rows of the "
                                        "sheet that can be exported."),
            api::field<&T::train_pairs>("Rows to train on; null until the files are there."),
            api::field<&T::val_pairs>("Rows to validate by; null until the files are there."),
            api::field<&T::dataset_sha256>("The version of the data, as in the manifest."),
            api::field<&T::model_version>("The version of this registry that came of it."),
            api::field<&T::external_model_version>(
                "The version that came of it, of a model that is kept and served elsewhere: no "
                "file of it is here. Endpoints of the registry that name it serve it."),
            api::field<&T::created_by>("Who asked for it."),
            api::field<&T::created_at>("When."),
            api::field<&T::updated_at>("When something was last heard of it."),
            api::field<&T::started_at>("When the trainer began."),
            api::field<&T::finished_at>("When it ended; null until then."),
            api::field<&T::revision>("Counts its changes.")};
    }
};

/// What came of it, wherever it is kept.
inline const std::optional<std::string>& version_made(const JobProgress& progress) {
    return progress.model_version ? progress.model_version : progress.external_model_version;
}

/// What is not answered.
struct JobKeeping {
    std::int64_t last_sequence = 0;
    std::string token_sha256, server_id;
    Timestamp seen_at{};
    bool has_folder = false;

    static constexpr auto fields(auto...) {
        using T = JobKeeping;
        return std::array{api::field<&T::last_sequence>("Of the last report that counted."),
                          api::field<&T::token_sha256>("Of what its trainer reports with."),
                          api::field<&T::server_id>("Which server has it."),
                          api::field<&T::seen_at>("That server's last sign of life."),
                          api::field<&T::has_folder>("Whether its working folder, with its rows, "
                                                     "is on that server.")};
    }
};

/// A row of training_jobs.
struct TrainingJobRecord {
    std::string id;
    JobOrder order;
    JobProgress progress;
    JobKeeping keeping;

    static constexpr auto fields(auto...) {
        using T = TrainingJobRecord;
        return api::joined(std::array{api::field<&T::id>("Identifier.")}, api::inlined<&T::order>(),
                           api::inlined<&T::progress>(), api::inlined<&T::keeping>());
    }
};
template <>
struct api::Codec<TrainingJobRecord> : api::InlinedCodec<TrainingJobRecord> {};

/// A job as it is answered.
struct TrainingJob {
    std::string id;
    JobOrder order;
    JobProgress progress;

    static constexpr auto fields(auto...) {
        using T = TrainingJob;
        return api::joined(std::array{api::field<&T::id>("Identifier.")}, api::inlined<&T::order>(),
                           api::inlined<&T::progress>());
    }
};
template <>
struct api::Codec<TrainingJob> : api::InlinedCodec<TrainingJob> {};

inline TrainingJob answered(const TrainingJobRecord& record) {
    return {record.id, record.order, record.progress};
}

/// Something that happened to a job: a row of training_job_events.
struct JobEvent {
    std::string job_id;
    std::int64_t number = 0;
    Timestamp created_at{};
    JobStatus status = JobStatus::pending;
    double progress_percent = 0;
    std::string message, told_by;

    static constexpr auto fields(auto...) {
        using T = JobEvent;
        return std::array{api::field<&T::job_id>("The job."),
                          api::field<&T::number>("Counted from 1."),
                          api::field<&T::created_at>("When."),
                          api::field<&T::status>("What the job was after it."),
                          api::field<&T::progress_percent>("How far it was."),
                          api::field<&T::message>("What happened."),
                          api::field<&T::told_by>("Who said so.")};
    }
};

/// The end of what a trainer has written: a row of training_job_logs.
struct JobLog {
    std::string job_id;
    std::int64_t bytes_total = 0;
    std::string tail = {};

    static constexpr auto fields(auto...) {
        using T = JobLog;
        return std::array{
            api::field<&T::job_id>("The job."),
            api::field<&T::bytes_total>("How much the trainer has written."),
            api::field<&T::tail>("The end of it, at most 64 KiB; redacted as the log is.")};
    }
};

}  // namespace ontos
