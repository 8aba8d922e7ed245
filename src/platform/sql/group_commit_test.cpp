// Many jobs, one commit; and one fate where the commit fails.
#include "platform/sql/group_commit.hpp"

#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "platform/sql/sqlite_connection.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::sql {
namespace {

using namespace std::chrono_literals;

class GroupCommits : public testing::Test {
protected:
    GroupCommits() {
        open()->run_script(
            "create table notes (id bigint primary key,"
            " parent bigint references notes (id) deferrable initially deferred)");
    }

    std::unique_ptr<Connection> open() {
        return open_sqlite((place.folder() / "test.db").string(), SqliteMode::read_write, 100ms);
    }

    std::int64_t count() {
        return std::get<std::int64_t>(open()->run("select count(*) from notes", {}).rows[0][0]);
    }

    /// Holds the writer in a job until all others wait, so that they become one batch.
    void run_as_one_batch(GroupCommit& writer, std::vector<GroupCommit::Job> jobs,
                          const std::function<void(std::size_t, std::exception_ptr)>& ended) {
        std::promise<void> has_started, may_end;
        std::thread first{[&] {
            writer.run([&](Transaction&) {
                has_started.set_value();
                may_end.get_future().wait();
            });
        }};
        has_started.get_future().wait();
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < jobs.size(); ++i)
            threads.emplace_back([&, i] {
                std::exception_ptr error;
                try {
                    writer.run(jobs[i]);
                } catch (...) {
                    error = std::current_exception();
                }
                ended(i, error);
            });
        while (writer.waiting() < jobs.size()) std::this_thread::yield();
        may_end.set_value();
        first.join();
        for (auto& thread : threads) thread.join();
    }

    static GroupCommit::Job insert(std::int64_t id) {
        return [id](Transaction& tx) { tx.run("insert into notes values ($1, null)", id); };
    }

    TestPlace place{Engine::sqlite};
};

TEST_F(GroupCommits, jobs_that_wait_together_are_committed_together) {
    GroupCommit writer{open()};
    std::vector<GroupCommit::Job> jobs;
    for (std::int64_t id = 0; id < 20; ++id) jobs.push_back(insert(id));
    run_as_one_batch(writer, jobs, [](auto, const auto& error) { EXPECT_FALSE(error); });
    EXPECT_EQ(writer.commits(), 2u);
    EXPECT_EQ(count(), 20);
}

TEST_F(GroupCommits, a_batch_has_a_bound) {
    GroupCommit writer{open(), {.batch_max = 5, .queue_max = 100}};
    std::vector<GroupCommit::Job> jobs;
    for (std::int64_t id = 0; id < 20; ++id) jobs.push_back(insert(id));
    run_as_one_batch(writer, jobs, [](auto, const auto& error) { EXPECT_FALSE(error); });
    EXPECT_EQ(writer.commits(), 1u + 4u);
}

TEST_F(GroupCommits, a_job_that_fails_in_a_batch_is_undone_alone) {
    GroupCommit writer{open()};
    run_as_one_batch(writer,
                     {insert(1),
                      [](Transaction& tx) {
                          tx.run("insert into notes values (2, null)");
                          throw std::runtime_error{"mine"};
                      },
                      insert(3)},
                     [](std::size_t job, const std::exception_ptr& error) {
                         EXPECT_EQ(error != nullptr, job == 1);
                     });
    EXPECT_EQ(count(), 2);
}

TEST_F(GroupCommits, jobs_that_fail_before_any_other_are_undone_and_the_rest_is_committed) {
    const auto fail = [](Transaction& tx) {
        tx.run("insert into notes values (2, null)");
        throw std::runtime_error{"mine"};
    };
    const auto swallow = [](Transaction& tx) {
        tx.run("insert into notes values (2, null)");
        try {
            tx.run("insert into nothing values (1)");
        } catch (const Error&) {
        }
    };
    GroupCommit writer{open()};
    EXPECT_THROW(writer.run(fail), std::runtime_error);
    EXPECT_THROW(writer.run(swallow), Error);
    EXPECT_EQ(writer.commits(), 0u);
    EXPECT_EQ(count(), 0);
    run_as_one_batch(writer, {fail, swallow, insert(2), fail, insert(3)},
                     [](std::size_t job, const std::exception_ptr& error) {
                         EXPECT_EQ(error == nullptr, job == 2 || job == 4) << job;
                     });
    EXPECT_EQ(count(), 2);
}

TEST_F(GroupCommits, a_commit_that_fails_fails_every_job_of_its_batch) {
    GroupCommit writer{open()};
    std::atomic<int> failed{0};
    run_as_one_batch(
        writer,
        {insert(1), [](Transaction& tx) { tx.run("insert into notes values (2, 77)"); }, insert(3)},
        [&](auto, const std::exception_ptr& error) {
            ASSERT_TRUE(error);
            EXPECT_THROW(std::rethrow_exception(error), ForeignKeyViolation);
            ++failed;
        });
    EXPECT_EQ(failed, 3);
    EXPECT_EQ(count(), 0);
    writer.run(insert(4));
    EXPECT_EQ(count(), 1) << "the writer goes on";
}

TEST_F(GroupCommits, a_job_that_ends_the_transaction_fails_its_batch) {
    GroupCommit writer{open()};
    std::atomic<int> failed{0};
    run_as_one_batch(writer, {insert(1), [](Transaction& tx) { tx.run("rollback"); }, insert(3)},
                     [&](auto, const std::exception_ptr& error) { failed += error != nullptr; });
    EXPECT_EQ(failed, 3);
    EXPECT_EQ(count(), 0);
}

TEST_F(GroupCommits, beyond_its_queue_it_is_busy_at_once) {
    GroupCommit writer{open(), {.batch_max = 256, .queue_max = 2}};
    std::promise<void> has_started, may_end;
    std::thread first{[&] {
        writer.run([&](Transaction&) {
            has_started.set_value();
            may_end.get_future().wait();
        });
    }};
    has_started.get_future().wait();
    std::vector<std::thread> threads;
    for (std::int64_t id = 10; id < 12; ++id)
        threads.emplace_back([&, id] { writer.run(insert(id)); });
    while (writer.waiting() < 2) std::this_thread::yield();
    EXPECT_THROW(writer.run(insert(20)), Busy);
    may_end.set_value();
    first.join();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count(), 2);
}

TEST_F(GroupCommits, another_process_that_keeps_the_lock_is_told_as_busy) {
    GroupCommit writer{open()};
    const auto other = open();
    other->run_script("begin immediate");
    EXPECT_THROW(writer.run(insert(1)), Busy);
    other->run_script("rollback");
    writer.run(insert(1));
    EXPECT_EQ(count(), 1);
}

TEST_F(GroupCommits, a_job_cannot_wait_for_another_job) {
    GroupCommit writer{open()};
    EXPECT_THROW(writer.run([&](Transaction&) { writer.run(insert(1)); }), std::logic_error);
}

TEST_F(GroupCommits, what_was_taken_is_done_before_it_stops) {
    auto writer = std::make_unique<GroupCommit>(open());
    std::promise<void> has_started, may_end;
    std::thread first{[&] {
        writer->run([&](Transaction&) {
            has_started.set_value();
            may_end.get_future().wait();
        });
    }};
    has_started.get_future().wait();
    std::thread second{[&] { EXPECT_NO_THROW(writer->run(insert(1))); }};
    while (writer->waiting() < 1) std::this_thread::yield();
    may_end.set_value();
    writer.reset();
    first.join();
    second.join();
    EXPECT_EQ(count(), 1);
}

TEST_F(GroupCommits, work_that_is_no_transaction_is_alone_with_the_connection) {
    GroupCommit writer{open()};
    std::atomic<int> done{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int n = 0; n < 20; ++n)
                if (i == 0)
                    writer.run_alone([&](Connection& connection) {
                        EXPECT_FALSE(connection.in_transaction());
                        connection.run_script("vacuum");
                        ++done;
                    });
                else
                    writer.run([&, id = i * 100 + n](Transaction& tx) {
                        tx.run("insert into notes (id) values ($1)", id);
                    });
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(done, 20);
    EXPECT_EQ(count(), 140);
    EXPECT_THROW(writer.run_alone([](Connection&) { throw Busy{"not now"}; }), Busy);
    writer.run([](Transaction& tx) { tx.run("insert into notes (id) values (1)"); });
    EXPECT_EQ(count(), 141);
}

}  // namespace
}  // namespace ontos::sql
