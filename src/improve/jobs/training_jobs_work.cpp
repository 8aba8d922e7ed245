// Training jobs as they go on: files made, handed over, started, given up.
#include <fmt/format.h>

#include "improve/exports/exports_erasure_store.hpp"
#include "improve/jobs/jobs_store.hpp"
#include "improve/jobs/trained_rows_store.hpp"
#include "improve/jobs/trainer_run.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "improve/jobs/training_token.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

/// After so long without a sign of life another server gives up what only that one can do.
constexpr auto lost_after = 120s;
constexpr auto between_signs = 10s;
constexpr std::size_t files_told_max = 50;

const std::string server_name = "the server";

void set_data(JobProgress& progress, const Export& made) {
    progress.total_pairs = made.examples_exported;
    progress.train_pairs = made.train_count;
    progress.val_pairs = made.val_count;
    progress.dataset_sha256 = made.manifest->dataset_sha256;
}

}  // namespace

/// What a trainer behind a webhook is told.
struct TrainingJobs::Handover {
    const TrainingJobRecord& job;
    const Export& made;
    const std::string& public_url;

    std::string url(const std::string& rest) const {
        return public_url + "/api/v1/training/jobs/" + job.id + rest;
    }
    JsonMembers data(const std::string& token) const {
        boost::json::array files;
        for (const auto& file : made.manifest->files) {
            if (!file.split || files.size() == files_told_max) continue;
            auto described = api::to_json(file).as_object();
            auto name = file.name;
            if (const auto slash = name.find('/'); slash != name.npos)
                name.replace(slash, 1, "%2F");
            described["url"] = url("/files/" + name);
            files.push_back(std::move(described));
        }
        const auto& order = job.order;
        return {{"job_id", job.id.c_str()},
                {"model_name", order.model_name.c_str()},
                {"base_model", order.base_model.c_str()},
                {"training_config", api::to_json(order.training_config)},
                {"parameters", api::to_json(order.parameters)},
                {"training_sheet_id", order.training_sheet_id.c_str()},
                {"export_id", made.export_id.c_str()},
                {"format", api::to_json(order.export_options.format)},
                {"train_pairs", made.train_count},
                {"val_pairs", made.val_count},
                {"dataset_sha256", made.manifest->dataset_sha256.c_str()},
                {"timeout_seconds", order.timeout_seconds},
                {"files", std::move(files)},
                {"status_url", url("/status").c_str()},
                {"model_url", url("/model").c_str()},
                {"token", token.c_str()}};
    }
};

TrainingJobs::TrainingJobs(TrainingJobsParts parts) : parts_{std::move(parts)} {
    std::filesystem::create_directories(parts_.folder);
    // Of a process of this server that is no more, whatever became of its jobs since.
    for (const auto& entry : std::filesystem::directory_iterator{parts_.folder})
        if (entry.is_directory()) remove_folder(entry.path().filename().string());
}

void TrainingJobs::remove_folder(const std::string& id) const {
    kill_processes_with(job_variable, id);
    remove_quietly(parts_.folder / id);
}

void TrainingJobs::leave_folders(const std::vector<TrainingJobRecord>& jobs) {
    for (const auto& job : jobs) {
        // One that was left running ends first, with what came of it.
        if (!has_ended(job.progress.status)) continue;
        {
            const std::lock_guard lock{mutex_};
            if (running_.contains(job.id)) continue;
        }
        remove_folder(job.id);
        change(job.id, server_name, [](sql::Transaction&, TrainingJobRecord& current) {
            current.keeping.has_folder = false;
            return true;
        });
    }
}

std::set<std::string> TrainingJobs::running_ids() const {
    const std::lock_guard lock{mutex_};
    std::set<std::string> ids;
    for (const auto& [id, running] : running_) ids.insert(id);
    return ids;
}

void TrainingJobs::stop_trainers(const std::set<std::string>& ids) {
    const std::lock_guard lock{mutex_};
    for (auto& [id, running] : running_)
        if (ids.contains(id)) running->must_stop = true;
}

TrainingJobs::~TrainingJobs() {
    stop();
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return running_.empty(); });
}

void TrainingJobs::stop() {
    is_stopping_ = true;
    const std::lock_guard lock{mutex_};
    for (auto& [id, running] : running_) running->must_stop = true;
}

TrainingJobRecord TrainingJobs::end(const std::string& id, JobStatus status,
                                    const std::string& why) {
    const auto now = parts_.clock.now();
    return change(id, server_name, [&](sql::Transaction&, TrainingJobRecord& job) {
        if (has_ended(job.progress.status)) return false;
        set_status(job.progress, status, why, now);
        return true;
    });
}

void TrainingJobs::step() {
    const auto now = parts_.clock.now();
    auto ended = running_ids();
    const auto [live, with_folder] = parts_.database.read([&](sql::Transaction& tx) {
        auto all = jobs_store::live(tx, live_max);
        return std::pair{std::move(all), jobs_store::with_folder(tx, parts_.server_id)};
    });
    if (is_stopping_) return;
    // Whoever ended them, and though their trainers print nothing.
    for (const auto& job : live) ended.erase(job.id);
    stop_trainers(ended);
    leave_folders(with_folder);
    if (live.empty()) return;
    bool must_sign = false;
    {
        const std::lock_guard lock{mutex_};
        must_sign = now - seen_at_ >= between_signs;
        if (must_sign) seen_at_ = now;
    }
    if (must_sign)
        parts_.database.write(
            [&](sql::Transaction& tx) { jobs_store::see(tx, parts_.server_id, now); });
    for (const auto& job : live) advance(job);
}

void TrainingJobs::advance(const TrainingJobRecord& job) noexcept {
    {
        const std::lock_guard lock{mutex_};
        if (!advancing_.insert(job.id).second) return;
    }
    try {
        if (job.keeping.server_id == parts_.server_id || !give_up_lost(job)) advance_here(job);
    } catch (const Failure& failure) {
        if (failure.kind() == FailureKind::unavailable || failure.kind() == FailureKind::internal)
            log_warning("a training job stays where it is for now",
                        {{"job", job.id}, {"reason", failure.message()}});
        else
            try {
                end(job.id, JobStatus::failed, failure.message());
            } catch (const std::exception& error) {
                log_error("a training job cannot be ended",
                          {{"job", job.id}, {"cause", error.what()}});
            }
    } catch (const std::exception& error) {
        log_error("a training job stays where it is for now",
                  {{"job", job.id}, {"cause", error.what()}});
    }
    const std::lock_guard lock{mutex_};
    advancing_.erase(job.id);
    changed_.notify_all();
}

void TrainingJobs::wait_for_step(const std::string& id) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, 2s, [&] { return !advancing_.contains(id); });
}

bool TrainingJobs::give_up_lost(const TrainingJobRecord& job) {
    const bool only_there =
        job.order.trainer_kind == TrainerKind::named || job.progress.status == JobStatus::pending;
    if (!only_there) return false;
    if (parts_.clock.now() - job.keeping.seen_at <= lost_after) return true;
    JobReport report;
    report.status = JobStatus::failed;
    report.message = "The server " + job.keeping.server_id +
                     ", which had the job, gave no sign of life for two minutes.";
    // Its folder goes when that server is back, before it does anything else.
    end_run(job.id, report);
    return true;
}

void TrainingJobs::advance_here(const TrainingJobRecord& job) {
    const bool is_named = job.order.trainer_kind == TrainerKind::named;
    if (job.progress.status == JobStatus::pending) return prepare(job);
    if (!is_named) return watch_webhook(job);
    if (job.progress.status == JobStatus::queued) return start_if_free(job);
    {
        const std::lock_guard lock{mutex_};
        if (running_.contains(job.id)) return;
    }
    // It ran under a process of this server that is no more.
    const auto version = parts_.models.version_of_training_job(job.id);
    if (version) {
        const auto now = parts_.clock.now();
        change(job.id, server_name, [&](sql::Transaction&, TrainingJobRecord& current) {
            if (has_ended(current.progress.status)) return false;
            current.progress.model_version = version;
            set_status(current.progress, JobStatus::succeeded, "", now);
            return true;
        });
        return;
    }
    end(job.id, JobStatus::failed,
        "The server was ended while the trainer ran; what the trainer had made is lost. Start the "
        "job again.");
}

void TrainingJobs::make_export(const TrainingJobRecord& job) {
    ExportRequest request{.options = job.order.export_options, .wait = 2};
    access::ActorInput actor;
    actor.name = job.progress.created_by;
    const auto made = parts_.exports.create_export({{job.order.training_sheet_id}}, {request, {}},
                                                   actor, access::Once{});
    const auto now = parts_.clock.now();
    change(job.id, server_name, [&](sql::Transaction&, TrainingJobRecord& current) {
        if (has_ended(current.progress.status)) return false;
        current.order.export_id = made.value.export_id;
        current.progress.updated_at = now;
        ++current.progress.revision;
        return true;
    });
}

void TrainingJobs::pass_on(const std::string& id) {
    const auto now = parts_.clock.now();
    change(id, server_name, [&](sql::Transaction& tx, TrainingJobRecord& current) {
        const auto made = parts_.exports.find(tx, current.order.export_id.value());
        if (!made || current.progress.status != JobStatus::pending) return false;
        current.keeping.server_id = made->server_id;
        current.keeping.seen_at = now;
        return true;
    });
}

void TrainingJobs::prepare(const TrainingJobRecord& before) {
    if (!before.order.export_id) make_export(before);
    const auto job = require(before.id);
    if (job.progress.status != JobStatus::pending || !job.order.export_id) return;
    const auto made = parts_.exports.show_export({{*job.order.export_id}});
    if (made.status == ExportStatus::running) return;
    if (made.status != ExportStatus::ready) {
        end(job.id, JobStatus::failed,
            fmt::format("The export {} is {}: {}", made.export_id, api::to_text(made.status),
                        made.reason.value_or("")));
        return;
    }
    if (!parts_.exports.files_here(made.export_id)) return pass_on(job.id);
    hand_over(job, made);
    const auto handed = require(job.id);
    if (handed.progress.status == JobStatus::queued &&
        handed.order.trainer_kind == TrainerKind::named)
        start_if_free(handed);
}

void TrainingJobs::tell_trainer(sql::Transaction& tx, const TrainingJobRecord& job,
                                const std::string& topic, JsonMembers data) const {
    Notice notice;
    notice.event = NoticeEvent::job;
    notice.alert_id = job.id;
    notice.name = job.order.model_name;
    notice.severity = AlertSeverity::info;
    notice.starts_at = job.progress.created_at;
    notice.occurred_at = job.progress.updated_at;
    notice.sequence = job.progress.revision;
    notice.topic = topic;
    notice.data = std::move(data);
    parts_.notifications.enqueue(tx, notice, {{{job.order.trainer, {}}}});
}

std::vector<RowDigits> TrainingJobs::rows_of(const Export& made) const {
    return digits_of_rows(
        [&](const auto& visit) { parts_.exports.for_each_row(made.export_id, visit); });
}

void TrainingJobs::take_data(const std::string& id, const Export& made) {
    if (made.examples_exported == 0)
        throw Failure{FailureKind::unprocessable,
                      "All rows of the export were erased: there is nothing to train on."};
    const auto rows = rows_of(made);
    const auto now = parts_.clock.now();
    change(id, server_name, [&](sql::Transaction& tx, TrainingJobRecord& job) {
        trained_rows_store::put(tx, id, rows);
        if (job.progress.dataset_sha256 == made.manifest->dataset_sha256) return false;
        set_data(job.progress, made);
        job.progress.updated_at = now;
        ++job.progress.revision;
        return true;
    });
}

void TrainingJobs::hand_over(const TrainingJobRecord& job, const Export& made) {
    const bool is_webhook = job.order.trainer_kind == TrainerKind::webhook;
    const auto rows = is_webhook ? rows_of(made) : std::vector<RowDigits>{};
    const auto token = new_job_token(parts_.random);
    const auto now = parts_.clock.now();
    change(job.id, server_name, [&](sql::Transaction& tx, TrainingJobRecord& current) {
        auto& progress = current.progress;
        if (progress.status != JobStatus::pending) return false;
        set_data(progress, made);
        set_status(progress, JobStatus::queued, "", now);
        if (!is_webhook) return true;
        // It knows the files from now on, wherever it gets them; a program once it runs.
        trained_rows_store::put(tx, current.id, rows);
        current.keeping.token_sha256 = job_token_sha256(token);
        tell_trainer(tx, current, "training_job.queued",
                     Handover{current, made, parts_.public_url}.data(token));
        return true;
    });
}

void TrainingJobs::watch_webhook(const TrainingJobRecord& job) {
    if (job.progress.created_at + std::chrono::seconds{job.order.timeout_seconds} <=
        parts_.clock.now()) {
        end(job.id, JobStatus::timeout,
            fmt::format("Nothing came of it in {} seconds.", job.order.timeout_seconds));
        return;
    }
    if (job.progress.status != JobStatus::queued) return;
    const auto told = parts_.database.read(
        [&](sql::Transaction& tx) { return parts_.notifications.deliveries_of(tx, job.id, 1); });
    if (!told.empty() && told.front().state == DeliveryState::dead)
        end(job.id, JobStatus::failed, "The trainer could not be told: " + told.front().last_error);
}

void TrainingJobs::start_if_free(const TrainingJobRecord& job) {
    const auto trainer = parts_.trainers.find(job.order.trainer);
    if (trainer == parts_.trainers.end()) {
        end(job.id, JobStatus::failed,
            "The trainer " + job.order.trainer + " is not configured any more.");
        return;
    }
    Running* running = nullptr;
    {
        const std::lock_guard lock{mutex_};
        const auto busy = std::ranges::count_if(running_, [&](const auto& other) {
            return other.second->trainer == job.order.trainer;
        });
        if (is_stopping_ || busy >= trainer->second.slots || running_.contains(job.id)) return;
        running = (running_[job.id] = std::make_unique<Running>()).get();
        running->trainer = job.order.trainer;
    }
    const auto give_back = [&] {
        const std::lock_guard lock{mutex_};
        running_.erase(job.id);
        changed_.notify_all();
    };
    try {
        const auto now = parts_.clock.now();
        const auto started =
            change(job.id, server_name, [&](sql::Transaction& tx, TrainingJobRecord& current) {
                if (current.progress.status != JobStatus::queued) return false;
                // It gets the files without what is erased of them, in a moment.
                if (exports_erasure_store::is_held(tx, *current.order.export_id)) return false;
                set_status(current.progress, JobStatus::running, "", now);
                current.keeping.has_folder = true;
                return true;
            });
        if (started.progress.status != JobStatus::running) return give_back();
        if (!parts_.pool.try_post([this, started, running] { run(started, *running); })) {
            JobReport report;
            report.status = JobStatus::failed;
            report.message = "The server was stopped before the trainer began.";
            end_run(job.id, report);
            give_back();
        }
    } catch (...) {
        give_back();
        throw;
    }
}

}  // namespace ontos
