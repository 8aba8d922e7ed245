#pragma once
// From what a client sends to a row, and from a row to its next version.

#include "improve/sheets/rows_requests.hpp"

namespace ontos {

/// The record of a row that is added by hand, without id and place. `where` begins the names in
/// violations: /body/rows/3. Throws Failure{invalid, invalid_row}.
TrainingRowRecord new_record(const NewTrainingRow& row, const std::string& where,
                             const std::string& actor, Timestamp now);

/// Applies a review or an edit: the first edit keeps the original, an approved answer must exist,
/// and must not be the one that was rejected. Throws Failure{invalid, invalid_review}.
TrainingRowRecord changed_record(TrainingRowRecord row, const RowChange& change,
                                 const std::string& reviewer, Timestamp now);

/// Throws Failure{invalid} with this code unless the content can be kept: a prompt, an answer of
/// some kind, and a response that is not the rejected one.
void require_sensible(const RowContent& content, const std::string& where, std::string_view code);

/// The words of a prompt that is a row: JSON text, members by name.
std::string prompt_of(const Features& features);

}  // namespace ontos
