#pragma once
// From what a client sends to a row, and from a row to its next version.

#include <span>

#include "improve/sheets/rows_requests.hpp"

namespace ontos {

/// The records of rows that are added by hand, without id and place. Throws Failure{invalid,
/// invalid_row} with the violations of all rows, until there are 100.
std::vector<TrainingRowRecord> new_records(std::span<const NewTrainingRow> rows,
                                           const std::string& actor, Timestamp now);

/// Applies a review or an edit: the first edit keeps the original, an approved answer must exist,
/// and must not be the one that was rejected. What changes nothing leaves the row as it is, with
/// its revision. Throws Failure{invalid, invalid_review}.
TrainingRowRecord changed_record(const TrainingRowRecord& before, const RowChange& change,
                                 const std::string& reviewer, Timestamp now);

/// The words of a prompt that is a row: JSON text, members by name.
std::string prompt_of(const Features& features);

}  // namespace ontos
