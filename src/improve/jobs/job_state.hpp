#pragma once
// How a job changes: pure, so that each rule can be tested alone.

#include "improve/jobs/jobs_requests.hpp"

namespace ontos {

/// The last 64 KiB of what a trainer wrote, in whole characters of UTF-8 without NUL.
inline constexpr std::size_t job_log_bytes_max = 64 << 10;

/// Moves on; does nothing to a job that has ended. Sets the times that belong to the status.
void set_status(JobProgress& progress, JobStatus status, std::string message, Timestamp now);

/// What a trainer said. False if it changes nothing: a repeat, or what came late by its sequence.
/// Throws Failure{conflict, job_ended} if the job ended otherwise, Failure{invalid} for what no
/// trainer can say.
bool apply(TrainingJobRecord& job, const JobReport& report, Timestamp now);

/// Appends, and forgets the front.
void append_log(JobLog& log, std::string_view text);

/// Bytes that are no UTF-8, and NUL, become U+FFFD.
std::string cleaned_text(std::string_view text);

/// A line `ontos: {...}` of a named trainer's output as a report; nullopt if it is none.
std::optional<JobReport> report_in(std::string_view line);

}  // namespace ontos
