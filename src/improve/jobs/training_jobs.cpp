// Training jobs as people ask for them, see and cancel them.
#include "improve/jobs/training_jobs.hpp"

#include <fmt/format.h>

#include "improve/jobs/jobs_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "platform/access/replay.hpp"
#include "platform/api/json_write.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/redaction/redacted_json.hpp"

namespace ontos {
namespace {

constexpr std::int64_t webhook_timeout_seconds = 86'400;

Failure mistake(const std::string& member, const std::string& what) {
    return Failure{FailureKind::invalid, member + ' ' + what}.violations(
        {{"/body/" + member, what}});
}

void require_small(const std::string& member, const JsonMembers& members) {
    if (api::to_json_text(api::to_json(members)).size() > job_members_bytes_max)
        throw mistake(member, "must be at most 8 KiB");
}

JsonMembers redacted(const Redactor& redactor, const JsonMembers& members) {
    return api::Codec<JsonMembers>::read(redacted_json(redactor, api::to_json(members)));
}

/// Nothing is trained on what models are judged by.
void require_for_training(const ExportOptions& options) {
    if (purpose_of(options) == ExportPurpose::training) return;
    throw Failure{FailureKind::unprocessable,
                  "The export is for evaluation: nothing is trained on what models are judged by."}
        .code("export_for_evaluation")
        .hint("Name an export whose purpose is training, or let the job make one.");
}

}  // namespace

ExportOptions JobExportOptions::over(const ExportOptions& trainers) const {
    auto all = api::to_json(trainers).as_object();
    for (const auto& [name, value] : sent) all[name] = value;
    auto out = api::Codec<ExportOptions>::read(all);
    if (out.format != trainers.format && !has("layout")) out.layout = RowLayout::rows;
    return out;
}

TrainingJobRecord TrainingJobs::require(const std::string& id) const {
    auto found =
        parts_.database.read([&](sql::Transaction& tx) { return jobs_store::find(tx, id); });
    if (found) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no training job \"" + shortened(id) + "\"."}
        .code("training_job_not_found")
        .hint("GET /api/v1/training/jobs lists them.");
}

TrainingJobRecord TrainingJobs::change(
    const std::string& id, const std::string& by,
    const std::function<bool(sql::Transaction&, TrainingJobRecord&)>& change) {
    require(id);
    auto changed = parts_.database.write([&](sql::Transaction& tx) {
        auto job = jobs_store::find(tx, id).value();
        const auto before = job.progress;
        if (!change(tx, job)) return job;
        jobs_store::update(tx, job);
        const auto& now = job.progress;
        if (now.status != before.status || now.status_message != before.status_message ||
            now.progress_percent >= before.progress_percent + 1)
            jobs_store::add_event(tx, {.job_id = id,
                                       .created_at = now.updated_at,
                                       .status = now.status,
                                       .progress_percent = now.progress_percent,
                                       .message = now.status_message,
                                       .told_by = by});
        return job;
    });
    const std::lock_guard lock{mutex_};
    const auto runs = running_.find(id);
    if (has_ended(changed.progress.status) && runs != running_.end())
        runs->second->must_stop = true;
    return changed;
}

void TrainingJobs::take_named(const std::string& name, const NewTrainingJob& body,
                              TrainingJobRecord& job) const {
    const auto& trainer = parts_.trainers.at(name);
    job.order.trainer_kind = TrainerKind::named;
    job.order.timeout_seconds =
        std::min(trainer.timeout_seconds, body.timeout_seconds.value_or(trainer.timeout_seconds));
    job.order.export_options.format = trainer.format;
    job.order.export_options.layout = trainer.layout;
}

void TrainingJobs::take_trainer(const NewTrainingJob& body, TrainingJobRecord& job) const {
    auto name = body.trainer;
    if (name.empty() && parts_.trainers.size() == 1) name = parts_.trainers.begin()->first;
    if (name.empty())
        throw Failure{FailureKind::unprocessable,
                      parts_.trainers.empty()
                          ? "No trainer is configured, and the job names no webhook channel."
                          : "There are several trainers: the job must name one."}
            .code("no_trainer")
            .hint(
                "GET /api/v1/training/trainers lists those there are; docs/training_jobs.md says "
                "how to add one.");
    job.order.trainer = name;
    if (parts_.trainers.contains(name)) return take_named(name, body, job);
    const auto channel = parts_.database.read(
        [&](sql::Transaction& tx) { return parts_.notifications.saved_channel(tx, name); });
    if (!channel)
        throw mistake("trainer",
                      "must be a trainer of the configuration or a saved channel, found "
                      "\"" +
                          name + '"');
    if (channel->type != ChannelType::webhook || channel->secrets.empty())
        throw mistake("trainer",
                      "must name a channel of the type webhook with a secret that signs");
    job.order.trainer_kind = TrainerKind::webhook;
    job.order.timeout_seconds = body.timeout_seconds.value_or(webhook_timeout_seconds);
    job.order.export_options.format = ExportFormat::openai_sft;
}

TrainingJobRecord TrainingJobs::order_of(const NewTrainingJob& body) const {
    require_small("training_config", body.training_config);
    require_small("parameters", body.parameters);
    if (body.training_sheet_id.empty() && !body.export_id)
        throw mistake("training_sheet_id", "is required, unless export_id is sent");
    if (body.export_id && body.export_options)
        throw mistake("export_options", "are for an export that is made; export_id names one");
    if (body.export_id && body.train_val_split)
        throw mistake("train_val_split", "is for an export that is made; export_id names one");
    TrainingJobRecord job;
    job.order.training_sheet_id = body.training_sheet_id;
    job.order.export_id = body.export_id;
    job.order.model_name = full_model_name(body.model_name);
    job.order.base_model = body.base_model;
    job.order.training_config = redacted(parts_.redactor, body.training_config);
    job.order.parameters = redacted(parts_.redactor, body.parameters);
    job.order.register_to_uc = body.register_to_uc;
    take_trainer(body, job);
    auto& options = job.order.export_options;
    if (body.export_options) options = body.export_options->over(options);
    if (body.train_val_split) {
        if (body.export_options && body.export_options->has("train_split") &&
            options.train_split != *body.train_val_split)
            throw mistake("train_val_split",
                          "must be the train_split of export_options, or one of them left out");
        options.train_split = *body.train_val_split;
    }
    options.filters.fix_times(parts_.clock.now());
    job.order.train_val_split = options.train_split;
    return job;
}

void TrainingJobs::require_room(sql::Transaction& tx, const TrainingJobRecord& job) const {
    const auto named = parts_.trainers.find(job.order.trainer);
    const auto waiting = jobs_store::count_of_trainer(tx, job.order.trainer, JobStatus::pending) +
                         jobs_store::count_of_trainer(tx, job.order.trainer, JobStatus::queued);
    const auto live = jobs_store::count_live(tx);
    const bool is_full = named != parts_.trainers.end() &&
                         job.order.trainer_kind == TrainerKind::named &&
                         waiting >= named->second.queue_max;
    if (!is_full && live < live_max) return;
    throw Failure{FailureKind::rate_limited,
                  is_full ? fmt::format("{} jobs wait for the trainer {} already, the most that "
                                        "may.",
                                        waiting, job.order.trainer)
                          : fmt::format("{} jobs have not ended, the most that may be.", live)}
        .code("trainer_queue_full")
        .retry_after(std::chrono::seconds{60});
}

void TrainingJobs::require_data(sql::Transaction& tx, TrainingJobRecord& job) const {
    auto& order = job.order;
    if (order.export_id) {
        const auto made = parts_.exports.find(tx, *order.export_id);
        if (!made)
            throw Failure{FailureKind::not_found,
                          "There is no export \"" + shortened(*order.export_id) + "\"."}
                .code("export_not_found")
                .hint("GET /api/v1/exports lists them.")
                .violations({{"/body/export_id", "must be an export that is there"}});
        if (!order.training_sheet_id.empty() && order.training_sheet_id != made->training_sheet_id)
            throw mistake("export_id", "must be an export of the training sheet that is named");
        if (made->status != ExportStatus::ready && made->status != ExportStatus::running)
            throw Failure{
                FailureKind::unprocessable,
                fmt::format("The export is {}: it has no files.", api::to_text(made->status))}
                .code("export_not_ready");
        require_for_training(made->options);
        order.training_sheet_id = made->training_sheet_id;
        order.training_sheet_name = made->training_sheet_id;
        order.export_options = made->options;
        order.train_val_split = made->options.train_split;
        if (made->manifest) order.training_sheet_name = made->manifest->training_sheet_name;
        return;
    }
    require_for_training(order.export_options);
    const auto sheet = require_sheet(tx, order.training_sheet_id);
    order.training_sheet_name = sheet.name;
    job.progress.total_pairs = sheet.counts.exportable_count;
}

void TrainingJobs::require_rows(sql::Transaction& tx, const TrainingJobRecord& job) const {
    if (job.order.export_id || job.progress.total_pairs > 0) return;
    const auto sheet = require_sheet(tx, job.order.training_sheet_id);
    throw Failure{FailureKind::unprocessable,
                  fmt::format("The training sheet \"{}\" has {} rows, none of which can be "
                              "exported.",
                              sheet.name, sheet.counts.total_rows)}
        .code("nothing_to_export")
        .hint("Approve or edit rows first: PATCH /api/v1/training-sheets/{id}/rows/{row_id}.");
}

TrainingJob TrainingJobs::create(const NewTrainingJob& order, const std::string& id,
                                 const access::ActorInput& actor, const AskEarlier& earlier_id) {
    auto job = order_of(order);
    job.id = id;
    auto& progress = job.progress;
    progress.created_by = actor.name;
    progress.created_at = progress.updated_at = job.keeping.seen_at = parts_.clock.now();
    job.keeping.server_id = parts_.server_id;
    const auto audit_id = new_id(parts_.clock, parts_.random);
    const auto earlier = parts_.database.write([&](sql::Transaction& tx) {
        if (const auto known = earlier_id(tx, job))
            if (auto found = jobs_store::find(tx, *known)) return found;
        require_data(tx, job);
        require_rows(tx, job);
        require_room(tx, job);
        jobs_store::insert(tx, job);
        jobs_store::add_event(tx, {.job_id = job.id,
                                   .created_at = progress.created_at,
                                   .message = "Asked for.",
                                   .told_by = actor.name});
        access::write_audit(
            tx, progress.created_at, audit_id, actor,
            {"create_training_job", "training_job", job.id, nullptr, api::to_json(answered(job))});
        return std::optional<TrainingJobRecord>{};
    });
    if (earlier) return answered(*earlier);
    advance(job);
    wait_for_step(job.id);
    return answered(require(job.id));
}

api::Created<TrainingJob> TrainingJobs::create_training_job(const api::Body<NewTrainingJob>& body,
                                                            const access::ActorInput& actor,
                                                            const access::Once& once) {
    const auto claim = [&](sql::Transaction& tx, const TrainingJobRecord& job) {
        return once.claim_operation(tx, job.progress.created_at, job.id);
    };
    const auto id = new_id(parts_.clock, parts_.random);
    auto job = create(body, id, actor, claim);
    if (job.id != id) throw access::replay(api::json_reply(201, api::to_json(job)));
    return {std::move(job)};
}

TrainingJob TrainingJobs::create_training_job_once(const std::string& id,
                                                   const NewTrainingJob& order,
                                                   const access::ActorInput& actor) {
    const auto known =
        parts_.database.read([&](sql::Transaction& tx) { return jobs_store::find(tx, id); });
    if (known) return answered(*known);
    return create(order, id, actor, [](sql::Transaction&, const TrainingJobRecord& job) {
        return std::optional{job.id};
    });
}

void TrainingJobs::require_possible(const NewTrainingJob& order) const {
    auto job = order_of(order);
    parts_.database.read([&](sql::Transaction& tx) { require_data(tx, job); });
}

TrainingJobPage TrainingJobs::list_training_jobs(const api::Query<JobsQuery>& query) const {
    auto found = parts_.database.read(
        [&](sql::Transaction& tx) { return jobs_store::list(tx, query, query.limit + 1); });
    TrainingJobPage page;
    if (api::cut_page(found, query.limit)) page.next_cursor = found.back().id;
    for (const auto& job : found) page.items.push_back(answered(job));
    return page;
}

api::Linked<TrainingJob> TrainingJobs::list_active_training_jobs(
    const api::Query<LiveJobsQuery>& query) const {
    auto live =
        parts_.database.read([&](sql::Transaction& tx) { return jobs_store::live(tx, live_max); });
    std::erase_if(live, [&](const TrainingJobRecord& job) { return job.id <= query.cursor; });
    api::Linked<TrainingJob> out;
    for (const auto& job : live) {
        if (std::ssize(out.items) == query.limit) {
            out.next_cursor = out.items.back().id;
            break;
        }
        out.items.push_back(answered(job));
    }
    return out;
}

TrainingJob TrainingJobs::show_training_job(const api::Path<JobPath>& path) const {
    return answered(require(path.job_id));
}

TrainingJob TrainingJobs::cancel_training_job(const api::Path<JobPath>& path,
                                              const access::ActorInput& actor) {
    const auto now = parts_.clock.now();
    const auto audit_id = new_id(parts_.clock, parts_.random);
    return answered(
        change(path.job_id, actor.name, [&](sql::Transaction& tx, TrainingJobRecord& job) {
            auto& progress = job.progress;
            if (progress.status == JobStatus::cancelled) return false;
            if (has_ended(progress.status))
                throw Failure{FailureKind::conflict, fmt::format("The job has ended: it is {}.",
                                                                 api::to_text(progress.status))}
                    .code("job_ended");
            const auto before = api::to_json(answered(job));
            const bool is_told = progress.status != JobStatus::pending;
            set_status(progress, JobStatus::cancelled, "Cancelled by " + actor.name + '.', now);
            if (is_told && job.order.trainer_kind == TrainerKind::webhook)
                tell_trainer(tx, job, "training_job.cancelled",
                             JsonMembers{{"job_id", job.id.c_str()}});
            access::write_audit(tx, now, audit_id, actor,
                                {"cancel_training_job", "training_job", job.id, before,
                                 api::to_json(answered(job))});
            return true;
        }));
}

JobEvents TrainingJobs::list_training_job_events(const api::Path<JobPath>& path) const {
    require(path.job_id);
    return {parts_.database.read(
        [&](sql::Transaction& tx) { return jobs_store::events(tx, path.job_id); })};
}

JobLog TrainingJobs::show_training_job_log(const api::Path<JobPath>& path) const {
    require(path.job_id);
    return parts_.database
        .read([&](sql::Transaction& tx) { return jobs_store::find_log(tx, path.job_id); })
        .value_or(JobLog{.job_id = path.job_id});
}

DeliveryPage TrainingJobs::list_training_job_deliveries(const api::Path<JobPath>& path) const {
    require(path.job_id);
    return {parts_.database.read([&](sql::Transaction& tx) {
                return parts_.notifications.deliveries_of(tx, path.job_id, 100);
            }),
            std::nullopt};
}

Trainers TrainingJobs::list_trainers() const {
    Trainers out;
    parts_.database.read([&](sql::Transaction& tx) {
        out.items.clear();
        for (const auto& [name, trainer] : parts_.trainers)
            out.items.push_back({name, TrainerKind::named, trainer.description, trainer.format,
                                 trainer.timeout_seconds, trainer.slots,
                                 jobs_store::count_of_trainer(tx, name, JobStatus::running),
                                 jobs_store::count_of_trainer(tx, name, JobStatus::pending) +
                                     jobs_store::count_of_trainer(tx, name, JobStatus::queued)});
        for (const auto& name : parts_.notifications.signing_webhooks(tx))
            if (!parts_.trainers.contains(name))
                out.items.push_back(
                    {name, TrainerKind::webhook, "Whoever listens at this channel.", std::nullopt,
                     webhook_timeout_seconds, 0,
                     jobs_store::count_of_trainer(tx, name, JobStatus::running),
                     jobs_store::count_of_trainer(tx, name, JobStatus::pending) +
                         jobs_store::count_of_trainer(tx, name, JobStatus::queued)});
    });
    return out;
}

}  // namespace ontos
