#pragma once
// What several reviewers of one row decide together.

#include <span>

#include "improve/review/review_item.hpp"
#include "improve/sheets/rows_requests.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

struct ReviewVote {
    std::string reviewer;
    ReviewStatus status = ReviewStatus::pending;
};

struct ReviewDecision {
    ReviewStatus status = ReviewStatus::flagged;
    /// Whose judgement is taken: the last of the majority. nullopt where there is none: the row is
    /// flagged.
    std::optional<std::size_t> taken_from;
    std::string reason;  ///< where they disagree, in words
};

/// What more than half of them say; else flagged, with what each said. Votes in the order in which
/// they came.
ReviewDecision decide(std::span<const ReviewVote> votes);

/// What is sent to the sheet for a judgement of a row.
RowChange row_change_of(const NewJudgement& judgement);

/// Members of the judgement that the queue does not want, or misses.
std::vector<Violation> violations_of(const NewJudgement& judgement, const ReviewQueue& queue);

/// What of a score of this type can be compared with what others said; nullopt of texts.
std::optional<std::string> label_of(const JudgedScore& score, ScoreType type);

}  // namespace ontos
