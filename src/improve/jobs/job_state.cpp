// How a job changes.
#include "improve/jobs/job_state.hpp"

#include <fmt/format.h>

#include "platform/api/json_write.hpp"
#include "platform/api/schema.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::string_view line_prefix = "ontos: ";
constexpr std::size_t metrics_bytes_max = 8'192;

Failure ended_already(const TrainingJobRecord& job) {
    return Failure{FailureKind::conflict,
                   fmt::format("The job has ended: it is {}.", api::to_text(job.progress.status))}
        .code("job_ended");
}

void require_sayable(const JobReport& report) {
    using enum JobStatus;
    if (!report.status || *report.status == running || *report.status == succeeded ||
        *report.status == failed || *report.status == cancelled)
        return;
    throw Failure{FailureKind::invalid,
                  "status must be running, succeeded, failed or cancelled: the others are the "
                  "server's to say"}
        .violations({{"/body/status", "must be running, succeeded, failed or cancelled"}});
}

/// Whether an ended job was told just this before.
bool is_repeat(const TrainingJobRecord& job, const JobReport& report) {
    const auto& progress = job.progress;
    if (report.sequence && *report.sequence <= job.keeping.last_sequence) return true;
    const auto is_known = [](const auto& told, const auto& known) {
        return !told || told == known;
    };
    return report.status == progress.status &&
           is_known(report.model_version, progress.model_version) &&
           is_known(report.external_model_version, progress.external_model_version);
}

void add_metrics(JobProgress& progress, const JsonMembers& metrics) {
    auto all = progress.metrics;
    for (const auto& [name, value] : metrics) all[name] = value;
    if (api::to_json_text(api::to_json(all)).size() > metrics_bytes_max)
        throw Failure{FailureKind::invalid, "The metrics of a job take at most 8 KiB."}.violations(
            {{"/body/metrics", "must be at most 8 KiB with those told before"}});
    progress.metrics = std::move(all);
}

/// Of one version: here or elsewhere.
void take_version(JobProgress& progress, const JobReport& report) {
    if (report.model_version) progress.model_version = report.model_version;
    if (report.external_model_version)
        progress.external_model_version = report.external_model_version;
    const bool is_told = report.model_version || report.external_model_version;
    if (is_told && progress.model_version && progress.external_model_version)
        throw Failure{FailureKind::conflict,
                      fmt::format("The job has made version {} in this registry and {} elsewhere: "
                                  "one job makes one version.",
                                  *progress.model_version, *progress.external_model_version)}
            .code("two_model_versions")
            .violations({{report.external_model_version ? "/body/external_model_version"
                                                        : "/body/model_version",
                          "must not be sent: the job has the other one"}});
}

}  // namespace

void set_status(JobProgress& progress, JobStatus status, std::string message, Timestamp now) {
    if (has_ended(progress.status)) return;
    progress.status = status;
    progress.status_message = std::move(message);
    progress.updated_at = now;
    ++progress.revision;
    if (status == JobStatus::running && !progress.started_at) progress.started_at = now;
    if (status == JobStatus::succeeded) progress.progress_percent = 100;
    if (has_ended(status)) progress.finished_at = now;
}

bool apply(TrainingJobRecord& job, const JobReport& report, Timestamp now) {
    require_sayable(report);
    auto& progress = job.progress;
    if (has_ended(progress.status)) {
        if (is_repeat(job, report)) return false;
        throw ended_already(job);
    }
    if (report.sequence && *report.sequence <= job.keeping.last_sequence) return false;
    if (progress.status == JobStatus::pending)
        throw Failure{FailureKind::conflict, "The job was not handed to a trainer yet."}.code(
            "job_not_handed_over");
    if (report.sequence) job.keeping.last_sequence = *report.sequence;
    if (report.progress_percent)
        progress.progress_percent = std::max(progress.progress_percent, *report.progress_percent);
    add_metrics(progress, report.metrics);
    take_version(progress, report);
    set_status(progress, report.status.value_or(JobStatus::running),
               report.message.empty() && report.status == JobStatus::failed
                   ? "The trainer says that it failed."
                   : report.message,
               now);
    return true;
}

std::string cleaned_text(std::string_view text) {
    constexpr std::string_view replacement = "\xef\xbf\xbd";
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto length = text.front() == '\0' ? 0 : utf8_length(text);
        out += length > 0 ? text.substr(0, length) : replacement;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

void append_log(JobLog& log, std::string_view text) {
    log.bytes_total += static_cast<std::int64_t>(text.size());
    log.tail += cleaned_text(text);
    if (log.tail.size() <= job_log_bytes_max) return;
    auto from = log.tail.size() - job_log_bytes_max;
    while (from < log.tail.size() && (static_cast<unsigned char>(log.tail[from]) & 0xC0) == 0x80)
        ++from;
    log.tail.erase(0, from);
}

std::optional<JobReport> report_in(std::string_view line) {
    if (!line.starts_with(line_prefix)) return std::nullopt;
    boost::system::error_code error;
    const auto value = boost::json::parse(line.substr(line_prefix.size()), error);
    if (error || !value.is_object()) return std::nullopt;
    boost::json::object components;
    const JobReport initial;
    const auto schema = api::object_schema(JobReport::fields(), components, &initial);
    api::Schemas schemas;
    api::Violations broken;
    api::check_value(*schemas.compile(schema, components), value, "line", broken);
    if (!broken.empty()) return std::nullopt;
    auto report = api::Codec<JobReport>::read(value);
    report.status.reset();  // How it ends, its exit code says.
    report.model_version.reset();
    report.sequence.reset();
    report.log.clear();
    return report;
}

}  // namespace ontos
