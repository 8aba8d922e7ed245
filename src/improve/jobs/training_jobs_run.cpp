// A named trainer of a job, run on the pool: followed, ended, its model registered.
#include <fmt/format.h>

#include "improve/jobs/jobs_store.hpp"
#include "improve/jobs/trainer_run.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "platform/base/logging.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr auto between_writes = 1s;
constexpr std::size_t line_max = 16 << 10;

const std::string trainer_name = "the trainer";

JobReport ended_as(JobStatus status, std::string why) {
    JobReport out;
    out.status = status;
    out.message = std::move(why);
    return out;
}

/// nullopt: it ended well.
std::optional<JobReport> trouble_of(const TrainingJobRecord& job, const ChildEnd& end,
                                    const std::string& last_line) {
    using enum ChildEnd::How;
    // Who cancelled it has written that already.
    if (end.how == stopped)
        return ended_as(JobStatus::failed, "The server was stopped while the trainer ran.");
    if (end.how == timed_out)
        return ended_as(JobStatus::timeout,
                        fmt::format("The trainer was ended at its time limit of {} seconds.",
                                    job.order.timeout_seconds));
    if (end.how == exited && end.code == 0) return std::nullopt;
    return ended_as(JobStatus::failed,
                    end.sentence() + (last_line.empty() ? "" : " Its last line: " + last_line));
}

}  // namespace

/// What the trainer writes: its log, its reports, its last line. Owned by one thread.
class TrainingJobs::Output {
public:
    Output(TrainingJobs& jobs, const TrainingJobRecord& job)
        : jobs_{jobs}, id_{job.id}, log_{.job_id = job.id} {}

    void add(std::string_view text) {
        for (const char c : text) {
            if (c == '\n')
                end_line();
            else if (line_.size() < line_max)
                line_ += c;
        }
    }
    /// Writes what is new, if the last time is a while ago.
    void write_sometimes() {
        const auto now = jobs_.parts_.clock.steady_now();
        if (now - written_at_ < between_writes) return;
        written_at_ = now;
        write();
    }
    void finish() {
        if (!line_.empty()) end_line();
        write();
    }
    const std::string& last_line() const { return last_line_; }

private:
    void end_line() {
        const auto line = jobs_.parts_.redactor.redact_text(cleaned_text(line_));
        line_.clear();
        append_log(log_, line + '\n');
        is_new_ = true;
        if (auto report = report_in(line)) {
            add_report(std::move(*report));
        } else if (!line.empty()) {
            last_line_ = shortened(line, 500);
        }
    }
    void add_report(JobReport report) {
        if (!report_) report_.emplace();
        if (report.progress_percent) report_->progress_percent = report.progress_percent;
        for (auto& [name, value] : report.metrics) report_->metrics[name] = value;
        if (!report.message.empty()) report_->message = report.message;
        if (report.external_model_version)
            report_->external_model_version = report.external_model_version;
    }
    void write() {
        if (!is_new_) return;
        is_new_ = false;
        try {
            write_now();
        } catch (const Failure& failure) {
            // What it measured may be too much, or the database away: the training goes on.
            log_warning("what a trainer wrote is not kept for now",
                        {{"job", id_}, {"reason", failure.message()}});
            report_.reset();
        }
    }
    void write_now() {
        const auto now = jobs_.parts_.clock.now();
        jobs_.change(id_, trainer_name, [&](sql::Transaction& tx, TrainingJobRecord& job) {
            // Of a job that was given up while its trainer ran, nothing is kept any more.
            if (job.keeping.has_folder) jobs_store::put_log(tx, log_);
            return report_ && !has_ended(job.progress.status) && apply(job, *report_, now);
        });
    }

    TrainingJobs& jobs_;
    const std::string id_;
    JobLog log_;
    std::string line_, last_line_;
    std::optional<JobReport> report_;
    bool is_new_ = false;
    SteadyTime written_at_{};
};

JobReport TrainingJobs::finish_run(const TrainingJobRecord& job, const TrainerFolder& folder) {
    const auto told = require(job.id).progress;
    if (has_ended(told.status)) return ended_as(told.status, told.status_message);
    auto left = folder.output();
    JobReport out;
    out.status = JobStatus::succeeded;
    out.metrics = std::move(left.metrics);
    if (!job.order.register_to_uc || told.external_model_version) return out;
    if (!left.model)
        throw Failure{FailureKind::invalid,
                      "The trainer ended well, but left neither output/model.onnx nor a folder "
                      "output/model, and named no external_model_version."};
    out.model_version = parts_.models
                            .register_trained({.full_name = job.order.model_name,
                                               .training_job_id = job.id,
                                               .model = *left.model,
                                               .baseline = left.baseline,
                                               .description = std::nullopt},
                                              {"training job " + job.id, ""})
                            .version;
    return out;
}

JobReport TrainingJobs::run_trainer(const TrainingJobRecord& job, Running& running) {
    const auto& trainer = parts_.trainers.at(job.order.trainer);
    std::optional<TrainerFolder> folder;
    const auto take = [&](const Export& made, const std::filesystem::path& files) {
        folder.emplace(parts_.folder / job.id, job, made, files);
        take_data(job.id, made);
    };
    if (!parts_.exports.with_files(job.order.export_id.value(), take))
        throw Failure{FailureKind::not_found, "The files of the export are gone."};
    Output output{*this, job};
    const auto end = run_child(
        folder->command(trainer), {.time = std::chrono::seconds{job.order.timeout_seconds}},
        [&](std::string_view text) { output.add(text); },
        [&] {
            output.write_sometimes();
            return running.must_stop.load();
        });
    kill_processes_with(job_variable, job.id);
    output.finish();
    if (auto trouble = trouble_of(job, end, output.last_line())) return *std::move(trouble);
    return finish_run(job, *folder);
}

/// In one transaction: an erasure that waits for the folder finds what came of the job.
void TrainingJobs::end_run(const std::string& id, const JobReport& end) {
    const bool is_well = end.status == JobStatus::succeeded;
    const auto now = parts_.clock.now();
    change(id, is_well ? trainer_name : "the server",
           [&](sql::Transaction&, TrainingJobRecord& job) {
               job.keeping.has_folder = false;
               if (is_well && !has_ended(job.progress.status))
                   apply(job, end, now);
               else
                   set_status(job.progress, end.status.value(), end.message, now);
               return true;
           });
}

void TrainingJobs::run(TrainingJobRecord job, Running& running) noexcept {
    try {
        try {
            log_info("a trainer begins", {{"job", job.id}, {"trainer", job.order.trainer}});
            end_run(job.id, run_trainer(job, running));
        } catch (const Failure& failure) {
            remove_folder(job.id);  // made in part, it would stay
            end_run(job.id, ended_as(JobStatus::failed, failure.message()));
        } catch (const std::filesystem::filesystem_error& error) {
            remove_folder(job.id);
            log_warning("a trainer failed", {{"job", job.id}, {"cause", error.what()}});
            end_run(job.id,
                    ended_as(JobStatus::failed, "The trainer's working folder cannot be used."));
        }
        const auto ended = require(job.id);
        log_info("a trainer ended", {{"job", job.id},
                                     {"status", api::to_text(ended.progress.status)},
                                     {"message", ended.progress.status_message}});
    } catch (const std::exception& error) {
        log_error("a training job stays running until the next step",
                  {{"job", job.id}, {"cause", error.what()}});
    }
    const std::lock_guard lock{mutex_};
    running_.erase(job.id);
    changed_.notify_all();
}

}  // namespace ontos
