// From a judgement to a row.
#include "improve/sheets/feedback_row.hpp"

#include <boost/json/parse.hpp>

#include "improve/curation/normal_text.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

std::optional<api::json::value> json_in(const std::string& text) {
    boost::system::error_code error;
    auto value = api::json::parse(text, error);
    if (error) return std::nullopt;
    return value;
}

/// The row that a model was asked about, where it was asked about one.
std::optional<Features> features_in(const std::string& input_text) {
    auto value = json_in(input_text);
    if (value && value->is_array() && value->as_array().size() == 1)
        value = api::json::value(value->as_array().front());
    if (!value || !value->is_object() || value->as_object().empty() ||
        value->as_object().size() > features_max)
        return std::nullopt;
    return api::Codec<Features>::read(*value);
}

/// A prediction for one row as a label: `["benign"]` and `"benign"` are benign.
std::string label_in(const std::string& output_text) {
    auto value = json_in(output_text);
    if (value && value->is_array() && value->as_array().size() == 1)
        value = api::json::value(value->as_array().front());
    if (!value || value->is_structured()) return output_text;
    if (value->is_string()) return std::string{value->as_string()};
    return api::to_json_text(*value);
}

bool is_judged_by_people(const FeedbackItem& item) {
    return item.source == FeedbackSource::end_user || item.source == FeedbackSource::human;
}

/// What should be answered, as somebody wrote it.
std::optional<std::string> correction_of(const FeedbackItem& item,
                                         const std::optional<std::string>& correction) {
    if (correction) return correction;
    if (item.correction) return item.correction;
    return item.expected_output;
}

void require_judgement(const FeedbackItem& item, const RowContent& content) {
    if (!content.response && !content.rejected_response)
        throw Failure{FailureKind::unprocessable,
                      "The feedback " + item.id + " does not say what should be answered."}
            .code("no_judgement")
            .hint("Give it a rating or a correction.");
    if (content.response && content.rejected_response &&
        normal_text(*content.response) == normal_text(*content.rejected_response))
        throw Failure{FailureKind::invalid,
                      "The correction repeats the answer that was rejected: it is no target."}
            .code("correction_is_rejected")
            .violations({{"/body/correction", "must not be the rejected answer"}});
}

RowContent content_of(const FeedbackItem& item, const std::optional<std::string>& corrected) {
    RowContent out;
    out.prompt = item.input_text;
    out.features = features_in(item.input_text);
    const auto answer = [&](const std::string& text) {
        return out.features ? label_in(text) : text;
    };
    if (corrected) out.response = answer(*corrected);
    if (item.rating == Rating::negative)
        out.rejected_response = answer(item.output_text);
    else if (item.rating == Rating::positive && !corrected)
        out.response = answer(item.output_text);
    return out;
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

RowContent judged_content(const FeedbackItem& item, const std::optional<std::string>& correction) {
    return content_of(item, correction_of(item, correction));
}

FeedbackRow row_of(const FeedbackItem& item, const std::optional<std::string>& correction,
                   const std::string& actor, Timestamp now) {
    FeedbackRow out;
    auto& row = out.row;
    const auto corrected = correction_of(item, correction);
    row.content = content_of(item, corrected);
    require_judgement(item, row.content);
    row.origin = origin_of(item);
    row.created_by = actor;
    row.created_at = row.updated_at = now;
    if (row.content.response)
        row.response_source =
            corrected ? ResponseSource::human_labeled : ResponseSource::human_verified;
    if (!row.content.response) {
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
