// Rows that are added by hand, and changes of rows.
#include "improve/sheets/row_content.hpp"

#include <algorithm>

#include "improve/curation/normal_text.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

[[noreturn]] void refuse(const std::string& where, std::string_view what, std::string_view code) {
    throw Failure{FailureKind::invalid,
                  where.substr(where.rfind('/') + 1) + " " + std::string{what} + "."}
        .code(code)
        .violations({{where, std::string{what}}});
}

[[noreturn]] void refuse(std::vector<Violation> broken, std::string_view code) {
    if (broken.size() == 1) refuse(broken.front().where, broken.front().what, code);
    throw broken_rules(std::move(broken)).code(code);
}

/// What keeps a content from being kept: a prompt, answers that say something, and a response that
/// is not the rejected one.
std::vector<Violation> broken_in(const RowContent& content, const std::string& where) {
    std::vector<Violation> broken;
    const auto is_blank = [](const std::string& text) { return normal_text(text).empty(); };
    const auto require_text = [&](const std::string& member, const std::string& text) {
        if (is_blank(text)) broken.push_back({where + member, "must not be blank"});
    };
    require_text("/prompt", content.prompt);
    if (content.response) require_text("/response", *content.response);
    if (content.rejected_response) require_text("/rejected_response", *content.rejected_response);
    if (content.response && content.rejected_response && !is_blank(*content.response) &&
        normal_text(*content.response) == normal_text(*content.rejected_response))
        broken.push_back(
            {where + "/response", "must not be the rejected one: a rejected answer is no target"});
    return broken;
}

constexpr std::string_view row_code = "invalid_row", review_code = "invalid_review";

void take_messages(const NewTrainingRow& row, const std::string& where, RowContent& out) {
    auto messages = row.messages;
    if (messages.back().role == MessageRole::assistant) {
        if (row.response)
            refuse(where + "/response", "must not be sent: the last message is the response",
                   row_code);
        out.response = std::move(messages.back().content);
        messages.pop_back();
    }
    if (messages.empty() || messages.back().role != MessageRole::user)
        refuse(where + "/messages", "must end with a user message, or with one and its answer",
               row_code);
    if (row.prompt)
        refuse(where + "/prompt", "must not be sent: the last user message is the prompt",
               row_code);
    out.prompt = std::move(messages.back().content);
    messages.pop_back();
    out.context = std::move(messages);
}

RowContent content_of(const NewTrainingRow& row, const std::string& where) {
    RowContent out;
    if (row.response && row.label)
        refuse(where + "/label", "must not be sent beside response", row_code);
    out.response = row.response ? row.response : row.label;
    out.rejected_response = row.rejected_response;
    out.features = row.features;
    if (!row.messages.empty())
        take_messages(row, where, out);
    else if (row.prompt)
        out.prompt = *row.prompt;
    else if (row.features)
        out.prompt = prompt_of(*row.features);
    else
        refuse(where + "/prompt", "is required: a prompt, messages or features", row_code);
    return out;
}

/// `where` begins the names in violations: /body/rows/3.
TrainingRowRecord new_record(const NewTrainingRow& row, const std::string& where,
                             const std::string& actor, Timestamp now) {
    TrainingRowRecord out;
    out.content = content_of(row, where);
    const auto& content = out.content;
    auto broken = broken_in(content, where);
    if (row.review_status == ReviewStatus::edited || row.review_status == ReviewStatus::rejected)
        broken.push_back({where + "/review_status", "must be pending, approved or flagged"});
    if (row.review_status == ReviewStatus::approved && !content.response &&
        !content.rejected_response)
        broken.push_back({where + "/response", "is required of an approved row"});
    if (auto both = contradiction(row.allowed_uses, row.prohibited_uses, where))
        broken.push_back(*std::move(both));
    if (!content.response && row.response_source && *row.response_source != ResponseSource::empty)
        broken.push_back({where + "/response_source", "must be empty: there is no response"});
    if (!broken.empty()) refuse(std::move(broken), row_code);
    out.response_source = content.response
                              ? row.response_source.value_or(ResponseSource::human_labeled)
                              : ResponseSource::empty;
    out.review.review_status = row.review_status;
    out.review.review_reason = row.review_reason;
    if (row.review_status != ReviewStatus::pending) {
        out.review.reviewed_by = actor;
        out.review.reviewed_at = now;
    }
    out.origin.session_id = row.session_id;
    out.origin.subject_id = row.subject_id;
    out.allowed_uses = row.allowed_uses;
    out.prohibited_uses = row.prohibited_uses;
    out.created_by = actor;
    out.created_at = out.updated_at = now;
    settle(out, now);
    return out;
}

bool is_edit(const RowChange& change) {
    return change.context.is_sent() || change.prompt.is_sent() || change.response.is_sent() ||
           change.rejected_response.is_sent() || change.features.is_sent();
}

RowContent edited(const RowContent& now, const RowChange& change) {
    using State = api::Patch<std::string>::State;
    auto out = now;
    out.context = change.context.or_else(now.context);
    if (change.prompt.state == State::null) refuse("/body/prompt", "must not be null", review_code);
    out.prompt = change.prompt.or_else(now.prompt);
    const auto apply = [](const api::Patch<std::string>& patch, std::optional<std::string>& to) {
        if (patch.state == State::value) to = patch.value;
        if (patch.state == State::null) to.reset();
    };
    apply(change.response, out.response);
    apply(change.rejected_response, out.rejected_response);
    if (change.features.is_sent()) {
        out.features.reset();
        if (change.features.state == api::Patch<Features>::State::value) {
            out.features = change.features.value;
            if (!change.prompt.is_sent()) out.prompt = prompt_of(*out.features);
        }
    }
    return out;
}

/// Whether it says the same, whenever it was said.
bool is_same(const TrainingRowRecord& before, TrainingRowRecord after) {
    after.review.reviewed_at = before.review.reviewed_at;
    return api::to_json(before) == api::to_json(after);
}

/// What is decided, in either vocabulary; nullopt if nothing is.
std::optional<ReviewStatus> decision_in(const RowChange& change, ReviewStatus now) {
    using State = api::Patch<ReviewStatus>::State;
    if (change.review_status.state == State::null)
        refuse("/body/review_status", "must not be null", review_code);
    if (change.review_status.state == State::value) return change.review_status.value;
    if (change.is_flagged == true) return ReviewStatus::flagged;
    if (change.mark_as_verified) return ReviewStatus::approved;
    if (change.is_flagged == false && now == ReviewStatus::flagged) return ReviewStatus::pending;
    return std::nullopt;
}

std::string reason_in(const RowChange& change) {
    return change.flag_reason.value_or(change.review_reason.or_else(""));
}

void require_reason(ReviewStatus status, const std::string& reason) {
    const bool needs_one = status == ReviewStatus::rejected || status == ReviewStatus::flagged;
    if (needs_one && normal_text(reason).empty())
        refuse("/body/review_reason", "is required to reject and to flag", review_code);
}

ReviewStatus status_after_edit(std::optional<ReviewStatus> decision) {
    if (!decision || *decision == ReviewStatus::approved) return ReviewStatus::edited;
    return *decision;
}

void require_answer(const TrainingRowRecord& row) {
    if (row.content.response || row.content.rejected_response) return;
    refuse("/body/response", "is required: there is nothing to approve", review_code);
}

}  // namespace

std::string prompt_of(const Features& features) {
    return api::to_json_text(api::to_json(features));
}

std::vector<TrainingRowRecord> new_records(std::span<const NewTrainingRow> rows,
                                           const std::string& actor, Timestamp now) {
    constexpr std::size_t violations_max = 100;
    std::vector<TrainingRowRecord> out;
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < rows.size() && broken.size() < violations_max; ++i) {
        try {
            out.push_back(new_record(rows[i], "/body/rows/" + std::to_string(i), actor, now));
        } catch (const Failure& failure) {
            const auto& found = failure.violations();
            if (failure.code() != row_code) throw;
            broken.insert(broken.end(), found.begin(), found.end());
        }
    }
    if (!broken.empty()) refuse(std::move(broken), row_code);
    return out;
}

TrainingRowRecord changed_record(const TrainingRowRecord& before, const RowChange& change,
                                 const std::string& reviewer, Timestamp now) {
    auto row = before;
    auto decision = decision_in(change, row.review.review_status);
    auto content = edited(row.content, change);
    const bool is_changed = is_edit(change) && content != row.content;
    if (is_changed) {
        if (auto broken = broken_in(content, "/body"); !broken.empty())
            refuse(std::move(broken), review_code);
        if (!row.review.original) row.review.original = row.content;
        if (content.response != row.content.response)
            row.response_source =
                content.response ? ResponseSource::human_labeled : ResponseSource::empty;
        row.content = std::move(content);
        decision = status_after_edit(decision);
    } else if (decision == ReviewStatus::edited &&
               row.review.review_status != ReviewStatus::edited) {
        refuse("/body/review_status", "is edited only with a change of the row", review_code);
    }
    if (decision) {
        const auto reason = reason_in(change);
        require_reason(*decision, reason);
        if (*decision == ReviewStatus::approved || *decision == ReviewStatus::edited)
            require_answer(row);
        if (*decision == ReviewStatus::approved && row.content.response)
            row.response_source = ResponseSource::human_verified;
        row.review.review_status = *decision;
        row.review.review_reason = reason;
        row.review.reviewed_by = reviewer;
        row.review.reviewed_at = now;
    }
    row.allowed_uses = change.allowed_uses.or_else(row.allowed_uses);
    row.prohibited_uses = change.prohibited_uses.or_else(row.prohibited_uses);
    if (change.allowed_uses.is_sent() || change.prohibited_uses.is_sent())
        if (auto both = contradiction(row.allowed_uses, row.prohibited_uses, "/body"))
            refuse({*std::move(both)}, review_code);
    settle(row, now);
    if (is_same(before, row)) return before;
    row.updated_at = now;
    ++row.revision;
    return row;
}

}  // namespace ontos
