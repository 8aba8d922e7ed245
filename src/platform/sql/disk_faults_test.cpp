// What is left of a SQLite database when the disk is full, fails or loses power.
#include <gmock/gmock.h>

#include <thread>

#include "platform/base/failure.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/test_database.hpp"
#include "platform/sql/test_disk.hpp"

namespace ontos::sql {
namespace {

class DiskFaults : public testing::Test {
protected:
    DiskFaults()
        : disk{place.folder(), place.folder() / "durable"},
          database{open_database({.url = place.url()})} {
        database->write([](Transaction& tx) { tx.run("create table notes (id bigint)"); });
    }

    void add(std::int64_t id) {
        database->write([&](Transaction& tx) { tx.run("insert into notes values ($1)", id); });
    }

    std::int64_t count(Database& in, std::int64_t id) {
        return in
            .read([&](Transaction& tx) {
                return tx.value<std::int64_t>("select count(*) from notes where id = $1", id);
            })
            .value();
    }

    /// The database that a power loss now would leave.
    std::unique_ptr<Database> after_power_loss() {
        const auto folder = place.folder() / "after";
        disk.copy_durable_to(folder);
        return open_database({.url = "sqlite://" + (folder / "test.db").string()});
    }

    TestPlace place{Engine::sqlite};
    TestDisk disk;
    std::unique_ptr<Database> database;
};

TEST_F(DiskFaults, what_was_answered_survives_a_power_loss) {
    for (std::int64_t id = 1; id <= 20; ++id) {
        add(id);
        const auto left = after_power_loss();
        EXPECT_EQ(count(*left, id), 1) << "row " << id;
        EXPECT_EQ(left->read([](Transaction& tx) {
            return tx.value<std::string>("pragma integrity_check");
        }),
                  "ok");
    }
}

TEST_F(DiskFaults, what_many_threads_were_answered_survives_a_power_loss) {
    std::vector<std::thread> threads;
    for (std::int64_t worker = 0; worker < 8; ++worker)
        threads.emplace_back([&, worker] {
            for (std::int64_t i = 0; i < 10; ++i) add(worker * 10 + i);
        });
    for (auto& thread : threads) thread.join();
    const auto left = after_power_loss();
    for (std::int64_t id = 0; id < 80; ++id) EXPECT_EQ(count(*left, id), 1) << "row " << id;
}

TEST_F(DiskFaults, a_full_disk_is_told_and_the_change_is_not_half_there) {
    add(1);
    disk.is_full = true;
    try {
        add(2);
        FAIL() << "the write was answered";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::out_of_space);
    }
    EXPECT_EQ(count(*database, 2), 0);
    EXPECT_EQ(count(*database, 1), 1);

    disk.is_full = false;
    add(2);
    EXPECT_EQ(count(*database, 2), 1);
}

TEST_F(DiskFaults, a_database_that_outgrows_its_bound_is_a_full_disk) {
    EXPECT_THAT(
        [&] {
            database->write([](Transaction& tx) {
                tx.table("pragma max_page_count = 40");
                for (int i = 0; i < 1000; ++i)
                    tx.run("insert into audit_log values ($1, 0, $2, '', '', '', '', '', '')",
                           std::to_string(i), std::string(2000, 'x'));
            });
        },
        testing::Throws<Failure>(testing::Property(&Failure::kind, FailureKind::out_of_space)));
    EXPECT_EQ(database->read([](Transaction& tx) {
        return tx.value<std::int64_t>("select count(*) from audit_log");
    }),
              0);
}

TEST_F(DiskFaults, whichever_call_fails_the_answer_is_true) {
    bool has_succeeded = false;
    for (int n = 0; n < 100 && !has_succeeded; ++n) {
        disk.calls_until_failure = n;
        bool is_answered = false;
        try {
            add(n);
            is_answered = true;
        } catch (const Error&) {
        }
        has_succeeded = disk.calls_until_failure >= 0;
        disk.calls_until_failure = -1;
        EXPECT_EQ(count(*database, n), is_answered ? 1 : 0) << "call " << n;
        EXPECT_EQ(is_answered, has_succeeded) << "call " << n;
    }
    EXPECT_TRUE(has_succeeded);
    add(1000);
    EXPECT_EQ(count(*after_power_loss(), 1000), 1);
}

}  // namespace
}  // namespace ontos::sql
