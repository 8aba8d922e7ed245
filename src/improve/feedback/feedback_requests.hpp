#pragma once
// What clients send and ask: the bodies, paths and queries of the feedback routes.

#include "improve/feedback/feedback_item.hpp"
#include "improve/feedback/feedback_stats.hpp"
#include "platform/api/page_cursor.hpp"

namespace ontos {

/// Characters of one text.
inline constexpr double feedback_text_max = 100'000;
inline constexpr std::size_t feedback_tags_max = 20;

/// Words to find it by, as they are sent: so many, each of 1 to 64 characters.
struct FeedbackTags : std::vector<std::string> {
    using std::vector<std::string>::vector;
    explicit FeedbackTags(std::vector<std::string> tags)
        : std::vector<std::string>{std::move(tags)} {}
};

template <>
struct api::Codec<FeedbackTags> : api::JsonText<FeedbackTags> {
    using List = std::vector<std::string>;

    static FeedbackTags read(const api::json::value& in) {
        return FeedbackTags{Codec<List>::read(in)};
    }
    static api::json::value write(const FeedbackTags& tags) { return Codec<List>::write(tags); }
    static api::json::object schema(api::json::object&) {
        return {{"type", "array"},
                {"items", {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}}},
                {"maxItems", feedback_tags_max}};
    }
};

struct NewFeedback {
    std::string endpoint_id, input_text, output_text;
    std::optional<Rating> rating;
    std::optional<std::string> feedback_text, session_id, request_id;
    std::string name = "user_rating";
    std::optional<FeedbackKind> kind;
    std::optional<ScoreType> data_type;
    std::optional<api::json::value> value;
    std::optional<std::string> label, correction, expected_output, rationale;
    FeedbackTags tags;
    FeedbackSource source = FeedbackSource::end_user;
    std::optional<std::string> source_id, subject_id, identifier, trace_id;
    std::optional<FeedbackTarget> target;

    static constexpr auto fields(auto...) {
        using T = NewFeedback;
        return std::array{
            api::field<&T::endpoint_id>("Id or name of the endpoint that answered.",
                                        api::min_length(1), api::max_length(255)),
            api::field<&T::input_text>("What was asked: a text, or rows as JSON text.",
                                       api::min_length(1), api::max_length(feedback_text_max)),
            api::field<&T::output_text>("What was answered.", api::min_length(1),
                                        api::max_length(feedback_text_max)),
            api::option<&T::rating>("Required unless `value` is sent; then it is derived where the "
                                    "score configuration of `name` tells which values are good. "
                                    "Not of an expectation."),
            api::option<&T::feedback_text>("A comment.", api::max_length(feedback_text_max)),
            api::option<&T::session_id>("Session in which it was asked.", api::max_length(200)),
            api::option<&T::request_id>("The answer's request_id: joins feedback and request, in "
                                        "whichever order they come.",
                                        api::min_length(1), api::max_length(128)),
            api::option<&T::name>("What is judged.", api::pattern("^[A-Za-z0-9_.-]{1,64}$")),
            api::option<&T::kind>(
                "expectation: a correction or an expected output and no judgement "
                "of the answer; it is never counted as a vote. What it is if "
                "left out."),
            api::option<&T::data_type>("Type of `value`; what it is if left out."),
            api::option<&T::value>(
                "The score: a number, true or false, or a text that is not blank. Of a categorical "
                "score it may be left out beside `label`, of a correction "
                "beside `correction`."),
            api::option<&T::label>("A word for the score; of a categorical score the category, so "
                                   "the same as `value`.",
                                   api::min_length(1), api::max_length(200)),
            api::option<&T::correction>("What should have been answered; not blank.",
                                        api::min_length(1), api::max_length(feedback_text_max)),
            api::option<&T::expected_output>("What the truth was; not blank.", api::min_length(1),
                                             api::max_length(feedback_text_max)),
            api::option<&T::rationale>("Why.", api::max_length(feedback_text_max)),
            api::option<&T::tags>("Words to find it by."),
            api::option<&T::source>("Who judged."),
            api::option<&T::source_id>("Which person, judge or program.", api::min_length(1),
                                       api::max_length(200)),
            api::option<&T::subject_id>("Person whom the texts are about: for erasure.",
                                        api::min_length(1), api::max_length(200)),
            api::option<&T::identifier>("Tells judgements of one author and name apart.",
                                        api::min_length(1), api::max_length(200)),
            api::option<&T::trace_id>("Trace in which it was asked.", api::min_length(1),
                                      api::max_length(200)),
            api::option<&T::target>("What is judged, if not the request as a whole.")};
    }
};

struct FeedbackPath {
    std::string feedback_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&FeedbackPath::feedback_id>("Id of the item.")};
    }
};

struct FeedbackEndpointPath {
    std::string endpoint_id;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&FeedbackEndpointPath::endpoint_id>("Id or name of the endpoint.")};
    }
};

struct FeedbackQuery {
    std::optional<std::string> endpoint_id;
    std::optional<Rating> rating;
    bool flagged_only = false;
    std::optional<std::string> model_version, tag, q;
    std::optional<FeedbackSource> source;
    std::optional<api::Moment> created_after, created_before;
    std::int32_t page = 1, page_size = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        using T = FeedbackQuery;
        return std::array{
            api::option<&T::endpoint_id>("Only of this endpoint: id or name."),
            api::option<&T::rating>("Only with this rating."),
            api::option<&T::flagged_only>("Only what is flagged."),
            api::option<&T::model_version>("Only of answers of this model version."),
            api::option<&T::tag>("Only with this tag.", api::max_length(64)),
            api::option<&T::q>("Only with all of these words in its texts, in either case. Whole "
                               "words: no part of "
                               "a text that is written without blanks, and STRASSE is not Straße.",
                               api::min_length(1), api::max_length(200)),
            api::option<&T::source>("Only from this kind of source."),
            api::option<&T::created_after>("Not older than this."),
            api::option<&T::created_before>("Older than this."),
            api::option<&T::page>("Counted from 1; deeper than 10,000 items only by `cursor`.",
                                  api::minimum(1), api::maximum(10'000)),
            api::option<&T::page_size>("Items of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before, instead of `page`.",
                                    api::is_id_of_last)};
    }
};

BOOST_DEFINE_ENUM_CLASS(TotalRelation, eq, gte)

struct FeedbackPage {
    std::vector<FeedbackItem> items;
    std::int64_t total = 0;
    TotalRelation total_relation = TotalRelation::eq;
    std::int32_t page = 1, page_size = 20;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        using T = FeedbackPage;
        return std::array{
            api::field<&T::items>("Newest first."),
            api::field<&T::total>("How many there are."),
            api::field<&T::total_relation>(
                "`eq`: exactly so many. `gte`: so many were found, and there may be more: by "
                "version, tag, word, source or time the newest 50,000 are looked at, and counted "
                "to "
                "10,000."),
            api::field<&T::page>("The page that was asked for."),
            api::field<&T::page_size>("Most items of a page."),
            api::field<&T::next_cursor>(
                "Where to go on; null at the end. With filters that are looked for piece by "
                "piece, a page may have fewer items than its size and still not be the last.")};
    }
};

struct FeedbackStatsQuery {
    std::optional<std::string> endpoint_id;
    std::int32_t days = 30;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&FeedbackStatsQuery::endpoint_id>("Only of this endpoint: id or name."),
            api::option<&FeedbackStatsQuery::days>("Length of the window; its first day, in UTC, "
                                                   "is counted whole.",
                                                   api::minimum(1), api::maximum(365))};
    }
};

struct RecentFeedbackQuery {
    std::int32_t limit = 10;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        using T = RecentFeedbackQuery;
        return std::array{
            api::option<&T::limit>("Most items.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("Where the answer before ended, from its Link header.",
                                    api::is_id_of_last)};
    }
};

}  // namespace ontos
