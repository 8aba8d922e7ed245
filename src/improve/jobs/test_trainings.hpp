#pragma once
// Training jobs with real programs, on either database.

#include <thread>

#include "improve/exports/test_exports.hpp"
#include "improve/jobs/jobs_store.hpp"
#include "improve/jobs/trained_rows_store.hpp"
#include "improve/jobs/training_jobs.hpp"

namespace ontos {

/// The model that a script leaves: any file is one to this inspector.
inline ModelInspector any_model() {
    return [](const std::filesystem::path&, const ModelLayout& layout,
              const std::optional<Signature>&) {
        return ModelFacts{.signature = {}, .layout = layout};
    };
}

class Trainings : public ExportsTest {
protected:
    void SetUp() override {
        ExportsTest::SetUp();
        if (IsSkipped()) return;
        artifacts_ = std::make_unique<ArtifactStore>(folder_.path() / "artifacts", clock_, random_);
        models_ = std::make_unique<Models>(ModelsParts{
            .database = database(),
            .clock = clock_,
            .random = random_,
            .artifacts = *artifacts_,
            .inspect = any_model(),
            .endpoints_using = [](sql::Transaction&,
                                  const ModelVersionRef&) { return std::vector<std::string>{}; },
            .roots = ModelRoots{std::vector<std::filesystem::path>{}},
            .limits = {}});
        notifications_ = std::make_unique<Notifications>(database(), clock_, random_,
                                                         ChannelLimits{.guard = AddressGuard{}});
        start("server-1");
        sheet_ = new_sheet();
        row_ids_ = add(sheet_, many(0, 20));
    }
    void TearDown() override {
        jobs_.reset();
        ExportsTest::TearDown();
    }

    void start(const std::string& server_id) {
        jobs_.reset();
        jobs_ = std::make_unique<TrainingJobs>(
            TrainingJobsParts{.database = database(),
                              .clock = clock_,
                              .random = random_,
                              .exports = *exports_,
                              .models = *models_,
                              .notifications = *notifications_,
                              .pool = trainers_,
                              .redactor = redactor_,
                              .trainers = trainers(),
                              .server_id = server_id,
                              .public_url = "https://ontos.example.com",
                              .folder = training_folder(server_id)});
    }
    std::filesystem::path training_folder(const std::string& server_id) const {
        return folder_.path() / ("training-" + server_id);
    }
    static NamedTrainers trainers() {
        const auto shell = [](const std::string& script) {
            NamedTrainer trainer;
            trainer.command = {"/bin/sh", "-c", script};
            return trainer;
        };
        auto tables = shell("true");
        tables.format = ExportFormat::csv;
        tables.layout = RowLayout::features;
        return {{"tables", tables},
                {"copies", shell("cat job.json; wc -l data/*; echo model > output/model.onnx")},
                {"elsewhere", shell(R"(echo 'ontos: {"external_model_version": "ft:small:7"}')")},
                {"waits", shell("echo begun; while :; do sleep 0.1; done")},
                {"leaks", shell("echo mail jo@example.com; env; exit 1")}};
    }
    /// A trainer behind a webhook.
    void save_farm() {
        api::Body<NewChannel> channel;
        channel.name = "farm";
        channel.url = "https://farm.example.com/hook";
        channel.secrets = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
        notifications_->save_channel(channel, {}, access::Once{});
    }
    std::string sheet_id() const { return sheet_.substr(sheet_.rfind('/') + 1); }

    api::Body<NewTrainingJob> order(const std::string& trainer, const std::string& more = {}) {
        return {api::Codec<NewTrainingJob>::read(boost::json::parse(
                    R"({"training_sheet_id": ")" + sheet_id() + R"(", "model_name": "main.a.b",)" +
                    R"("trainer": ")" + trainer + '"' + more + "}")),
                {}};
    }
    TrainingJobRecord ask_for(const std::string& trainer, const std::string& more = {}) {
        access::ActorInput actor;
        actor.name = "ann";
        return record(
            jobs_->create_training_job(order(trainer, more), actor, access::Once{}).value.id);
    }
    TrainingJobRecord record(const std::string& id) {
        return database().read([&](sql::Transaction& tx) { return *jobs_store::find(tx, id); });
    }
    /// The job, once it has this status; its steps are taken meanwhile.
    TrainingJobRecord reach(const std::string& id, JobStatus status) {
        for (;;) {
            auto job = record(id);
            if (job.progress.status == status || has_ended(job.progress.status)) {
                EXPECT_EQ(job.progress.status, status) << job.progress.status_message;
                return job;
            }
            jobs_->step();
            std::this_thread::yield();
        }
    }
    /// What it was trained on.
    std::vector<std::string> rows_of(const TrainingJobRecord& job) {
        const auto rows = database().read(
            [&](sql::Transaction& tx) { return trained_rows_store::of_job(tx, job.id, 100); });
        return row_ids_of(rows, rows.size());
    }
    std::string log_of(const std::string& id) { return jobs_->show_training_job_log({{id}}).tail; }

    std::unique_ptr<ArtifactStore> artifacts_;
    std::unique_ptr<Models> models_;
    std::unique_ptr<Notifications> notifications_;
    WorkerPool trainers_{"training", 4, 4};
    std::unique_ptr<TrainingJobs> jobs_;
    std::string sheet_;
    std::vector<std::string> row_ids_;
};

}  // namespace ontos
