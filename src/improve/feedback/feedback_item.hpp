#pragma once
// What feedback is: a judgement of an answer.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(Rating, positive, negative)
BOOST_DEFINE_ENUM_CLASS(FeedbackSource, end_user, human, llm_judge, code)
BOOST_DEFINE_ENUM_CLASS(FeedbackState, active, deleted)
BOOST_DEFINE_ENUM_CLASS(ScoreType, numeric, boolean, categorical, text, correction)
/// An expectation says what is right and judges no answer: it is no vote.
BOOST_DEFINE_ENUM_CLASS(FeedbackKind, score, expectation)
BOOST_DEFINE_ENUM_CLASS(TargetKind, request, trace, span, session, dataset_row)

/// What is judged, where it is not the request as a whole.
struct FeedbackTarget {
    TargetKind kind = TargetKind::request;
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&FeedbackTarget::kind>("What it is."),
            api::field<&FeedbackTarget::id>("What it is called where it was made.",
                                            api::min_length(1), api::max_length(200))};
    }
};

/// What was taken out of a text.
struct FeedbackRedaction {
    std::string field, type;
    std::int64_t count = 0;

    bool operator==(const FeedbackRedaction&) const = default;

    static constexpr auto fields(auto...) {
        using T = FeedbackRedaction;
        return std::array{api::field<&T::field>("Which text: `feedback_text`."),
                          api::field<&T::type>("What it was, as its mark says: `email`, `column`."),
                          api::field<&T::count>("How often.")};
    }
};

/// A judgement as it is kept and answered. Texts are redacted.
struct FeedbackItem {
    std::string id;
    std::string endpoint_id, endpoint_name;
    std::string input_text, output_text;
    std::optional<Rating> rating;
    std::optional<std::string> feedback_text;
    std::optional<std::string> session_id, request_id;
    std::string created_by;
    Timestamp created_at{}, updated_at{};
    std::int64_t revision = 1;
    bool flagged = false;
    std::optional<std::string> model_name, model_version, served_entity;
    std::optional<std::int64_t> endpoint_revision;
    std::optional<std::string> deployment_id;
    bool joined = false;
    std::optional<std::string> correction, expected_output, rationale;
    std::vector<std::string> tags;
    FeedbackSource source = FeedbackSource::end_user;
    std::optional<std::string> source_id, subject_id, identifier, trace_id;
    std::optional<FeedbackTarget> target;
    std::string name;
    FeedbackKind kind = FeedbackKind::score;
    std::optional<ScoreType> data_type;
    std::optional<api::json::value> value;
    std::optional<std::string> label;
    FeedbackState state = FeedbackState::active;
    std::vector<FeedbackRedaction> redactions;
    std::optional<std::int64_t> pii_policy_version;

    static constexpr auto fields(auto...) {
        using T = FeedbackItem;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::endpoint_id>("Identifier of the endpoint that answered."),
            api::field<&T::endpoint_name>("Its name when the feedback came."),
            api::field<&T::input_text>("What was asked, redacted; empty once deleted."),
            api::field<&T::output_text>("What was answered, redacted; empty once deleted."),
            api::field<&T::rating>("Whether the answer was good; null where a score does not say."),
            api::field<&T::feedback_text>("The comment, redacted."),
            api::field<&T::session_id>("Session in which it was asked."),
            api::field<&T::request_id>("The answer's request_id."),
            api::field<&T::created_by>("Who sent it."),
            api::field<&T::created_at>("When it came."),
            api::field<&T::updated_at>("When it was changed last."),
            api::field<&T::revision>("How many versions of it there were, this one included."),
            api::field<&T::flagged>("Whether somebody should look at it."),
            api::field<&T::model_name>("Model that answered; null until joined."),
            api::field<&T::model_version>("Version that answered; null until joined."),
            api::field<&T::served_entity>("Served entity that answered; null until joined."),
            api::field<&T::endpoint_revision>("The endpoint's revision; null until joined."),
            api::field<&T::deployment_id>("Deployment that brought that revision, if one did."),
            api::field<&T::joined>("Whether what served the request is known from its log."),
            api::field<&T::correction>("What should have been answered, redacted."),
            api::field<&T::expected_output>("What the truth was, redacted."),
            api::field<&T::rationale>("Why, redacted."),
            api::field<&T::tags>("Words that people gave it, in alphabetical order."),
            api::field<&T::source>("Who judged."),
            api::field<&T::source_id>("Which person, judge or program."),
            api::field<&T::subject_id>("Person whom the texts are about."),
            api::field<&T::identifier>("Tells judgements of one author and name apart."),
            api::field<&T::trace_id>("Trace in which it was asked."),
            api::field<&T::target>("What is judged, if not the request as a whole."),
            api::field<&T::name>("What is judged: `user_rating`, `helpfulness`."),
            api::field<&T::kind>(
                "score: judges the answer. expectation: says what is right, without "
                "a judgement: no vote."),
            api::field<&T::data_type>("Type of the value; null without one."),
            api::field<&T::value>("The score: a number, true or false, or a text."),
            api::field<&T::label>("The category, or a word for the score."),
            api::field<&T::state>("Deleted is a tombstone without texts."),
            api::field<&T::redactions>(
                "What was taken out of its texts and tags, by the marks in them."),
            api::field<&T::pii_policy_version>(
                "Version of the redaction policy that the text that came last went through.")};
    }
};

/// What an item was before a change.
struct FeedbackRevision {
    std::string feedback_id;
    std::int64_t revision = 1;
    Timestamp changed_at{};
    std::string changed_by;
    std::string input_text, output_text;
    std::optional<Rating> rating;
    std::optional<std::string> feedback_text, correction, expected_output, rationale;
    std::vector<std::string> tags;
    std::optional<api::json::value> value;
    std::optional<std::string> label, subject_id, session_id;

    static constexpr auto fields(auto...) {
        using T = FeedbackRevision;
        return std::array{api::field<&T::feedback_id>("The item."),
                          api::field<&T::revision>("Counted from 1."),
                          api::field<&T::changed_at>("When it was replaced."),
                          api::field<&T::changed_by>("Who replaced it."),
                          api::field<&T::input_text>("What was asked, redacted."),
                          api::field<&T::output_text>("What was answered, redacted."),
                          api::field<&T::rating>("Whether the answer was good."),
                          api::field<&T::feedback_text>("The comment, redacted."),
                          api::field<&T::correction>("What should have been answered."),
                          api::field<&T::expected_output>("What the truth was."),
                          api::field<&T::rationale>("Why."),
                          api::field<&T::tags>("Words that people gave it."),
                          api::field<&T::value>("The score."),
                          api::field<&T::label>("The category, or a word for the score."),
                          api::field<&T::subject_id>("Person whom its texts were about."),
                          api::field<&T::session_id>("Session in which it was asked.")};
    }
};

}  // namespace ontos
