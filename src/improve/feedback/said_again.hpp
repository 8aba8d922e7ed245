#pragma once
// A judgement said again: what its author changes is taken, what others changed stays.

#include <map>

#include "improve/feedback/feedback_item.hpp"

namespace ontos {

/// What an author said, part by part, as hashes: only the parts that were named.
using SaidParts = std::map<std::string, std::string>;

SaidParts said_in(const FeedbackItem& sent);

/// `before` with what `sent` changes of what its author said last. A part that is said as it was
/// said last stays as others may have changed it; one that is not named any more goes if it still
/// is the author's own. Whom it is about, session, trace and target stay until others are named.
/// Without `last`, all that is named is taken and the rest stays.
FeedbackItem said_again(const FeedbackItem& before, const FeedbackItem& sent,
                        const std::optional<SaidParts>& last);

/// Where the score is a correction, its value is that; without one it is no score.
void take_value_of_correction(FeedbackItem& item);

/// By what is said: a correction or an expected output alone is an expectation.
FeedbackKind kind_of(const FeedbackItem& item);

/// What served the request, as `from` knows it.
void copy_join(const FeedbackItem& from, FeedbackItem& to);

}  // namespace ontos
