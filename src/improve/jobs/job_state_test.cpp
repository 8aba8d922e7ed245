// How a job changes: what trainers say, in whatever order it comes.
#include "improve/jobs/job_state.hpp"

#include <gmock/gmock.h>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

using enum JobStatus;

constexpr Timestamp now{std::chrono::seconds{1'000}};

TrainingJobRecord handed_over() {
    TrainingJobRecord job;
    job.id = "job";
    job.progress.status = queued;
    return job;
}

JobReport said(std::optional<JobStatus> status, std::optional<double> percent = {},
               std::optional<std::int64_t> sequence = {}) {
    JobReport out;
    out.status = status;
    out.progress_percent = percent;
    out.sequence = sequence;
    return out;
}

std::string code_of(TrainingJobRecord job, const JobReport& report) {
    try {
        apply(job, report, now);
    } catch (const Failure& failure) {
        return failure.code();
    }
    return "nothing was refused";
}

TEST(JobState, the_first_report_is_the_start) {
    auto job = handed_over();
    EXPECT_TRUE(apply(job, said({}, 5), now));
    EXPECT_EQ(job.progress.status, running);
    EXPECT_EQ(job.progress.started_at, now);
    EXPECT_EQ(job.progress.progress_percent, 5);
    EXPECT_FALSE(job.progress.finished_at);
}

TEST(JobState, progress_never_falls_and_success_is_all_of_it) {
    auto job = handed_over();
    apply(job, said(running, 60), now);
    apply(job, said(running, 20), now);
    EXPECT_EQ(job.progress.progress_percent, 60);
    apply(job, said(succeeded), now);
    EXPECT_EQ(job.progress.progress_percent, 100);
    EXPECT_EQ(job.progress.finished_at, now);
}

TEST(JobState, one_job_makes_one_version_here_or_elsewhere) {
    auto job = handed_over();
    auto report = said(succeeded);
    report.external_model_version = "ft:small:7";
    auto both = report;
    both.model_version = "3";
    EXPECT_EQ(code_of(job, both), "two_model_versions");
    EXPECT_TRUE(apply(job, report, now));
    EXPECT_EQ(version_made(job.progress), "ft:small:7");
    EXPECT_FALSE(job.progress.model_version);
    EXPECT_FALSE(apply(job, report, now)) << "the same again";
    report.external_model_version = "ft:small:8";
    EXPECT_EQ(code_of(job, report), "job_ended");
}

TEST(JobState, what_is_late_by_its_sequence_changes_nothing) {
    auto job = handed_over();
    EXPECT_TRUE(apply(job, said(running, 50, 7), now));
    EXPECT_FALSE(apply(job, said(failed, 10, 6), now));
    EXPECT_FALSE(apply(job, said(failed, 10, 7), now));
    EXPECT_EQ(job.progress.status, running);
}

TEST(JobState, an_end_is_the_end) {
    for (const auto end : {succeeded, failed, cancelled}) {
        auto job = handed_over();
        apply(job, said(end, {}, 3), now);
        const auto revision = job.progress.revision;
        EXPECT_FALSE(apply(job, said(end), now)) << "a repeat";
        EXPECT_FALSE(apply(job, said(running, 10, 2), now)) << "a late one";
        EXPECT_EQ(job.progress.revision, revision);
        EXPECT_EQ(code_of(job, said(running)), "job_ended");
        EXPECT_EQ(code_of(job, said(end == failed ? succeeded : failed)), "job_ended");
    }
}

TEST(JobState, an_end_that_names_another_version_is_another) {
    auto job = handed_over();
    auto report = said(succeeded);
    report.model_version = "1";
    apply(job, report, now);
    EXPECT_FALSE(apply(job, report, now));
    report.model_version = "2";
    EXPECT_EQ(code_of(job, report), "job_ended");
}

TEST(JobState, a_trainer_cannot_say_what_is_the_servers_to_say) {
    for (const auto status : {pending, queued, timeout})
        EXPECT_EQ(code_of(handed_over(), said(status)), "invalid");
    TrainingJobRecord waiting;
    EXPECT_EQ(code_of(waiting, said(running)), "job_not_handed_over");
}

TEST(JobState, metrics_add_up_within_a_bound) {
    auto job = handed_over();
    auto report = said(running);
    report.metrics = {{"loss", 0.5}, {"f1", 0.1}};
    apply(job, report, now);
    report.metrics = {{"f1", 0.9}};
    apply(job, report, now);
    EXPECT_EQ(job.progress.metrics.at("loss"), 0.5);
    EXPECT_EQ(job.progress.metrics.at("f1"), 0.9);
    report.metrics = {{"long", std::string(9'000, 'x').c_str()}};
    EXPECT_EQ(code_of(job, report), "invalid");
}

TEST(JobState, a_log_keeps_its_end_in_whole_characters) {
    JobLog log;
    append_log(log, std::string(job_log_bytes_max, 'a'));
    append_log(log, "\xc3\xa4z");
    EXPECT_EQ(log.bytes_total, std::int64_t{job_log_bytes_max} + 3);
    EXPECT_EQ(log.tail.size(), job_log_bytes_max);
    EXPECT_TRUE(log.tail.ends_with("a\xc3\xa4z"));
    append_log(log, std::string(job_log_bytes_max - 2, 'b'));
    EXPECT_TRUE(log.tail.starts_with("zb")) << "half of a character is none";
    EXPECT_EQ(cleaned_text(std::string{"a\0b\xff", 4}),
              "a\xef\xbf\xbd"
              "b\xef\xbf\xbd");
}

TEST(JobState, a_line_of_a_trainer_is_a_report_only_if_it_is_one) {
    const auto report =
        report_in(R"(ontos: {"progress_percent": 40, "message": "half", "metrics": {"loss": 1}, )"
                  R"("status": "succeeded", "sequence": 9})");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->progress_percent, 40);
    EXPECT_EQ(report->message, "half");
    EXPECT_FALSE(report->status) << "its exit code says how it ends";
    EXPECT_FALSE(report->sequence);
    for (const auto* line : {"ontos: {", "ontos: 3", R"(ontos: {"progress_percent": 101})",
                             R"(ontos: {"metrics": 3})", R"({"progress_percent": 4})", ""})
        EXPECT_FALSE(report_in(line)) << line;
}

}  // namespace
}  // namespace ontos
