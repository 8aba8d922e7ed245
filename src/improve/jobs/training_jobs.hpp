#pragma once
// Training jobs: asked for, handed to a trainer, followed until a model version comes of them.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

#include "deploy/models/models.hpp"
#include "improve/exports/exports.hpp"
#include "improve/jobs/job_lineage.hpp"
#include "improve/jobs/job_state.hpp"
#include "improve/jobs/trained_rows.hpp"
#include "monitor/notifications/notifications.hpp"
#include "platform/access/access.hpp"
#include "platform/process/child_process.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

class TrainerFolder;

/// What it works with; all of it outlives it.
struct TrainingJobsParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    Exports& exports;
    Models& models;
    Notifications& notifications;
    Executor& pool;  ///< a thread for each slot of each trainer
    const Redactor& redactor;
    NamedTrainers trainers;
    std::string server_id, public_url;
    /// `<id>/` while a trainer runs.
    std::filesystem::path folder;
};

/// Thread safe; its functions block. Its destructor waits for its own work on the pool, which must
/// still run.
class TrainingJobs {
public:
    static constexpr std::int64_t live_max = live_jobs_max;

    explicit TrainingJobs(TrainingJobsParts parts);
    ~TrainingJobs();

    api::Created<TrainingJob> create_training_job(const api::Body<NewTrainingJob>& body,
                                                  const access::ActorInput& actor,
                                                  const access::Once& once);
    /// The job that has this id already, or a new one under it: once, however often it is asked.
    TrainingJob create_training_job_once(const std::string& id, const NewTrainingJob& order,
                                         const access::ActorInput& actor);
    /// Throws what POST /training/jobs would of this order, but for rows and room, which may come.
    void require_possible(const NewTrainingJob& order) const;
    TrainingJobPage list_training_jobs(const api::Query<JobsQuery>& query) const;
    api::Linked<TrainingJob> list_active_training_jobs(
        const api::Query<LiveJobsQuery>& query) const;
    TrainingJob show_training_job(const api::Path<JobPath>& path) const;
    TrainingJob cancel_training_job(const api::Path<JobPath>& path,
                                    const access::ActorInput& actor);
    JobEvents list_training_job_events(const api::Path<JobPath>& path) const;
    JobLog show_training_job_log(const api::Path<JobPath>& path) const;
    DeliveryPage list_training_job_deliveries(const api::Path<JobPath>& path) const;
    Trainers list_trainers() const;
    JobLineage show_training_job_lineage(const api::Path<JobPath>& path) const;

    // For trainers, by the token of their job.
    TrainingJob report_training_job(const api::Path<JobPath>& path,
                                    const api::Body<JobReport>& body,
                                    const access::ActorInput& actor,
                                    const api::CallerInput& caller);
    api::Created<ModelVersion> upload_trained_model(const api::Path<JobPath>& path,
                                                    const api::Form<TrainedUpload>& form,
                                                    const access::ActorInput& actor,
                                                    const api::CallerInput& caller);
    api::FileReply download_training_file(const api::Path<JobFilePath>& path,
                                          const api::CallerInput& caller, const FileAsked& asked);

    /// How it is asked who comes with the token of a job.
    static access::TokenCallers callers();

    /// Each second: goes on with every job that has not ended.
    void step();
    /// Ends the trainers that run here; their jobs have failed then.
    void stop();

    /// Ids of jobs, newest first and at most `limit`, whose rows have one of these.
    std::vector<std::string> trained_on(const std::set<std::string>& row_ids,
                                        std::size_t limit) const;
    /// Ids of rows that a job was trained on.
    std::vector<std::string> rows_trained_on(const std::string& job_id, std::size_t limit) const;
    /// The same without those that `others` names.
    std::vector<std::string> rows_trained_on_but(const std::string& job_id, const NameRows& others,
                                                 std::size_t limit) const;

private:
    struct Running {
        std::string trainer;
        std::atomic<bool> must_stop{false};
    };
    struct Handover;
    class Output;

    /// Whose id is there already, if there is one: asked in the transaction that would write it.
    using AskEarlier =
        std::function<std::optional<std::string>(sql::Transaction&, const TrainingJobRecord&)>;
    TrainingJob create(const NewTrainingJob& order, const std::string& id,
                       const access::ActorInput& actor, const AskEarlier& earlier_id);
    TrainingJobRecord require(const std::string& id) const;
    /// Reads, lets `change` have it, and writes it if that says true, with an event, all in one
    /// transaction.
    TrainingJobRecord change(
        const std::string& id, const std::string& by,
        const std::function<bool(sql::Transaction&, TrainingJobRecord&)>& change);
    TrainingJobRecord end(const std::string& id, JobStatus status, const std::string& why);
    TrainingJobRecord order_of(const NewTrainingJob& body) const;
    void take_trainer(const NewTrainingJob& body, TrainingJobRecord& job) const;
    void take_named(const std::string& name, const NewTrainingJob& body,
                    TrainingJobRecord& job) const;
    void require_room(sql::Transaction& tx, const TrainingJobRecord& job) const;
    void require_data(sql::Transaction& tx, TrainingJobRecord& job) const;
    void require_rows(sql::Transaction& tx, const TrainingJobRecord& job) const;
    void require_version(sql::Transaction& tx, const TrainingJobRecord& job) const;

    void advance(const TrainingJobRecord& job) noexcept;
    /// What may be going on with it at this moment, for two seconds at most.
    void wait_for_step(const std::string& id);
    void advance_here(const TrainingJobRecord& job);
    void prepare(const TrainingJobRecord& job);
    void make_export(const TrainingJobRecord& job);
    /// To the server that has the files of its export: only there it is known which rows they have.
    void pass_on(const std::string& id);
    std::vector<RowDigits> rows_of(const Export& made) const;
    void hand_over(const TrainingJobRecord& job, const Export& made);
    /// What its trainer gets is what is there now: rows that were erased since it was handed over
    /// are not of it.
    void take_data(const std::string& id, const Export& made);
    /// Before a trainer behind a webhook gets the first file.
    void take_data_once(const TrainingJobRecord& job);
    void tell_trainer(sql::Transaction& tx, const TrainingJobRecord& job, const std::string& topic,
                      JsonMembers data) const;
    void start_if_free(const TrainingJobRecord& job);
    void watch_webhook(const TrainingJobRecord& job);
    bool give_up_lost(const TrainingJobRecord& job);
    void run(TrainingJobRecord job, Running& running) noexcept;
    /// How it ended. When it answers, its working folder is gone.
    JobReport run_trainer(const TrainingJobRecord& job, Running& running);
    JobReport finish_run(const TrainingJobRecord& job, const TrainerFolder& folder);
    void end_run(const std::string& id, const JobReport& end);
    /// With the processes that run in it.
    void remove_folder(const std::string& id) const;
    std::set<std::string> running_ids() const;
    void stop_trainers(const std::set<std::string>& ids);
    /// Those of runs that are no more: they ended while the database was away.
    void leave_folders(const std::vector<TrainingJobRecord>& jobs);

    TrainingJobsParts parts_;
    std::atomic<bool> is_stopping_{false};
    mutable std::mutex mutex_;  ///< of what follows
    std::condition_variable changed_;
    std::set<std::string> advancing_;                          ///< ids
    std::map<std::string, std::unique_ptr<Running>> running_;  ///< by id
    Timestamp seen_at_{};
};

void mount(api::Router& router, TrainingJobs& jobs);

}  // namespace ontos
