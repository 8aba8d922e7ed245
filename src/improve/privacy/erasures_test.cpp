// Erasures: what is tied to a person goes from every store, once, whatever breaks in between.
#include "improve/privacy/erasures.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "platform/base/base64.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/time_text.hpp"
#include "platform/erasure/erasure_links_store.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// How a test breaks an erasure: the n-th piece throws, counted from 1.
struct Trouble {
    std::atomic<int> pieces_until{0};

    void come() {
        if (--pieces_until == 0) throw Failure{FailureKind::unavailable, "The disk is gone."};
    }
};

/// A table of (id, about, created_at): about a subject, or about what is linked as `parent`.
class Things : public ErasableStore {
public:
    Things(std::string table, LinkKind kind, std::optional<LinkKind> parent, Trouble& trouble)
        : table_{std::move(table)}, kind_{kind}, parent_{parent}, trouble_{trouble} {}

    std::string_view name() const override { return table_; }
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override {
        const auto about = parent_ ? std::string{"about in (select id from erasure_links where "
                                                 "erasure_id = $1 and kind = $3)"}
                                   : std::string{"about = $3"};
        return tx.run(
            "insert into erasure_links (erasure_id, kind, scope, id) select cast($1 as text), "
            "cast($2 as text), 's', "
            "id from " +
                table_ + " where created_at <= $4 and " + about + " on conflict do nothing",
            subject.erasure_id, kind_,
            parent_ ? std::string{api::to_text(*parent_)} : subject.subject_id, subject.until);
    }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override {
        return tx
            .row<HeldRecords>(erasure_links_store::held_query(
                                  table_, "from " + table_ + " where " + std::string{linked}),
                              subject.erasure_id, kind_)
            .value();
    }
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override {
        return tx.rows<HeldRecord>("select id, created_at from " + table_ + " where " +
                                       std::string{linked} + " and id > $3 order by id limit $4",
                                   subject.erasure_id, kind_, after, limit);
    }
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override {
        trouble_.come();
        return tx.run("delete from " + table_ + " where id in (select id from " + table_ +
                          " where " + std::string{linked} + " limit $3)",
                      subject.erasure_id, kind_, limit);
    }
    std::vector<std::string> waits_for(sql::Transaction&, const ErasedSubject&) const override {
        if (is_waiting) return {table_ + " on somebody's desk"};
        return {};
    }
    bool tidy(sql::Transaction&, std::int64_t piece) const override {
        tidied_ = piece + 1;
        return piece < 2;
    }
    std::int64_t tidied() const { return tidied_; }

    std::atomic<bool> is_waiting{false};

private:
    static constexpr std::string_view linked =
        "id in (select id from erasure_links where erasure_id = $1 and kind = $2)";

    std::string table_;
    LinkKind kind_;
    std::optional<LinkKind> parent_;
    Trouble& trouble_;
    mutable std::atomic<std::int64_t> tidied_{0};
};

/// One export has every row; it waits as long as a test says.
class OneExport : public ErasableFiles {
public:
    void hold(sql::Transaction&, const std::string&) const override {}
    std::vector<TouchedExport> find(const std::string& sheet,
                                    const std::vector<std::string>& rows) const override {
        return {{"export-1", sheet, std::ssize(rows), std::nullopt, {}}};
    }
    FilesOfErasure look(sql::Transaction&, const std::string&) const override {
        if (is_waiting) return {{}, {"export-1 is on another server"}};
        return {{{"export-1", "s", 2, "abc", {{"train.jsonl", "bo", 1, {}, {}}}}}, {}};
    }
    void forget(sql::Transaction&, const std::string&) const override { ++forgotten; }

    std::atomic<bool> is_waiting{false};
    mutable std::atomic<int> forgotten{0};
};

class PersonErasures : public sql::DatabaseTest {
protected:
    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().write([](sql::Transaction& tx) {
            for (const std::string table : {"notes", "answers"})
                tx.run("create table " + table +
                       " (id text primary key, about text not null, created_at bigint not null)");
        });
        key_.salt.fill(7);
        key_.private_key.fill(9);
    }
    /// Answers come first, so that what ties them is known in a second round only.
    std::unique_ptr<Erasures> server() {
        return std::make_unique<Erasures>(ErasuresParts{
            .database = database(),
            .clock = clock_,
            .random = random_,
            .stores = {&answers_, &notes_},
            .files = files_,
            .key = key_,
            .tool_version = "test",
            .models_trained_on = [this](const std::set<std::string>& rows) {
                return std::vector<TrainedModel>{
                    {"job of " + std::to_string(rows.size()), "succeeded", "m", "3", {"chat"}}};
            }});
    }
    void add(const std::string& table, const std::string& id, const std::string& about) {
        database().write([&](sql::Transaction& tx) {
            tx.run("insert into " + table + " (id, about, created_at) values ($1, $2, $3)", id,
                   about, clock_.now());
        });
    }
    /// Two notes of each of two people, an answer to each note.
    void add_both() {
        for (const std::string who : {"anna", "bo"})
            for (const std::string n : {"1", "2"}) {
                add("notes", who + n, who);
                add("answers", "to-" + who + n, who + n);
            }
    }
    std::int64_t count(const std::string& what) {
        return database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + what).value();
        });
    }
    static api::Body<ErasureRequest> request(bool dry_run = false) {
        ErasureRequest out;
        out.subject_id = "anna";
        out.reason = "She asked for it.";
        out.dry_run = dry_run;
        return {out, {}};
    }
    ErasureReceipt erase(Erasures& erasures) {
        return erasures.erase_subject(request(), {{}, {"officer", "req-1"}}, {}).value;
    }
    ErasureReceipt shown(Erasures& erasures, const std::string& id) {
        return erasures.show_erasure_receipt({{id}});
    }
    static std::int64_t erased(const ErasureReceipt& receipt, const std::string& store) {
        for (const auto& one : receipt.stores)
            if (one.store == store) return one.erased;
        return 0;
    }
    void expect_only_bo() {
        EXPECT_EQ(count("notes where about = 'anna'"), 0);
        EXPECT_EQ(count("answers where about like 'anna%'"), 0);
        EXPECT_EQ(count("notes") + count("answers"), 4);
    }

    ManualClock clock_{*parse_rfc3339("2026-03-01T12:00:00Z")};
    SeededRandom random_{1};
    ReceiptKey key_;
    Trouble trouble_;
    Things answers_{"answers", LinkKind::feedback, LinkKind::row, trouble_};
    Things notes_{"notes", LinkKind::row, std::nullopt, trouble_};
    OneExport files_;
};

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

TEST_P(PersonErasures, a_receipt_says_what_it_waits_for) {
    add_both();
    files_.is_waiting = true;
    const auto here = server();
    const auto id = erase(*here).id;
    clock_.advance(Erasures::sweep_after);
    here->step();
    here->step();
    auto now = shown(*here, id);
    EXPECT_EQ(now.state, ReceiptState::purging);
    EXPECT_THAT(now.waiting_for, ElementsAre("export-1 is on another server"));
    EXPECT_EQ(now.signature, std::nullopt);
    files_.is_waiting = false;
    here->step();
    now = shown(*here, id);
    EXPECT_EQ(now.state, ReceiptState::done);
}

TEST_P(PersonErasures, a_store_is_waited_for_by_each_receipt_of_the_person) {
    add_both();
    notes_.is_waiting = true;
    const auto here = server();
    const auto first = erase(*here).id;
    clock_.advance(1ms);
    const auto second = erase(*here).id;
    clock_.advance(Erasures::sweep_after);
    here->step();
    EXPECT_THAT(shown(*here, first).waiting_for, ElementsAre("notes on somebody's desk"));
    EXPECT_THAT(shown(*here, second).waiting_for,
                ElementsAre("notes on somebody's desk", "receipt " + first + " of the same person"))
        << "though its own links are of nothing any more";
    notes_.is_waiting = false;
    here->step();
    EXPECT_EQ(shown(*here, first).state, ReceiptState::done);
    EXPECT_EQ(shown(*here, second).state, ReceiptState::done);
}

TEST_P(PersonErasures, more_than_a_piece_is_erased_and_counted) {
    database().write([&](sql::Transaction& tx) {
        for (int i = 0; i < 1'101; ++i)
            tx.run("insert into notes (id, about, created_at) values ($1, 'anna', 0)",
                   std::to_string(i));
    });
    const auto here = server();
    EXPECT_EQ(erased(erase(*here), "notes"), 1'101);
    EXPECT_EQ(count("notes"), 0);
}

TEST_P(PersonErasures, whichever_piece_fails_another_server_ends_it_with_the_same_counts) {
    for (int n = 1;; ++n) {
        SCOPED_TRACE(n);
        database().write([](sql::Transaction& tx) {
            tx.run("delete from notes");
            tx.run("delete from answers");
        });
        add_both();
        trouble_.pieces_until = n;
        const auto first = server();
        bool has_failed = false;
        try {
            erase(*first);
            clock_.advance(Erasures::sweep_after);
            first->step();
        } catch (const Failure&) {
            has_failed = true;
        }
        trouble_.pieces_until = 0;
        const auto second = server();
        clock_.advance(1min);  // The lease of the first has ended.
        for (int i = 0; i < 3; ++i) second->step();
        const auto receipt = second->list_erasure_receipts({}).items.at(0);
        EXPECT_EQ(receipt.state, ReceiptState::done);
        EXPECT_EQ(erased(receipt, "notes"), 2);
        EXPECT_EQ(erased(receipt, "answers"), 2);
        expect_only_bo();
        if (!has_failed) break;
        ASSERT_LT(n, 50);
    }
}

TEST_P(PersonErasures, eight_requests_and_eight_servers_count_each_record_once) {
    add_both();
    std::vector<std::unique_ptr<Erasures>> servers;
    for (int i = 0; i < 8; ++i) servers.push_back(server());
    const auto each = [&](const auto& work) {
        std::vector<std::thread> threads;
        for (auto& one : servers)
            threads.emplace_back([&work, &one] {
                try {
                    work(*one);
                } catch (const Failure& failure) {  // The others were faster, five times.
                    EXPECT_EQ(failure.kind(), FailureKind::unavailable) << failure.message();
                }
            });
        for (auto& thread : threads) thread.join();
    };
    each([this](Erasures& one) { erase(one); });
    clock_.advance(Erasures::sweep_after);
    each([](Erasures& one) { one.step(); });
    clock_.advance(1min);
    for (int i = 0; i < 2; ++i) servers[0]->step();
    expect_only_bo();
    std::int64_t all = 0;
    const auto receipts = servers[0]->list_erasure_receipts({}).items;
    EXPECT_FALSE(receipts.empty());
    for (const auto& receipt : receipts) {
        EXPECT_EQ(receipt.state, ReceiptState::done);
        all += erased(receipt, "notes");
    }
    EXPECT_EQ(all, 2);
}

TEST_P(PersonErasures, a_server_that_stops_leaves_the_rest_to_the_next) {
    add_both();
    const auto first = server();
    first->stop();
    const auto id = erase(*first).id;
    EXPECT_EQ(shown(*first, id).state, ReceiptState::pending);
    EXPECT_EQ(count("notes"), 4);
    clock_.advance(1min);
    const auto second = server();
    for (int i = 0; i < 2; ++i) second->step();
    EXPECT_EQ(shown(*second, id).state, ReceiptState::done);
    expect_only_bo();
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
