// What is erased of a person's training rows, and that the counts of their sheets hold.
#include "improve/sheets/rows_erasure.hpp"

#include "improve/sheets/test_sheets.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class GivenRows : public SheetsTest {
protected:
    ErasedSubject ann(std::vector<SubjectTie> also = {}) {
        return {"erasure-1", "ann", std::move(also), {}, clock_.now()};
    }
    void link(const ErasedSubject& subject) {
        database().write([&](sql::Transaction& tx) {
            erasure_links_store::insert(tx, erasure_.scan(tx, subject));
            while (erasure_.link(tx, subject) > 0) {
            }
        });
    }
    std::int64_t erase(const ErasedSubject& subject, std::int64_t limit = 100) {
        return database().write(
            [&](sql::Transaction& tx) { return erasure_.erase(tx, subject, limit); });
    }
    std::vector<std::string> linked(LinkKind kind, const std::string& scope) {
        return database().read([&](sql::Transaction& tx) {
            return erasure_links_store::ids(tx, "erasure-1", kind, scope);
        });
    }
    static std::string row_of(const std::string& more) {
        return R"({"prompt": "q", "response": "a", "review_status": "approved")" + more + "}";
    }

    const RowsErasure erasure_{clock_};
};

using ErasedRows = GivenRows;
INSTANTIATE_TEST_SUITE_P(on, ErasedRows, sql::engines(), sql::engine_name);

TEST_P(ErasedRows, go_and_the_counts_follow) {
    const auto sheet = new_sheet();
    const auto ids = add(sheet, row_of("") + "," + row_of(R"(, "subject_id": "ann")") + "," +
                                    row_of("") + "," + row_of(R"(, "subject_id": "ann")"));
    link(ann());
    EXPECT_EQ(erase(ann(), 1), 1);
    EXPECT_EQ(erase(ann(), 1), 1);
    EXPECT_EQ(erase(ann(), 1), 0);
    expect_true_counts(sheet);
    EXPECT_EQ(count(sheet, "total_rows"), 2);
    EXPECT_EQ(send("GET", sheet + "/rows/" + ids[1]).status, 404);
    EXPECT_EQ(send("GET", sheet + "/rows/" + ids[2]).status, 200);
    // Their places stay empty; a page of the preview has no row of the next one.
    const auto page = get(sheet + "/preview?limit=2");
    ASSERT_THAT(page.at("rows").as_array(), SizeIs(1));
    add(sheet, row_of(""));
    EXPECT_EQ(count(sheet, "total_rows"), 3);
}

TEST_P(ErasedRows, are_those_of_erased_feedback_and_requests_too) {
    const auto sheet = new_sheet();
    const auto sheet_id = sheet.substr(sheet.rfind('/') + 1);
    FeedbackItem item;
    item.rating = Rating::positive;
    item.subject_id = "ann";
    item.request_id = "r-1";
    const auto id = give(item);
    const auto made =
        ask(201, "POST", "/feedback/" + id + "/to-training?training_sheet_id=" + sheet_id);
    link(ann());
    EXPECT_THAT(linked(LinkKind::feedback, ""), ElementsAre(id));
    EXPECT_THAT(linked(LinkKind::request, "endpoint-1"), ElementsAre("r-1"));
    EXPECT_THAT(linked(LinkKind::row, sheet_id), ElementsAre(text(made.at("qa_pair_id"))));
    // A later row of the same request is new.
    auto subject = ann();
    clock_.advance(std::chrono::seconds{1});
    item.subject_id.reset();
    const auto later = give(item);
    ask(201, "POST", "/feedback/" + later + "/to-training?training_sheet_id=" + sheet_id);
    link(subject);
    EXPECT_EQ(erase(subject), 1);
    EXPECT_EQ(count(sheet, "total_rows"), 1);
}

TEST_P(ErasedRows, are_still_known_when_their_sheet_is_gone) {
    const auto sheet = new_sheet();
    const auto sheet_id = sheet.substr(sheet.rfind('/') + 1);
    const auto ids = add(sheet, row_of(R"(, "subject_id": "ann")") + "," + row_of(""));
    EXPECT_EQ(send("DELETE", sheet).status, 204);
    sheets_->forget_deleted();
    link(ann());
    EXPECT_THAT(linked(LinkKind::row, sheet_id), ElementsAre(ids[0]));
    EXPECT_EQ(erase(ann()), 0);
    EXPECT_EQ(*database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>("select count(*) from removed_training_rows");
    }),
              0);
}

TEST_P(ErasedRows, are_found_by_session_if_it_is_named) {
    const auto sheet = new_sheet();
    add(sheet, row_of(R"(, "session_id": "ann")"));
    link(ann());
    EXPECT_EQ(erase(ann()), 0);
    link(ann({SubjectTie::session}));
    EXPECT_EQ(erase(ann()), 1);
}

}  // namespace
}  // namespace ontos
