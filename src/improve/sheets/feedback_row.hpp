#pragma once
// From a judgement to a row: what was rejected is never what should be answered.

#include "improve/sheets/asked_rows.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// A row without id and place, and what its reader should know of it.
struct FeedbackRow {
    TrainingRowRecord row;
    std::optional<std::string> warning;
};

/// Positive: the answer is the target. Negative with a correction: the correction is, and the
/// answer is what it is preferred to. Negative alone: the answer is kept as rejected, without a
/// target, until a person reviews it. A judgement by a program waits for review as well, and so
/// does one of a request of several rows. `columns` are those of the model that answered. A
/// correction that is given here goes before the one of the item; it is redacted already. A blank
/// text says nothing. Throws Failure{unprocessable}: no_judgement where neither a rating nor a
/// correction says what should be answered, no_prompt where nothing was asked; Failure{invalid,
/// correction_is_rejected} for a correction that repeats what it corrects.
FeedbackRow row_of(const FeedbackItem& item, const std::optional<std::string>& correction,
                   std::span<const RowColumn> columns, const std::string& actor, Timestamp now);

/// The row as it may be written. One of which no value of what was asked is left waits for a
/// person.
FeedbackRow redacted(const Redactor& redactor, FeedbackRow made);

/// What a judgement says of an answer: prompt, features, what is right and what was rejected.
/// Without a check.
RowContent judged_content(const FeedbackItem& item, const std::optional<std::string>& correction,
                          std::span<const RowColumn> columns);

}  // namespace ontos
