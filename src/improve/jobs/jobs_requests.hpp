#pragma once
// What the routes of training jobs ask and answer.

#include "deploy/models/names.hpp"
#include "improve/jobs/named_trainer.hpp"
#include "improve/jobs/training_job.hpp"
#include "platform/api/exchange.hpp"
#include "platform/api/inputs.hpp"
#include "platform/api/page_cursor.hpp"

namespace ontos {

inline constexpr std::size_t job_members_bytes_max = 8'192;

/// What was sent of the options of an export: the others are the trainer's.
struct JobExportOptions {
    api::json::object sent;

    bool has(std::string_view name) const { return sent.contains(name); }
    /// A layout is of its format: with another one it is rows, unless it is sent.
    ExportOptions over(const ExportOptions& trainers) const;
};

template <>
struct api::Codec<JobExportOptions> : api::JsonText<JobExportOptions> {
    static JobExportOptions read(const json::value& in) { return {in.as_object()}; }
    static json::value write(const JobExportOptions& value) { return value.sent; }
    /// Unknown members are refused everywhere: a misspelt one would be another data set.
    static json::object schema(json::object& components) {
        return closed(Codec<ExportOptions>::schema(components), components);
    }
};

struct NewTrainingJob {
    std::string training_sheet_id;
    std::optional<std::string> export_id;
    std::optional<JobExportOptions> export_options;
    std::string model_name, base_model, trainer;
    JsonMembers training_config, parameters;
    std::optional<double> train_val_split;
    bool register_to_uc = true;
    std::optional<std::int64_t> timeout_seconds;

    static constexpr auto fields(auto...) {
        using T = NewTrainingJob;
        return std::array{
            api::option<&T::training_sheet_id>("Whose rows to train on; not needed with "
                                               "`export_id`.",
                                               api::max_length(200)),
            api::option<&T::export_id>("An export that is there; else one is made.",
                                       api::max_length(200)),
            api::option<&T::export_options>("How it is made: filters and the like. A format or "
                                            "layout that is left out is the trainer's."),
            api::field<&T::model_name>(
                "The model of which it makes a version: catalog.schema.model, or the last part "
                "alone, in main.default.",
                api::pattern(R"(^[A-Za-z0-9_-]{1,255}(\.[A-Za-z0-9_-]{1,255}\.)"
                             R"([A-Za-z0-9_-]{1,255})?$)")),
            api::option<&T::base_model>("What it starts from.", api::max_length(500)),
            api::option<&T::trainer>("A trainer of the configuration file, or a saved webhook "
                                     "channel that signs; left out: the only trainer there is.",
                                     api::max_length(100)),
            api::option<&T::training_config>("Epochs, learning rate and the like; at most 8 KiB.",
                                             api::max_members(100)),
            api::option<&T::parameters>("What else the trainer knows; at most 8 KiB.",
                                        api::max_members(100)),
            api::option<&T::train_val_split>("Share of the rows that are trained on: another "
                                             "word for train_split of export_options. Not with "
                                             "`export_id`, which has its own.",
                                             api::minimum(0.5), api::maximum(0.95)),
            api::option<&T::register_to_uc>("false: the model is thrown away; only what was "
                                            "measured stays."),
            api::option<&T::timeout_seconds>("Its time limit; a named trainer's own is the most, a "
                                             "webhook's default is a day.",
                                             api::minimum(1), api::maximum(2'592'000))};
    }
};

/// What a trainer says of its job.
struct JobReport {
    std::optional<JobStatus> status;
    std::optional<double> progress_percent;
    JsonMembers metrics;
    std::string message, log;
    std::optional<std::string> model_version, external_model_version;
    std::optional<std::int64_t> sequence;

    static constexpr auto fields(auto...) {
        using T = JobReport;
        return std::array{
            api::option<&T::status>("running, succeeded, failed or cancelled."),
            api::option<&T::progress_percent>("How far it is; a smaller one than before is not "
                                              "believed.",
                                              api::minimum(0), api::maximum(100)),
            api::option<&T::metrics>("What was measured; added to what was told before.",
                                     api::max_members(100)),
            api::option<&T::message>("What happened.", api::max_length(2'000)),
            api::option<&T::log>("More of what the trainer wrote.", api::max_length(16'000)),
            api::option<&T::model_version>("The version that was registered.",
                                           api::pattern(version_pattern)),
            api::option<&T::external_model_version>(
                "The version of a model that is kept and served elsewhere, such as a text model, "
                "instead: as the external endpoint that will serve it names it.",
                api::min_length(1), api::max_length(255)),
            api::option<&T::sequence>("Counts the reports, so that a late one changes nothing.",
                                      api::minimum(1))};
    }
};

struct TrainedUpload {
    api::UploadedFile model;
    std::optional<api::UploadedFile> baseline;
    std::optional<std::string> description;

    static constexpr auto fields(auto...) {
        using T = TrainedUpload;
        return std::array{
            api::field<&T::model>("An .onnx file, or a zip, tar or tar.gz of an MLflow model "
                                  "directory."),
            api::option<&T::baseline>("CSV of the training rows."),
            api::option<&T::description>("What is new in it.",
                                         api::max_length(description_length_max))};
    }
};

struct JobPath {
    std::string job_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&JobPath::job_id>("Id of the job.")};
    }
};

struct JobFilePath {
    std::string job_id, name;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&JobFilePath::job_id>("Id of the job."),
                          api::field<&JobFilePath::name>("Name of the file, a / as %2F.")};
    }
};

struct JobsQuery {
    std::optional<JobStatus> status;
    std::optional<std::string> training_sheet_id, export_id, model_name, trainer;
    std::int32_t limit = 50;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = JobsQuery;
        return std::array{
            api::option<&T::status>("Only those."),
            api::option<&T::training_sheet_id>("Only of this sheet.", api::max_length(200)),
            api::option<&T::export_id>("Only of this export.", api::max_length(200)),
            api::option<&T::model_name>("Only of this model.", api::max_length(767)),
            api::option<&T::trainer>("Only of this trainer.", api::max_length(100)),
            api::option<&T::limit>("Jobs of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last)};
    }
};

/// So many have not ended at most.
inline constexpr std::int32_t live_jobs_max = 500;

struct LiveJobsQuery {
    std::int32_t limit = live_jobs_max;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = LiveJobsQuery;
        return std::array{
            api::option<&T::limit>("Most jobs of one answer.", api::minimum(1),
                                   api::maximum(live_jobs_max)),
            api::option<&T::cursor>("Where the answer before ended, from its Link header.",
                                    api::is_id_of_last)};
    }
};

struct TrainingJobPage {
    std::vector<TrainingJob> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        using T = TrainingJobPage;
        return std::array{
            api::field<&T::items>("Newest first."),
            api::field<&T::next_cursor>("Where the next page starts; null at the end.")};
    }
};

struct JobEvents {
    std::vector<JobEvent> items;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&JobEvents::items>("Oldest first; at most 1,000 are kept.")};
    }
};

/// Who can train.
struct TrainerInfo {
    std::string name;
    TrainerKind kind = TrainerKind::named;
    std::string description;
    std::optional<ExportFormat> format;
    std::int64_t timeout_seconds = 0, slots = 0, running = 0, queued = 0;

    static constexpr auto fields(auto...) {
        using T = TrainerInfo;
        return std::array{api::field<&T::name>("What a job calls it."),
                          api::field<&T::kind>("A program of the server's machine, or a webhook."),
                          api::field<&T::description>("What it trains."),
                          api::field<&T::format>("What it reads, where a job does not say."),
                          api::field<&T::timeout_seconds>("Its time limit."),
                          api::field<&T::slots>("So many of its jobs run at once; 0: no limit."),
                          api::field<&T::running>("Jobs that it has."),
                          api::field<&T::queued>("Jobs that wait.")};
    }
};

struct Trainers {
    std::vector<TrainerInfo> items;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Trainers::items>("By name.")};
    }
};

}  // namespace ontos
