// What an erasure does to training jobs, and what it waits for.
#include "improve/jobs/jobs_erasure.hpp"

#include "improve/exports/exports_erasure_store.hpp"
#include "improve/jobs/test_trainings.hpp"

namespace ontos {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ErasedTrainings : public Trainings {
protected:
    ErasedSubject subject() const {
        return {.erasure_id = "erasure",
                .subject_id = "jo",
                .also = {},
                .request_ids = {},
                .until = clock_.now()};
    }
    void tie(const std::string& row_id) {
        const ErasureLink link{"erasure", LinkKind::row, sheet_id(), row_id};
        database().write([&](sql::Transaction& tx) { tx.insert("erasure_links", link); });
    }
    void erase(const std::string& row_id) {
        tie(row_id);
        EXPECT_THAT(erase_rows(sheet_id(), {row_id}), Not(IsEmpty()));
    }
    std::vector<std::string> waits_for() {
        return database().read(
            [&](sql::Transaction& tx) { return JobsErasure{}.waits_for(tx, subject()); });
    }
    void cancel(const TrainingJobRecord& job) {
        access::ActorInput actor;
        actor.name = "ann";
        jobs_->cancel_training_job({{job.id}}, actor);
    }
    std::filesystem::path file_of(const TrainingJobRecord& job, const std::string& rest) const {
        return training_folder("server-1") / (job.id + rest);
    }
    std::string dataset_of(const TrainingJobRecord& job) {
        return exports_->show_export({{*job.order.export_id}}).manifest.value().dataset_sha256;
    }
};
INSTANTIATE_TEST_SUITE_P(on, ErasedTrainings, sql::engines(), sql::engine_name);

TEST_P(ErasedTrainings, whose_sheet_had_a_row_of_a_person_lose_what_the_trainer_wrote_with_it) {
    const auto job = reach(ask_for("leaks").id, JobStatus::failed);
    const JobsErasure logs;
    const auto erase = [&] {
        return database().write([&](sql::Transaction& tx) {
            const auto held = logs.held(tx, subject()).count;
            EXPECT_EQ(std::ssize(logs.records(tx, subject(), "", 10)), held);
            EXPECT_EQ(logs.erase(tx, subject(), 10), held);
            return held;
        });
    };
    EXPECT_EQ(erase(), 0) << "no row is tied";
    tie(row_ids_.front());
    EXPECT_EQ(erase(), 1);
    EXPECT_EQ(log_of(job.id), "");
    EXPECT_EQ(record(job.id).progress.status_message, "");
    EXPECT_EQ(record(job.id).progress.status, JobStatus::failed);
    EXPECT_EQ(erase(), 0);
}

TEST_P(ErasedTrainings, that_run_with_the_rows_are_waited_for_until_no_file_of_them_is_left) {
    const auto job = reach(ask_for("waits").id, JobStatus::running);
    // The status is written before the files are taken.
    while (rows_of(job).empty()) std::this_thread::yield();
    tie(row_ids_.front());
    EXPECT_THAT(waits_for(), IsEmpty()) << "the export has the same rows, and is asked itself";
    EXPECT_EQ(erase_rows(sheet_id(), {row_ids_.front()}).at(0).lines, 1);
    EXPECT_THAT(waits_for(), ElementsAre(HasSubstr("training job " + job.id)));
    EXPECT_TRUE(std::filesystem::exists(file_of(job, "/data")));

    cancel(job);
    while (!waits_for().empty()) std::this_thread::yield();
    EXPECT_FALSE(std::filesystem::exists(file_of(job, "")));
    EXPECT_EQ(record(job.id).progress.total_pairs, 20) << "it had them";
    EXPECT_THAT(rows_of(job), Contains(row_ids_.front()));
}

TEST_P(ErasedTrainings, that_begin_afterwards_are_of_what_is_left) {
    const auto first = reach(ask_for("waits").id, JobStatus::running), second = ask_for("waits");
    EXPECT_EQ(second.progress.status, JobStatus::queued);
    erase(row_ids_.front());
    EXPECT_THAT(rows_of(second), IsEmpty());
    cancel(first);
    reach(second.id, JobStatus::running);
    while (rows_of(second).empty()) std::this_thread::yield();
    EXPECT_THAT(rows_of(second), Not(Contains(row_ids_.front())));
    while (record(second.id).progress.total_pairs != 19) std::this_thread::yield();
    const auto now = record(second.id);
    EXPECT_EQ(*now.progress.train_pairs + *now.progress.val_pairs, 19);
    EXPECT_EQ(now.progress.dataset_sha256, dataset_of(now));
    while (!waits_for().empty()) std::this_thread::yield();
}

TEST_P(ErasedTrainings, do_not_begin_while_their_export_waits_to_be_rewritten) {
    const auto first = reach(ask_for("waits").id, JobStatus::running), second = ask_for("waits");
    tie(row_ids_.front());
    database().write([&](sql::Transaction& tx) { exports_erasure_store::hold(tx, "erasure"); });
    cancel(first);
    while (record(first.id).keeping.has_folder) std::this_thread::yield();
    for (int i = 0; i < 3; ++i) jobs_->step();
    EXPECT_EQ(record(second.id).progress.status, JobStatus::queued);
    EXPECT_FALSE(record(second.id).keeping.has_folder);
    database().write([&](sql::Transaction& tx) { exports_erasure_store::forget(tx, "erasure"); });
    cancel(reach(second.id, JobStatus::running));
    while (record(second.id).keeping.has_folder) std::this_thread::yield();
}

TEST_P(ErasedTrainings, that_another_server_ended_are_ended_though_they_say_nothing) {
    const auto job = reach(ask_for("waits").id, JobStatus::running);
    while (rows_of(job).empty()) std::this_thread::yield();
    database().write([&](sql::Transaction& tx) {
        auto ended = *jobs_store::find(tx, job.id);
        ended.progress.status = JobStatus::cancelled;
        ended.progress.finished_at = clock_.now();
        jobs_store::update(tx, ended);
    });
    while (record(job.id).keeping.has_folder) {
        jobs_->step();
        std::this_thread::yield();
    }
    EXPECT_FALSE(std::filesystem::exists(file_of(job, "")));
}

TEST_P(ErasedTrainings, whose_rows_all_went_have_nothing_to_train_on) {
    const auto first = reach(ask_for("copies").id, JobStatus::succeeded);
    erase_rows(sheet_id(), row_ids_);
    const auto again = ask_for("copies", R"(, "export_id": ")" + *first.order.export_id + '"');
    EXPECT_THAT(reach(again.id, JobStatus::failed).progress.status_message,
                HasSubstr("nothing to train on"));
}

TEST_P(ErasedTrainings, behind_a_webhook_are_of_what_they_fetch_first) {
    save_farm();
    const auto fetching = ask_for("farm");
    const auto fetch = [&](const TrainingJobRecord& job) {
        const auto caller = api::local_caller();
        const auto name =
            exports_->show_export({{*job.order.export_id}}).manifest.value().files.front().name;
        const api::sample::Sent plainly;
        const auto head = api::sample::head_of(plainly);
        const api::Request request{head, caller, {}, {}};
        const api::Call call{request, {}, {}, {}, {}};
        jobs_->download_training_file({{job.id, name}}, {{}, &caller}, {{}, &call});
    };
    fetch(fetching);
    const auto late = ask_for("farm", R"(, "export_id": ")" + *fetching.order.export_id + '"');
    erase(row_ids_.front());
    EXPECT_THAT(waits_for(),
                testing::UnorderedElementsAre(HasSubstr(fetching.id), HasSubstr(late.id)));
    fetch(fetching);
    const auto code_of_fetch = [&] {
        try {
            fetch(late);
        } catch (const Failure& failure) {
            return failure.code();
        }
        return std::string{"it was not refused"};
    };
    exports_->with_files(*late.order.export_id, [&](const auto&, const auto&) {
        // As if files were rewritten now.
        std::string code;
        std::thread{[&] { code = code_of_fetch(); }}.join();
        EXPECT_EQ(code, "export_being_erased");
    });
    fetch(late);
    EXPECT_THAT(waits_for(), ElementsAre(HasSubstr(fetching.id)))
        << "what the other one got has nothing of the person";
    EXPECT_THAT(rows_of(fetching), Contains(row_ids_.front()));
    EXPECT_EQ(rows_of(late).size(), 19);
    EXPECT_EQ(record(late.id).progress.dataset_sha256, dataset_of(late));
    cancel(fetching);
    EXPECT_THAT(waits_for(), IsEmpty());
}

TEST_P(ErasedTrainings, whose_server_died_leave_no_folder) {
    const auto job = reach(ask_for("waits").id, JobStatus::running);
    jobs_.reset();
    std::filesystem::create_directories(file_of(job, "/data"));
    std::filesystem::create_directories(file_of(job, "-given-up/data"));
    database().write([&](sql::Transaction& tx) {
        auto left = *jobs_store::find(tx, job.id);
        left.keeping.has_folder = true;
        jobs_store::update(tx, left);
    });
    start("server-1");
    EXPECT_FALSE(std::filesystem::exists(file_of(job, "")));
    EXPECT_FALSE(std::filesystem::exists(file_of(job, "-given-up")));
    jobs_->step();
    EXPECT_FALSE(record(job.id).keeping.has_folder);
}

}  // namespace
}  // namespace ontos
