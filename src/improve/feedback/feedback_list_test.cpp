// Lists show each item once, newest first, however they are filtered and paged; totals are exact.
#include <fmt/format.h>

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

TEST_P(FeedbackLists, by_a_frequent_word_begin_with_the_newest_of_years) {
    if (database().engine() == sql::Engine::sqlite) GTEST_SKIP() << "its index has an order";
    // More than are looked at, one each two minutes: 70 days, and some of the years before.
    constexpr std::int64_t near = 50'100, far = 100;
    const auto copy = [&](std::int64_t count, std::chrono::seconds apart,
                          std::chrono::seconds ago) {
        database().write([&](sql::Transaction& tx) {
            tx.run(
                "insert into feedback_items (id, endpoint_id, endpoint_name, input_text, "
                "output_text, created_by, created_at, updated_at, revision, flagged, joined, tags, "
                "source, name, state) select substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || "
                "'-7000-8000-' || lpad(cast(i as text), 12, '0'), 'iris', 'iris', 'oft ' || i, '', "
                "'bench', ms * 1000, ms * 1000, 1, 0, 0, '[]', 'human', 'user_rating', 'active' "
                "from generate_series(1, $1) i, lateral (select (cast($2 as bigint) + i * $3) * "
                "1000 as ms) as time, lateral (select lpad(to_hex(ms), 12, '0') as hex) as "
                "hexadecimal",
                count, std::int64_t{(clock_.now() - ago).time_since_epoch() / 1s},
                std::int64_t{apart.count()});
        });
    };
    copy(far, 24h, 24h * 2'000 - 1h);
    copy(near, 120s, 120s * (near + 1));
    FeedbackQuery query;
    query.q = "oft";
    query.page_size = 3;
    const auto newest = list(query);
    const auto is_copy = [](std::int64_t i) {
        return testing::Field("input_text", &FeedbackItem::input_text, fmt::format("oft {}", i));
    };
    EXPECT_THAT(newest.items, ElementsAre(is_copy(near), is_copy(near - 1), is_copy(near - 2)));
    EXPECT_EQ(newest.total_relation, TotalRelation::gte);
    query.created_before = api::Moment{"now-1000d"};
    const auto old = list(query);
    EXPECT_THAT(old.items, ElementsAre(is_copy(far), is_copy(far - 1), is_copy(far - 2)));
    EXPECT_EQ(old.total, far);
    query.created_after = api::Moment{"now-1906d"};
    EXPECT_EQ(list(query).total, 7);
}

TEST_P(FeedbackLists, recent_are_the_newest_of_the_endpoint) {
    const auto [items, next] = feedback_->list_recent_feedback({{"rose"}}, {{2, {}}});
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].input_text, "25");
    EXPECT_EQ(items[1].input_text, "20");
    const auto older = feedback_->list_recent_feedback({{"rose"}}, {{100, next}});
    ASSERT_FALSE(older.items.empty());
    EXPECT_EQ(older.items[0].input_text, "15");
    EXPECT_EQ(older.next_cursor, "");
    EXPECT_THROW(feedback_->list_recent_feedback({{"rose"}}, {{2, "25"}}), Failure);
    EXPECT_THROW(feedback_->list_recent_feedback({{"nobody"}}, {{2, {}}}), Failure);
}

}  // namespace
}  // namespace ontos
