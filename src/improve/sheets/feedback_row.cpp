// From a judgement to a row.
#include "improve/sheets/feedback_row.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>

#include "improve/curation/normal_text.hpp"
#include "improve/sheets/asked_chat.hpp"
#include "improve/sheets/row_redaction.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

std::optional<api::json::value> json_in(const std::string& text) {
    boost::system::error_code error;
    auto value = api::json::parse(text, error);
    if (error) return std::nullopt;
    return value;
}

/// A prediction for one row as a label: `{"predictions": ["benign"]}`, `["benign"]` and `"benign"`
/// are benign.
std::string label_in(const std::string& output_text) {
    auto value = json_in(output_text);
    if (value && value->is_object())
        if (const auto* predictions = value->as_object().if_contains("predictions"))
            value = api::json::value(*predictions);
    if (value && value->is_array() && value->as_array().size() == 1)
        value = api::json::value(value->as_array().front());
    if (!value || value->is_structured()) return output_text;
    if (value->is_string()) return std::string{value->as_string()};
    return api::to_json_text(*value);
}

bool is_judged_by_people(const FeedbackItem& item) {
    return item.source == FeedbackSource::end_user || item.source == FeedbackSource::human;
}

bool is_blank(const std::string& text) { return normal_text(text).empty(); }

std::optional<std::string> without_blank(std::optional<std::string> text) {
    return text && is_blank(*text) ? std::nullopt : std::move(text);
}

/// What should be answered, as somebody wrote it.
std::optional<std::string> correction_of(const FeedbackItem& item,
                                         const std::optional<std::string>& correction) {
    for (const auto& said : {correction, item.correction, item.expected_output})
        if (auto text = without_blank(said)) return text;
    return std::nullopt;
}

void require_judgement(const FeedbackItem& item, const RowContent& content) {
    if (is_blank(content.prompt))
        throw Failure{FailureKind::unprocessable,
                      "The feedback " + item.id + " does not say what was asked: it is blank."}
            .code("no_prompt")
            .hint("Add a row by hand, if you know it.");
    if (!content.response && !content.rejected_response)
        throw Failure{FailureKind::unprocessable,
                      "The feedback " + item.id + " does not say what should be answered."}
            .code("no_judgement")
            .hint("Give it a correction, or a rating where the answer is not blank.");
    if (content.response && content.rejected_response &&
        normal_text(*content.response) == normal_text(*content.rejected_response))
        throw Failure{FailureKind::invalid,
                      "The correction repeats the answer that was rejected: it is no target."}
            .code("correction_is_rejected")
            .violations({{"/body/correction", "must not be the rejected answer"}});
}

RowContent content_of(const FeedbackItem& item, const std::optional<std::string>& corrected,
                      AskedRows asked) {
    RowContent out;
    out.prompt = item.input_text;
    out.features = std::move(asked.row);
    if (asked.count == 0)
        if (auto chat = asked_chat(item.input_text)) {
            out.context = std::move(chat->context);
            out.prompt = std::move(chat->prompt);
        }
    const auto answer = [&](const std::string& text) {
        return out.features ? label_in(text) : text;
    };
    if (corrected) out.response = answer(*corrected);
    if (item.rating == Rating::negative)
        out.rejected_response = without_blank(answer(item.output_text));
    else if (item.rating == Rating::positive && !corrected)
        out.response = without_blank(answer(item.output_text));
    return out;
}

std::string several_rows(std::size_t count) {
    return fmt::format(
        "The request has {} rows and one judgement: which of them is judged, a person must say. "
        "The row is no target until then.",
        count);
}

/// As it is, nothing is made of it: not of what was rejected either.
void hold_back(TrainingRowRecord& row, const std::string& reason) {
    const bool would_leave = use_of(row.content) == RowUse::unpaired_negative;
    row.review.reviewed_by.reset();
    row.review.reviewed_at.reset();
    row.review.review_status = would_leave ? ReviewStatus::flagged : ReviewStatus::pending;
    row.review.review_reason = reason;
}

RowOrigin origin_of(const FeedbackItem& item) {
    return {.source = RowSource::feedback,
            .feedback_id = item.id,
            .request_id = item.request_id,
            .endpoint_id = item.endpoint_id,
            .model_name = item.model_name,
            .model_version = item.model_version,
            .session_id = item.session_id,
            .subject_id = item.subject_id};
}

}  // namespace

FeedbackRow redacted(const Redactor& redactor, FeedbackRow made) {
    auto& row = made.row;
    row.content = redacted(redactor, std::move(row.content));
    if (!is_taken_out(row.content)) return made;
    const std::string reason =
        "The privacy policy took out every value of what was asked: there is nothing to learn.";
    made.warning = made.warning ? *made.warning + ' ' + reason : reason;
    hold_back(row, *made.warning);
    settle(row, row.created_at);
    return made;
}

RowContent judged_content(const FeedbackItem& item, const std::optional<std::string>& correction,
                          std::span<const RowColumn> columns) {
    return content_of(item, correction_of(item, correction), asked_rows(item.input_text, columns));
}

FeedbackRow row_of(const FeedbackItem& item, const std::optional<std::string>& correction,
                   std::span<const RowColumn> columns, const std::string& actor, Timestamp now) {
    FeedbackRow out;
    auto& row = out.row;
    const auto corrected = correction_of(item, correction);
    auto asked = asked_rows(item.input_text, columns);
    const auto count = asked.count;
    row.content = content_of(item, corrected, std::move(asked));
    require_judgement(item, row.content);
    row.origin = origin_of(item);
    row.created_by = actor;
    row.created_at = row.updated_at = now;
    if (row.content.response)
        row.response_source =
            corrected ? ResponseSource::human_labeled : ResponseSource::human_verified;
    if (count > 1) {
        out.warning = several_rows(count);
        hold_back(row, *out.warning);
    } else if (!row.content.response) {
        out.warning =
            "The answer was rejected and nobody said what is right: the row is no target; it waits "
            "for review, and is exported only to formats that know rejected answers.";
    } else if (!is_judged_by_people(item) && !correction) {
        out.warning = "A program judged: the row waits for review.";
    } else {
        row.review.review_status = ReviewStatus::approved;
        row.review.reviewed_by = actor;
        row.review.reviewed_at = now;
    }
    settle(row, now);
    return out;
}

}  // namespace ontos
