// Erasures: what is tied to a person goes from every store, and the receipt says so.
#include "improve/privacy/test_erasures.hpp"

#include "platform/base/base64.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

INSTANTIATE_TEST_SUITE_P(on, PersonErasures, sql::engines(), sql::engine_name);

TEST_P(PersonErasures, a_look_and_a_dry_run_tell_what_is_held_and_leave_nothing_behind) {
    add_both();
    const auto here = server();
    const auto data = here->show_privacy_subject({{"anna"}}, {});
    EXPECT_TRUE(data.is_held);
    ASSERT_EQ(data.stores.size(), 2u);
    EXPECT_EQ(data.stores[0].held.count, 2) << "answers, by their notes";
    EXPECT_EQ(data.stores[1].held.oldest_at, clock_.now());
    ASSERT_EQ(data.exports.size(), 1u);
    EXPECT_EQ(data.exports[0].lines, 2);
    EXPECT_EQ(data.models.at(0).training_job_id, "job of 2");
    const auto planned = here->erase_subject(request(true), {}, {});
    EXPECT_FALSE(planned.created);
    EXPECT_EQ(planned.value.state, ReceiptState::planned);
    EXPECT_EQ(erased(planned.value, "answers"), 2);
    EXPECT_EQ(count("notes"), 4);
    EXPECT_EQ(count("erasure_links") + count("privacy_receipts"), 0);
    EXPECT_FALSE(here->show_privacy_subject({{"nobody"}}, {}).is_held);
}

TEST_P(PersonErasures, records_are_listed_page_by_page) {
    add_both();
    const auto here = server();
    SubjectRecordsQuery query;
    query.store = "notes";
    query.limit = 1;
    const auto first = here->list_privacy_subject_records({{"anna"}}, {query});
    ASSERT_EQ(first.items.size(), 1u);
    EXPECT_EQ(first.next_cursor, "anna1");
    query.cursor = "anna1";
    const auto last = here->list_privacy_subject_records({{"anna"}}, {query});
    EXPECT_EQ(last.items.at(0).id, "anna2");
    EXPECT_EQ(last.next_cursor, std::nullopt);
    query.store = "letters";
    EXPECT_THROW(here->list_privacy_subject_records({{"anna"}}, {query}), Failure);
}

TEST_P(PersonErasures, all_goes_at_once_and_the_receipt_is_signed_when_the_files_are_clean) {
    add_both();
    const auto here = server();
    const auto asked = erase(*here);
    EXPECT_EQ(asked.state, ReceiptState::purging);
    EXPECT_EQ(erased(asked, "notes"), 2);
    EXPECT_EQ(erased(asked, "answers"), 2);
    expect_only_bo();
    here->step();
    EXPECT_EQ(shown(*here, asked.id).state, ReceiptState::purging) << "something may be under way";

    clock_.advance(Erasures::sweep_after);
    here->step();
    const auto done = shown(*here, asked.id);
    EXPECT_EQ(done.state, ReceiptState::done);
    EXPECT_EQ(done.exports.at(0).copies.at(0).downloaded_by, "bo");
    EXPECT_EQ(done.models.at(0).training_job_id, "job of 2") << "though the rows are gone";
    EXPECT_EQ(notes_.tidied(), 3);
    EXPECT_EQ(files_.forgotten, 1);
    EXPECT_EQ(count("erasure_links") + count("privacy_erasures"), 0);
    EXPECT_EQ(done.subject_hash, key_.hash("anna"));
    EXPECT_THAT(here->show_privacy_subject({{"anna"}}, {}).receipt_ids, ElementsAre(asked.id));
}

TEST_P(PersonErasures, a_signature_is_of_the_text_and_the_text_has_no_name) {
    add_both();
    const auto here = server();
    const auto id = erase(*here).id;
    clock_.advance(Erasures::sweep_after);
    here->step();
    const auto done = shown(*here, id);
    const auto text = done.signed_text.value();
    EXPECT_THAT(text, HasSubstr(R"("erased":2)"));
    EXPECT_THAT(text, HasSubstr("She asked for it."));
    EXPECT_THAT(text, Not(HasSubstr("anna")));
    const auto signature = from_base64(done.signature.value()).value();
    const auto key = public_key_ed25519(key_.private_key);
    EXPECT_TRUE(is_signed_ed25519(key, text, signature));
    EXPECT_FALSE(is_signed_ed25519(key, text + ' ', signature));
    EXPECT_EQ(done.public_key, key_.public_key());
}

TEST_P(PersonErasures, what_was_under_way_goes_too_and_what_comes_later_stays) {
    add_both();
    const auto here = server();
    const auto id = erase(*here).id;
    add("notes", "anna-under-way", "anna");
    clock_.advance(1s);
    add("notes", "anna-later", "anna");
    clock_.advance(Erasures::sweep_after);
    here->step();
    EXPECT_EQ(erased(shown(*here, id), "notes"), 3);
    EXPECT_EQ(count("notes where about = 'anna'"), 1);
    EXPECT_EQ(count("notes where id = 'anna-later'"), 1);
}

TEST_P(PersonErasures, a_reason_that_names_the_person_and_an_unknown_receipt_are_refused) {
    const auto here = server();
    auto naming = request();
    naming.reason = "anna asked.";
    EXPECT_THROW(here->erase_subject(naming, {}, {}), Failure);
    naming.subject_id = naming.reason = "bo";
    EXPECT_THROW(here->erase_subject(naming, {}, {}), Failure);
    naming.reason = "An elbow.";  // Short ids stand in any sentence.
    EXPECT_NO_THROW(here->erase_subject(naming, {}, {}));
    EXPECT_THROW(here->show_erasure_receipt({{"nothing"}}), Failure);
}

}  // namespace
}  // namespace ontos
