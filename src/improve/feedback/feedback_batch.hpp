#pragma once
// What the routes for many items take and answer.

#include "improve/feedback/feedback_requests.hpp"
#include "platform/api/patch.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

struct FeedbackBatch {
    std::vector<api::json::value> items;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&FeedbackBatch::items>(
            "Each as POST /feedback takes it; what is wrong with one stops no other.",
            api::min_items(1), api::max_items(1'000))};
    }
};

struct BrokenRule {
    std::string where, what;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&BrokenRule::where>("Which value: /body/items/3/rating."),
                          api::field<&BrokenRule::what>("What it must be.")};
    }
};

/// What became of one item.
struct FeedbackReceipt {
    std::int32_t status = 201;
    std::optional<std::string> id;
    std::optional<std::int64_t> revision;
    std::optional<std::string> detail, code, hint;
    std::vector<BrokenRule> errors;

    static constexpr auto fields(auto...) {
        using T = FeedbackReceipt;
        return std::array{
            api::field<&T::status>(
                "What POST /feedback would have answered: 201, 200, 400 or 404."),
            api::omit_empty<&T::id>("The item, if it was taken."),
            api::omit_empty<&T::revision>("Its revision; a page's token is not told."),
            api::omit_empty<&T::detail>("Why it was not taken."),
            api::omit_empty<&T::code>("The same as a word for programs."),
            api::omit_empty<&T::hint>("What to do about it."),
            api::omit_empty<&T::errors>("Which rules it breaks.")};
    }
};

struct FeedbackReceipts {
    std::int64_t created = 0, updated = 0, failed = 0;
    std::vector<FeedbackReceipt> items;

    static constexpr auto fields(auto...) {
        using T = FeedbackReceipts;
        return std::array{api::field<&T::created>("New items."),
                          api::field<&T::updated>("Judgements that were there already."),
                          api::field<&T::failed>("Items that were not taken."),
                          api::field<&T::items>("In the order in which they were sent.")};
    }
};

struct FeedbackPatch {
    api::Patch<Rating> rating;
    api::Patch<std::string> feedback_text, correction, expected_output, rationale;
    api::Patch<FeedbackTags> tags;

    static constexpr auto fields(auto...) {
        using T = FeedbackPatch;
        return std::array{
            api::option<&T::rating>("Whether the answer was good; null takes it back. A rating, a "
                                    "value, a correction or an expected output must stay."),
            api::option<&T::feedback_text>("The comment; null removes it.",
                                           api::max_length(feedback_text_max)),
            api::option<&T::correction>("What should have been answered; null removes it. Of a "
                                        "score of the type correction it is the value too.",
                                        api::max_length(feedback_text_max)),
            api::option<&T::expected_output>("What the truth was; null removes it.",
                                             api::max_length(feedback_text_max)),
            api::option<&T::rationale>("Why; null removes it.", api::max_length(feedback_text_max)),
            api::option<&T::tags>("All its tags from now on; null removes them.")};
    }
};

BOOST_DEFINE_ENUM_CLASS(BulkAction, flag, unflag, tag, untag, delete_)

struct FeedbackFilter {
    std::optional<std::string> endpoint_id;
    std::optional<Rating> rating;
    bool flagged_only = false;
    std::optional<std::string> model_version, tag, q;
    std::optional<FeedbackSource> source;
    std::optional<api::Moment> created_after, created_before;

    static constexpr auto fields(auto...) {
        using T = FeedbackFilter;
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
            api::option<&T::created_before>("Older than this.")};
    }
};

struct FeedbackBulk {
    BulkAction action = BulkAction::flag;
    std::optional<std::string> tag;
    FeedbackFilter filter;
    bool dry_run = false;
    std::int32_t limit = 1'000;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        using T = FeedbackBulk;
        return std::array{
            api::field<&T::action>("What is done to each item."),
            api::option<&T::tag>("Of `tag` and `untag`: which.", api::min_length(1),
                                 api::max_length(64)),
            api::field<&T::filter>("Which items; it must name something."),
            api::option<&T::dry_run>("Change nothing: count what this call would change."),
            api::option<&T::limit>("Most items of one call, newest first.", api::minimum(1),
                                   api::maximum(10'000)),
            api::option<&T::cursor>("`next_cursor` of the call before.", api::max_length(100))};
    }
};

struct FeedbackBulkResult {
    BulkAction action = BulkAction::flag;
    bool dry_run = false;
    std::int64_t matched = 0;
    TotalRelation matched_relation = TotalRelation::eq;
    std::int64_t visited = 0, changed = 0, full = 0;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        using T = FeedbackBulkResult;
        return std::array{
            api::field<&T::action>("What was to be done."),
            api::field<&T::dry_run>("Whether nothing was done."),
            api::field<&T::matched>("Items that the filter found, before."),
            api::field<&T::matched_relation>("Whether there may be more; as in the list."),
            api::field<&T::visited>("Items of them that this call looked at."),
            api::field<&T::changed>("Items of those that were not so already."),
            api::field<&T::full>(
                "Of `tag`: items that did not get it, because they have 20 tags already."),
            api::field<&T::next_cursor>(
                "Not null: there are items behind; send it as `cursor` to go on.")};
    }
};

struct FeedbackRevisionsQuery {
    int limit = 50;
    std::optional<std::int64_t> cursor;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&FeedbackRevisionsQuery::limit>(
                              "Entries of a page.", api::minimum(1), api::maximum(100)),
                          api::option<&FeedbackRevisionsQuery::cursor>(
                              "`next_cursor` of the page before.", api::minimum(1))};
    }
};

struct FeedbackRevisionPage {
    std::vector<FeedbackRevision> items;
    std::optional<std::int64_t> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&FeedbackRevisionPage::items>(
                "What the item was, newest first; without what it is now."),
            api::field<&FeedbackRevisionPage::next_cursor>("Where to go on; null at the end.")};
    }
};

}  // namespace ontos
