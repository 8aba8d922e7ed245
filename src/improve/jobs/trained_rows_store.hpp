#pragma once
// Which rows jobs were trained on, in the database.

#include <set>

#include "improve/jobs/trained_rows.hpp"
#include "platform/sql/database.hpp"

namespace ontos::trained_rows_store {

/// Replaces what is there of the job. The rows are sorted, each once.
void put(sql::Transaction& tx, const std::string& job_id, std::span<const RowDigits> rows);
/// Of a job, at most so many pieces of `rows_of_piece`; sorted.
std::vector<RowDigits> of_job(sql::Transaction& tx, const std::string& job_id, std::int64_t pieces);
/// Ids of jobs that have one of these rows, newest first, at most `limit`.
std::vector<std::string> jobs_with(sql::Transaction& tx, const std::set<std::string>& row_ids,
                                   std::size_t limit);

inline constexpr std::size_t rows_of_piece = 1'000;

}  // namespace ontos::trained_rows_store
