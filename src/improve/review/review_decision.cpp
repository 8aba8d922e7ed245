// What several reviewers of one row decide together, and what a judgement must say.
#include "improve/review/review_decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

void refuse_members_of_feedback(const NewJudgement& judgement, std::vector<Violation>& broken) {
    const auto refuse = [&](bool is_sent, std::string_view name) {
        if (is_sent)
            broken.push_back({fmt::format("/body/{}", name),
                              "must be left out: the queue is of rows, not of feedback"});
    };
    refuse(judgement.rating.has_value(), "rating");
    refuse(judgement.correction.has_value(), "correction");
    refuse(judgement.expected_output.has_value(), "expected_output");
    refuse(judgement.rationale.has_value(), "rationale");
}

void refuse_members_of_rows(const NewJudgement& judgement, std::vector<Violation>& broken) {
    const auto refuse = [&](bool is_sent, std::string_view name) {
        if (is_sent)
            broken.push_back({fmt::format("/body/{}", name),
                              "must be left out: the queue is of feedback, not of rows"});
    };
    refuse(judgement.review_status.has_value(), "review_status");
    refuse(!judgement.review_reason.empty(), "review_reason");
    refuse(judgement.prompt.has_value(), "prompt");
    refuse(judgement.response.has_value(), "response");
    refuse(judgement.rejected_response.has_value(), "rejected_response");
}

void require_rating(const NewJudgement& judgement, const ReviewQueue& queue,
                    std::vector<Violation>& broken) {
    if (judgement.rating) return;
    if (queue.score_configs.empty())
        broken.push_back({"/body/rating", "is required: the queue has no rubric"});
    else if (judgement.correction || judgement.expected_output || judgement.rationale)
        broken.push_back({"/body/rating",
                          "is required with a correction, an expected output or a "
                          "rationale"});
}

void require_rubric(const NewJudgement& judgement, const ReviewQueue& queue,
                    std::vector<Violation>& broken) {
    std::set<std::string> missing{queue.score_configs.begin(), queue.score_configs.end()};
    const auto rubric = missing;
    for (std::size_t i = 0; i < judgement.scores.size(); ++i) {
        const auto& name = judgement.scores[i].name;
        if (!rubric.contains(name))
            broken.push_back({fmt::format("/body/scores/{}/name", i), "must be of the rubric"});
        else if (missing.erase(name) == 0)
            broken.push_back({fmt::format("/body/scores/{}/name", i), "must be named once"});
    }
    for (const auto& name : missing)
        broken.push_back({"/body/scores", "must have the score " + name});
}

bool is_edit(const NewJudgement& judgement) {
    return judgement.prompt || judgement.response || judgement.rejected_response;
}

}  // namespace

ReviewDecision decide(std::span<const ReviewVote> votes) {
    std::map<ReviewStatus, std::size_t> counts;
    for (const auto& vote : votes) ++counts[vote.status];
    for (std::size_t i = votes.size(); i-- > 0;)
        if (2 * counts[votes[i].status] > votes.size()) return {votes[i].status, i, {}};
    std::string reason;
    for (const auto& vote : votes)
        reason += fmt::format("{}{} ({})", reason.empty() ? "Reviewers disagree: " : ", ",
                              api::to_text(vote.status), vote.reviewer);
    return {ReviewStatus::flagged, std::nullopt, reason + "."};
}

RowChange row_change_of(const NewJudgement& judgement) {
    RowChange change;
    const auto set = [](auto& patch, const auto& value) {
        if (!value) return;
        patch.state = std::remove_reference_t<decltype(patch)>::State::value;
        patch.value = *value;
    };
    set(change.review_status, judgement.review_status);
    set(change.review_reason, std::optional{judgement.review_reason});
    set(change.prompt, judgement.prompt);
    set(change.response, judgement.response);
    set(change.rejected_response, judgement.rejected_response);
    return change;
}

std::vector<Violation> violations_of(const NewJudgement& judgement, const ReviewQueue& queue) {
    std::vector<Violation> broken;
    if (queue.source == ReviewSource::training_sheet) {
        refuse_members_of_feedback(judgement, broken);
        if (!judgement.review_status && !is_edit(judgement))
            broken.push_back({"/body/review_status", "is required unless the row is edited"});
        if (judgement.review_status == ReviewStatus::pending)
            broken.push_back({"/body/review_status", "must decide: pending does not"});
    } else {
        refuse_members_of_rows(judgement, broken);
        require_rating(judgement, queue, broken);
    }
    require_rubric(judgement, queue, broken);
    return broken;
}

std::optional<std::string> label_of(const JudgedScore& score, ScoreType type) {
    if (type == ScoreType::text || type == ScoreType::correction) return std::nullopt;
    if (type == ScoreType::categorical && score.value && score.value->is_string())
        return std::string{score.value->as_string()};
    if (type == ScoreType::categorical) return score.label;
    return score.value ? std::optional{api::to_json_text(*score.value)} : std::nullopt;
}

}  // namespace ontos
