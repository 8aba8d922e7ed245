// What is erased of a person's feedback, and that nothing else changes.
#include "improve/feedback/feedback_erasure.hpp"

#include <atomic>
#include <thread>

#include "improve/feedback/test_feedback.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class GivenSubject : public GivenFeedback {
protected:
    void SetUp() override {
        GivenFeedback::SetUp();
        if (IsSkipped()) return;
        erasure_ = std::make_unique<FeedbackErasure>(FeedbackParts{.database = database(),
                                                                   .clock = clock_,
                                                                   .random = random_,
                                                                   .redactor = redactor_,
                                                                   .request_log = *log_,
                                                                   .endpoints = directory()});
    }
    ErasedSubject ann(std::vector<SubjectTie> also = {}) {
        return {"erasure-1", "ann", std::move(also), {}, clock_.now()};
    }
    std::string give_of(const std::string& subject, std::optional<std::string> request_id = {},
                        std::vector<std::string> tags = {}) {
        auto sent = judgement(Rating::positive, std::move(request_id));
        sent.subject_id = subject;
        sent.tags = FeedbackTags{std::move(tags)};
        clock_.advance(std::chrono::milliseconds{2});
        return give_id(sent);
    }
    void link(const ErasedSubject& subject) {
        database().write([&](sql::Transaction& tx) {
            const auto scanned = erasure_->scan(tx, subject);
            erasure_links_store::insert(tx, scanned);
            while (erasure_->link(tx, subject) > 0) {
            }
        });
    }
    std::int64_t erase(const ErasedSubject& subject, std::int64_t limit = 100) {
        return database().write(
            [&](sql::Transaction& tx) { return erasure_->erase(tx, subject, limit); });
    }
    void tidy() {
        std::int64_t piece = 0;
        while (
            database().write([&](sql::Transaction& tx) { return erasure_->tidy(tx, piece++); })) {
        }
    }
    HeldRecords held(const ErasedSubject& subject) {
        return database().write([&](sql::Transaction& tx) { return erasure_->held(tx, subject); });
    }

    std::unique_ptr<FeedbackErasure> erasure_;
};

using ErasedFeedback = GivenSubject;
INSTANTIATE_TEST_SUITE_P(on, ErasedFeedback, sql::engines(), sql::engine_name);

TEST_P(ErasedFeedback, goes_with_all_feedback_on_its_requests_and_leaves_the_counts_true) {
    give_of("ann", "r-1", {"hers", "shared"});
    give_of("bob", "r-1");
    give_of("bob", "r-2", {"shared"});
    const auto patched = give_of("ann");
    FeedbackPatch patch;
    patch.feedback_text = {api::Patch<std::string>::State::value, "changed"};
    feedback_->update_feedback({{patched}}, {patch, {}}, {}, actor());
    link(ann());
    EXPECT_EQ(held(ann()).count, 3);
    EXPECT_EQ(erase(ann(), 2), 2);
    EXPECT_EQ(erase(ann(), 2), 1);
    EXPECT_EQ(erase(ann(), 2), 0);
    EXPECT_EQ(stats().total_count, 1);
    EXPECT_THAT(list().items, SizeIs(1));
    for (const auto* table : {"feedback_revisions", "feedback_keys"})
        EXPECT_EQ(rows_of(table), 0) << table;
    tidy();
    EXPECT_EQ(stats().total_count, 1);
    ASSERT_THAT(stats().by_tag, SizeIs(1));
    EXPECT_EQ(stats().by_tag[0].tag, "shared");
    EXPECT_EQ(*database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>("select count(*) from feedback_counts where tag = 'hers'");
    }),
              0);
}

TEST_P(ErasedFeedback, is_what_an_earlier_revision_says_of_the_person) {
    auto sent = judgement(Rating::negative, "r-1", "caller");
    sent.subject_id = sent.session_id = "ann";
    const auto id = give_id(sent);
    sent.subject_id.reset();
    sent.rating = Rating::positive;
    EXPECT_EQ(give(sent).value.subject_id, "ann") << "nobody else was named";
    sent.subject_id = sent.session_id = "bob";
    EXPECT_EQ(give(sent).value.subject_id, "bob");
    sent.subject_id.reset();
    sent.feedback_text = "again";
    EXPECT_EQ(give(sent).value.revision, 4);
    link(ann());
    EXPECT_EQ(held(ann()).count, 1);
    auto session = ann({SubjectTie::session});
    session.erasure_id = "erasure-2";
    session.subject_id = "ann";
    const auto scanned =
        database().read([&](sql::Transaction& tx) { return erasure_->scan(tx, session); });
    ASSERT_THAT(scanned, SizeIs(1));
    EXPECT_EQ(scanned[0].id, id);
    EXPECT_EQ(erase(ann()), 1);
    for (const auto* table : {"feedback_items", "feedback_revisions", "feedback_keys"})
        EXPECT_EQ(rows_of(table), 0) << table;
}

TEST_P(ErasedFeedback, is_only_what_came_until_then) {
    give_of("ann", "r-1");
    const auto subject = ann();
    const auto later = give_of("ann", "r-1");
    link(subject);
    EXPECT_EQ(erase(subject), 1);
    EXPECT_EQ(show(later).subject_id, "ann");
}

TEST_P(ErasedFeedback, is_found_by_session_and_author_if_they_are_named) {
    auto of_session = judgement();
    of_session.session_id = "ann";
    give(of_session);
    give(judgement(Rating::positive, {}, "ann"));
    give(judgement(), person("ann"));
    link(ann());
    EXPECT_EQ(held(ann()).count, 0);
    link(ann({SubjectTie::session}));
    EXPECT_EQ(held(ann()).count, 1);
    link(ann({SubjectTie::author}));
    EXPECT_EQ(held(ann()).count, 3);
}

TEST_P(ErasedFeedback, can_be_named_by_its_requests) {
    give_of("nobody", "r-7");
    auto subject = ann();
    subject.request_ids = {"r-7"};
    link(subject);
    EXPECT_EQ(erase(subject), 1);
}

TEST_P(ErasedFeedback, is_listed_in_pages) {
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(give_of("ann"));
    link(ann());
    const auto page = [&](const std::string& after) {
        return database().read(
            [&](sql::Transaction& tx) { return erasure_->records(tx, ann(), after, 2); });
    };
    ASSERT_THAT(page(""), SizeIs(2));
    EXPECT_EQ(page("")[0].id, ids[0]);
    ASSERT_THAT(page(ids[1]), SizeIs(1));
    EXPECT_THAT(page(ids[2]), IsEmpty());
}

TEST_P(ErasedFeedback, goes_while_others_write) {
    for (int i = 0; i < 40; ++i) give_of("ann", {}, {"hers"});
    const auto subject = ann();
    link(subject);
    std::vector<std::thread> writers;
    std::atomic<std::int64_t> erased{0};
    for (int n = 0; n < 8; ++n)
        writers.emplace_back([&, n] {
            if (n % 2 == 0) {
                // Those who erase the same rows at once may lose more often than they try.
                for (bool is_done = false; !is_done;) try {
                        const auto gone = erase(subject, 3);
                        erased += gone;
                        is_done = gone == 0;
                    } catch (const Failure&) {
                    }
            } else {
                for (int i = 0; i < 10; ++i) give(judgement(Rating::negative));
            }
        });
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(erased, 40);
    tidy();
    EXPECT_EQ(stats().total_count, 40);
    EXPECT_EQ(stats().negative_count, 40);
    EXPECT_THAT(stats().by_tag, IsEmpty());
}

}  // namespace
}  // namespace ontos
