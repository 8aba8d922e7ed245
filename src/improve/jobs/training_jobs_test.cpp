// Training jobs with real programs, on either database: what comes of them, and what a crash
// leaves.
#include "improve/jobs/test_trainings.hpp"
#include "improve/jobs/trained_rows.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(on, Trainings, sql::engines(), sql::engine_name);

TEST_P(Trainings, of_one_id_there_is_one_however_many_ask_at_once) {
    const std::string id = "0192f0a0-0000-7000-8000-000000000001";
    access::ActorInput actor;
    actor.name = "retrain trigger";
    const auto body = order("waits");
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back(
            [&] { EXPECT_EQ(jobs_->create_training_job_once(id, body, actor).id, id); });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(jobs_->list_training_jobs({}).items.size(), 1u);
    EXPECT_EQ(jobs_->list_training_job_events({{id}}).items.front().message, "Asked for.");
    // Though what it asks for cannot be had any more.
    EXPECT_EQ(jobs_->create_training_job_once(id, order("gone"), actor).id, id);
}

TEST_P(Trainings, make_a_version_of_what_the_trainer_left) {
    const auto job = reach(ask_for("copies").id, JobStatus::succeeded);
    EXPECT_EQ(job.progress.model_version, "1");
    EXPECT_EQ(job.progress.total_pairs, 20);
    EXPECT_EQ(*job.progress.train_pairs + *job.progress.val_pairs, 20);
    const auto version = models_->show_version({{"main.a.b", "1"}});
    EXPECT_EQ(version.training_job_id, job.id);
    EXPECT_EQ(version.created_by, "training job " + job.id);
    EXPECT_THAT(log_of(job.id), HasSubstr("20 total"));
    EXPECT_THAT(log_of(job.id), HasSubstr("\"sha256\""));
    EXPECT_FALSE(std::filesystem::exists(training_folder("server-1") / job.id))
        << "its folder is removed before";
    EXPECT_EQ(rows_of(job).size(), 20);
    EXPECT_EQ(reach(ask_for("copies").id, JobStatus::succeeded).progress.model_version, "2");
}

TEST_P(Trainings, are_of_files_as_the_trainer_reads_them_but_for_what_is_sent) {
    const auto options = [&](const std::string& sent) {
        return jobs_
            ->create_training_job(order("tables", R"(, "export_options": )" + sent), {},
                                  access::Once{})
            .value.order.export_options;
    };
    const auto seeded = options(R"({"random_seed": 7, "filters": {"use": ["sft"]}})");
    EXPECT_EQ(seeded.format, ExportFormat::csv);
    EXPECT_EQ(seeded.layout, RowLayout::features);
    EXPECT_EQ(seeded.random_seed, 7);
    EXPECT_THAT(seeded.filters.use, ElementsAre(RowUse::sft));
    const auto rows = options(R"({"layout": "rows"})");
    EXPECT_EQ(rows.format, ExportFormat::csv);
    EXPECT_EQ(rows.layout, RowLayout::rows);
    const auto lines = options(R"({"format": "jsonl"})");
    EXPECT_EQ(lines.format, ExportFormat::jsonl);
    EXPECT_EQ(lines.layout, RowLayout::rows) << "JSON lines have no columns";
}

TEST_P(Trainings, give_a_trainer_no_variable_of_ours_and_keep_no_address_that_it_writes) {
    ::setenv("ONTOS_SMTP_PASSWORD", "hunter2", 1);
    const auto job = reach(ask_for("leaks").id, JobStatus::failed);
    ::unsetenv("ONTOS_SMTP_PASSWORD");
    EXPECT_THAT(log_of(job.id), HasSubstr("ONTOS_TRAINING_JOB=" + job.id));
    EXPECT_THAT(log_of(job.id), testing::Not(HasSubstr("hunter2")));
    EXPECT_THAT(log_of(job.id), HasSubstr("mail [REDACTED:email]"));
}

TEST_P(Trainings, run_one_at_a_time_for_each_slot) {
    const auto first = ask_for("waits"), second = ask_for("waits"), other = ask_for("copies");
    reach(first.id, JobStatus::running);
    reach(other.id, JobStatus::succeeded);
    jobs_->step();
    EXPECT_EQ(record(second.id).progress.status, JobStatus::queued);
    access::ActorInput actor;
    actor.name = "ann";
    jobs_->cancel_training_job({{first.id}}, actor);
    reach(second.id, JobStatus::running);
    EXPECT_EQ(record(first.id).progress.status, JobStatus::cancelled);
    EXPECT_EQ(record(first.id).progress.status_message, "Cancelled by ann.");
}

TEST_P(Trainings, that_ran_when_the_server_stopped_have_failed) {
    const auto job = ask_for("waits");
    reach(job.id, JobStatus::running);
    start("server-1");
    EXPECT_EQ(record(job.id).progress.status, JobStatus::failed);
    EXPECT_THAT(record(job.id).progress.status_message, HasSubstr("was stopped"));
}

TEST_P(Trainings, that_ran_when_the_server_was_killed_have_failed_unless_their_model_is_there) {
    const auto put = [&](const std::string& id) {
        TrainingJobRecord job;
        job.id = id;
        job.order.trainer = "waits";
        job.order.model_name = "main.a.b";
        job.progress.status = JobStatus::running;
        job.keeping.server_id = "server-1";
        database().write([&](sql::Transaction& tx) { jobs_store::insert(tx, job); });
    };
    put("lost");
    put("made");
    const auto model = folder_.write("model.onnx", "model");
    models_->register_trained({.full_name = "main.a.b",
                               .training_job_id = "made",
                               .model = model,
                               .baseline = {},
                               .description = {}},
                              {"trainer", ""});
    jobs_->step();
    EXPECT_EQ(record("lost").progress.status, JobStatus::failed);
    EXPECT_THAT(record("lost").progress.status_message, HasSubstr("The server was ended"));
    EXPECT_EQ(record("made").progress.status, JobStatus::succeeded);
    EXPECT_EQ(record("made").progress.model_version, "1");
}

TEST_P(Trainings, of_another_server_are_left_to_it_until_it_gives_no_sign_of_life) {
    const auto job = ask_for("waits");
    reach(job.id, JobStatus::running);
    auto theirs = record(job.id);
    theirs.id = "theirs";
    theirs.keeping.server_id = "server-2";
    database().write([&](sql::Transaction& tx) { jobs_store::insert(tx, theirs); });
    clock_.advance(100s);
    jobs_->step();
    EXPECT_EQ(record("theirs").progress.status, JobStatus::running);
    EXPECT_EQ(record(job.id).keeping.seen_at, clock_.now()) << "our own sign of life";
    clock_.advance(21s);
    jobs_->step();
    EXPECT_EQ(record("theirs").progress.status, JobStatus::failed);
    EXPECT_THAT(record("theirs").progress.status_message, HasSubstr("server-2"));
}

TEST_P(Trainings, behind_a_webhook_are_told_once_and_end_in_time) {
    save_farm();
    const auto job = ask_for("farm", R"(, "timeout_seconds": 60)");
    EXPECT_EQ(job.progress.status, JobStatus::queued);
    EXPECT_EQ(job.order.export_options.format, ExportFormat::openai_sft);
    jobs_->step();
    start("server-1");
    jobs_->step();
    const auto told = jobs_->list_training_job_deliveries({{job.id}}).items;
    ASSERT_EQ(told.size(), 1) << "a restart tells nothing twice";
    EXPECT_EQ(told.front().event, NoticeEvent::job);
    EXPECT_EQ(record(job.id).progress.status, JobStatus::queued);
    clock_.advance(61s);
    jobs_->step();
    EXPECT_EQ(record(job.id).progress.status, JobStatus::timeout);
}

TEST_P(Trainings, are_reported_by_eight_at_once_and_end_once) {
    TrainingJobRecord job;
    job.id = "far";
    job.order.trainer_kind = TrainerKind::webhook;
    job.order.register_to_uc = false;
    job.progress.status = JobStatus::queued;
    job.progress.created_at = clock_.now();
    database().write([&](sql::Transaction& tx) { jobs_store::insert(tx, job); });
    std::atomic<int> ended{0}, refused{0};
    const auto caller = api::local_caller();
    const auto report_as = [&](int worker) {
        api::Body<JobReport> report;
        report.status = worker % 2 == 0 ? JobStatus::succeeded : JobStatus::failed;
        access::ActorInput actor;
        try {
            jobs_->report_training_job({{"far"}}, report, actor, {{}, &caller});
            ++ended;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "job_ended");
            ++refused;
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int worker = 0; worker < 8; ++worker) threads.emplace_back(report_as, worker);
    }
    EXPECT_EQ(ended, 4) << "the end, and three who said the same";
    EXPECT_EQ(refused, 4);
    EXPECT_EQ(jobs_->list_training_job_events({{"far"}}).items.size(), 1);
}

TEST_P(Trainings, may_make_a_version_that_is_kept_elsewhere) {
    const auto job = reach(ask_for("elsewhere").id, JobStatus::succeeded);
    EXPECT_FALSE(job.progress.model_version) << "there is no file of it here";
    EXPECT_EQ(job.progress.external_model_version, "ft:small:7");
    const auto found = [&](const ModelVersionRef& version) {
        return database().read(
            [&](sql::Transaction& tx) { return jobs_store::of_external_version(tx, version, 10); });
    };
    ASSERT_EQ(found({"main.a.b", "ft:small:7"}).size(), 1);
    EXPECT_EQ(found({"main.a.b", "ft:small:7"}).front().id, job.id);
    EXPECT_TRUE(found({"main.a.b", "ft:small:8"}).empty());
    EXPECT_TRUE(found({"main.a.c", "ft:small:7"}).empty());
}

TEST_P(Trainings, get_nothing_that_models_are_judged_by) {
    const auto code_of = [&](const std::string& more) {
        try {
            ask_for("copies", more);
        } catch (const Failure& failure) {
            return failure.code();
        }
        return std::string{"it was not refused"};
    };
    const auto evals = export_as("ready", sheet_, R"("format": "openai_evals")");
    EXPECT_EQ(code_of(R"(, "export_id": ")" + text(evals.at("export_id")) + '"'),
              "export_for_evaluation");
    EXPECT_EQ(code_of(R"(, "export_options": {"format": "openai_evals"})"),
              "export_for_evaluation");
    reach(ask_for("copies", R"(, "export_options": {"format": "openai_evals", )"
                            R"("purpose": "training"})")
              .id,
          JobStatus::succeeded);
}

TEST_P(Trainings, are_handed_over_by_the_server_that_has_their_files_which_knows_their_rows) {
    save_farm();
    const auto made = export_as("ready", sheet_, R"("format": "openai_sft")");
    const auto of_it = R"(, "export_id": ")" + text(made.at("export_id")) + '"';
    auto other = make_exports("server-2");
    exports_.swap(other);
    start("server-2");
    const auto farmed = ask_for("farm", of_it), copied = ask_for("copies", of_it);
    jobs_->step();
    for (const auto& job : {farmed, copied}) {
        EXPECT_EQ(record(job.id).progress.status, JobStatus::pending);
        EXPECT_EQ(record(job.id).keeping.server_id, "server-1");
    }
    exports_.swap(other);
    start("server-1");
    EXPECT_EQ(rows_of(reach(farmed.id, JobStatus::queued)).size(), 20);
    EXPECT_EQ(rows_of(reach(copied.id, JobStatus::succeeded)).size(), 20);
}

TEST_P(Trainings, keep_and_tell_their_free_members_redacted) {
    const auto job =
        reach(ask_for("copies",
                      R"(, "training_config": {"epochs": 3, "notes": "of ann@example.org"},)"
                      R"("parameters": {"salary": 7, "tell": ["ann@example.org"], "rate": 0.5})")
                  .id,
              JobStatus::succeeded);
    EXPECT_EQ(job.order.training_config.at("notes"), "of [REDACTED:email]");
    EXPECT_EQ(job.order.training_config.at("epochs"), 3);
    EXPECT_EQ(job.order.parameters.at("salary"), "[REDACTED:column]");
    EXPECT_EQ(job.order.parameters.at("tell").at(0), "[REDACTED:email]");
    EXPECT_EQ(job.order.parameters.at("rate"), 0.5);
    EXPECT_THAT(log_of(job.id), testing::Not(HasSubstr("ann@")));
}

TEST_P(Trainings, are_known_by_the_rows_that_they_were_trained_on) {
    const auto other = new_sheet();
    const auto ids = add(other, many(100, 103));
    const auto first = reach(ask_for("copies").id, JobStatus::succeeded);
    EXPECT_TRUE(jobs_->trained_on({ids.begin(), ids.end()}, 10).empty());
    const auto trained = rows_of(first);
    ask(204, "DELETE", "/exports/" + *first.order.export_id);
    EXPECT_THAT(jobs_->trained_on({trained.front()}, 10), ElementsAre(first.id))
        << "although the export is gone";
    start("server-2");
    EXPECT_THAT(jobs_->trained_on({trained.back()}, 10), ElementsAre(first.id))
        << "whichever server made the export";
    EXPECT_EQ(jobs_->rows_trained_on(first.id, 100), trained);
    EXPECT_EQ(jobs_->rows_trained_on(first.id, 3).size(), 3);
}

}  // namespace
}  // namespace ontos
