// Lists show each item once, newest first, however they are filtered and paged; totals are exact.
#include <algorithm>

#include "improve/feedback/test_feedback.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class FeedbackLists : public GivenFeedback {
protected:
    void SetUp() override {
        GivenFeedback::SetUp();
        if (IsSkipped()) return;
        for (int i = 0; i < 30; ++i) {
            auto sent = judgement(i % 3 == 0 ? Rating::negative : Rating::positive);
            if (i % 5 == 0) sent.endpoint_id = "rose";
            if (i % 10 == 9) {
                sent.rating.reset();
                sent.value = api::json::value(i);
            }
            if (i % 7 == 0) sent.tags = {"seven", "number " + std::to_string(i)};
            if (i % 4 == 0) sent.source = FeedbackSource::llm_judge;
            sent.input_text = std::to_string(i);
            clock_.advance(1s);
            ids_.push_back(give_id(sent));
        }
        flag(ids_[1]);
        remove(ids_[29]);
    }

    /// The numbers of the items of all pages, by cursor.
    std::vector<int> numbers(FeedbackQuery query, std::int32_t page_size = 4) {
        query.page_size = page_size;
        std::vector<int> out;
        for (int pages = 0; pages < 100; ++pages) {
            const auto page = list(query);
            EXPECT_LE(std::ssize(page.items), page_size);
            for (const auto& item : page.items) out.push_back(std::stoi(item.input_text));
            if (!page.next_cursor) return out;
            query.cursor = page.next_cursor;
        }
        ADD_FAILURE() << "the list has no end";
        return out;
    }
    static std::vector<int> expected(const std::function<bool(int)>& is_in) {
        std::vector<int> out;
        for (int i = 28; i >= 0; --i)
            if (is_in(i)) out.push_back(i);
        return out;
    }

    std::vector<std::string> ids_;
};
INSTANTIATE_TEST_SUITE_P(on, FeedbackLists, sql::engines(), sql::engine_name);

bool is_unrated(int i) { return i % 10 == 9; }
bool is_negative(int i) { return i % 3 == 0 && !is_unrated(i); }
bool is_flagged(int i) { return is_negative(i) || i == 1; }

TEST_P(FeedbackLists, every_filter_finds_what_it_names) {
    const auto check = [&](const FeedbackQuery& query, const std::function<bool(int)>& is_in) {
        EXPECT_EQ(numbers(query), expected(is_in));
        const auto page = list(query);
        EXPECT_EQ(page.total, std::ssize(expected(is_in)));
        EXPECT_EQ(page.total_relation, TotalRelation::eq);
    };
    FeedbackQuery all, iris, negative, flagged, both, tag, source, version, span;
    check(all, [](int) { return true; });
    iris.endpoint_id = "iris";
    check(iris, [](int i) { return i % 5 != 0; });
    negative.rating = Rating::negative;
    check(negative, is_negative);
    flagged.flagged_only = true;
    check(flagged, is_flagged);
    both.endpoint_id = "rose";
    both.rating = Rating::negative;
    both.flagged_only = true;
    check(both, [](int i) { return i % 5 == 0 && is_negative(i); });
    tag.tag = "seven";
    check(tag, [](int i) { return i % 7 == 0; });
    tag.rating = Rating::positive;
    check(tag, [](int i) { return i % 7 == 0 && !is_negative(i) && !is_unrated(i); });
    source.source = FeedbackSource::llm_judge;
    check(source, [](int i) { return i % 4 == 0; });
    version.model_version = "1";
    check(version, [](int) { return false; });
    const auto start = clock_.now() - 29s;
    span.created_after = api::Moment{to_rfc3339(start + 3s)};
    span.created_before = api::Moment{to_rfc3339(start + 8s)};
    check(span, [](int i) { return i >= 3 && i < 8; });
}

TEST_P(FeedbackLists, pages_by_number_and_by_cursor_agree) {
    FeedbackQuery query;
    query.page_size = 7;
    std::vector<int> found;
    for (query.page = 1; query.page <= 5; ++query.page)
        for (const auto& item : list(query).items) found.push_back(std::stoi(item.input_text));
    EXPECT_EQ(found, numbers({}, 7));
    EXPECT_EQ(list(query).items.size(), 0u);
}

TEST_P(FeedbackLists, a_page_too_deep_names_the_cursor) {
    FeedbackQuery query;
    query.page = 101;
    query.page_size = 100;
    try {
        list(query);
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), "page_too_deep");
    }
    query.cursor = "';--";
    EXPECT_THROW(list(query), Failure);
}

TEST_P(FeedbackLists, and_counts_and_words_have_nothing_of_what_was_forgotten) {
    ASSERT_GT(list().total, 1);
    clock_.advance(std::chrono::hours{1});
    auto late = judgement(Rating::negative);
    late.feedback_text = "unforgettable";
    const auto id = give_id(late);
    feedback_->forget(clock_.now());
    EXPECT_EQ(list().total, 1);
    FeedbackQuery by_word;
    by_word.q = "unforgettable";
    EXPECT_EQ(list(by_word).items.front().id, id);
    EXPECT_EQ(stats().total_count + stats("rose").total_count, 1);
    feedback_->fold_counts();
    EXPECT_EQ(list().total, 1);
    for (const auto* table : {"feedback_tags", "feedback_keys", "feedback_joins"})
        EXPECT_EQ(rows_of(table), 0) << table;
}

TEST_P(FeedbackLists, recent_are_the_newest_of_the_endpoint) {
    const auto items = feedback_->list_recent_feedback({{"rose"}}, {{2}});
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].input_text, "25");
    EXPECT_EQ(items[1].input_text, "20");
    EXPECT_THROW(feedback_->list_recent_feedback({{"nobody"}}, {{2}}), Failure);
}

}  // namespace
}  // namespace ontos
