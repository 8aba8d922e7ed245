// Erasures, piece by piece: each record goes once, whatever is waited for or breaks in between.
#include "improve/privacy/test_erasures.hpp"

#include <thread>

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class ErasureSteps : public PersonErasures {};
INSTANTIATE_TEST_SUITE_P(on, ErasureSteps, sql::engines(), sql::engine_name);

TEST_P(ErasureSteps, a_receipt_says_what_it_waits_for) {
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

TEST_P(ErasureSteps, a_store_is_waited_for_by_each_receipt_of_the_person) {
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

TEST_P(ErasureSteps, more_than_a_piece_is_erased_and_counted) {
    database().write([&](sql::Transaction& tx) {
        for (int i = 0; i < 1'101; ++i)
            tx.run("insert into notes (id, about, created_at) values ($1, 'anna', 0)",
                   std::to_string(i));
    });
    const auto here = server();
    EXPECT_EQ(erased(erase(*here), "notes"), 1'101);
    EXPECT_EQ(count("notes"), 0);
}

TEST_P(ErasureSteps, whichever_piece_fails_another_server_ends_it_with_the_same_counts) {
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

TEST_P(ErasureSteps, eight_requests_and_eight_servers_count_each_record_once) {
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

TEST_P(ErasureSteps, a_server_that_stops_leaves_the_rest_to_the_next) {
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

}  // namespace
}  // namespace ontos
