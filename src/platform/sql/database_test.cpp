// Jobs: alone, together, failing, colliding; the same on both engines.
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <future>
#include <latch>
#include <thread>

#include "platform/base/failure.hpp"
#include "platform/sql/compaction.hpp"
#include "platform/sql/generation_store.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::sql {
namespace {

using testing::Property;
using testing::Throws;

class Databases : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().write([](Transaction& tx) {
            tx.run("create table notes (id bigint primary key, note text not null)");
        });
    }

    void add(std::int64_t id, const std::string& note = {}) {
        database().write(
            [&](Transaction& tx) { tx.run("insert into notes values ($1, $2)", id, note); });
    }

    std::int64_t count() {
        return database()
            .read([](Transaction& tx) {
                return tx.value<std::int64_t>("select count(*) from notes");
            })
            .value();
    }

    /// Runs the same work on so many threads at once.
    void on_threads(int threads_count, const std::function<void(int)>& work) {
        std::latch start{threads_count};
        std::vector<std::thread> threads;
        for (int i = 0; i < threads_count; ++i)
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                work(i);
            });
        for (auto& thread : threads) thread.join();
    }
};
INSTANTIATE_TEST_SUITE_P(on, Databases, engines(), engine_name);

TEST_P(Databases, a_write_is_there_after_a_restart) {
    add(1, "kept");
    reopen();
    EXPECT_EQ(count(), 1);
}

TEST_P(Databases, a_job_returns_what_it_made) {
    EXPECT_EQ(database().write([](Transaction&) { return std::string{"made"}; }), "made");
    EXPECT_EQ(database().read([](Transaction& tx) { return tx.engine(); }), GetParam());
}

TEST_P(Databases, a_failed_job_leaves_no_trace_and_its_exception_keeps_its_type) {
    const auto job = [&] {
        database().write([](Transaction& tx) {
            tx.run("insert into notes values (1, '')");
            throw Failure{FailureKind::conflict, "no"}.code("because");
        });
    };
    EXPECT_THAT(job, Throws<Failure>(Property(&Failure::code, "because")));
    EXPECT_EQ(count(), 0);
    EXPECT_THROW(database().write([](Transaction& tx) {
        tx.run("insert into notes values (1, '')");
        throw 7;
    }),
                 int);
    EXPECT_EQ(count(), 0);
}

TEST_P(Databases, a_job_that_swallows_an_error_still_fails) {
    add(1);
    EXPECT_THROW(database().write([](Transaction& tx) {
        tx.run("insert into notes values (2, '')");
        try {
            tx.run("insert into notes values (1, '')");
        } catch (const UniqueViolation&) {
        }
    }),
                 UniqueViolation);
    EXPECT_EQ(count(), 1);
}

TEST_P(Databases, jobs_that_fail_do_not_touch_their_neighbours) {
    std::atomic<int> failed{0};
    on_threads(8, [&](int worker) {
        for (int i = 0; i < 25; ++i) {
            const std::int64_t id = worker * 100 + i;
            try {
                database().write([&](Transaction& tx) {
                    tx.run("insert into notes values ($1, '')", id);
                    if (i % 2 == 1) throw std::runtime_error{"odd"};
                });
            } catch (const std::runtime_error& error) {
                EXPECT_STREQ(error.what(), "odd");
                ++failed;
            }
        }
    });
    EXPECT_EQ(failed, 8 * 12);
    EXPECT_EQ(count(), 8 * 13);
    EXPECT_EQ(database().read([](Transaction& tx) {
        return tx.value<std::int64_t>("select count(*) from notes where id % 100 % 2 = 1");
    }),
              0);
}

TEST_P(Databases, check_then_write_never_makes_two) {
    std::atomic<int> made{0};
    for (int round = 0; round < 10; ++round) {
        const auto note = "round " + std::to_string(round);
        on_threads(8, [&](int worker) {
            const bool is_mine = database().write([&](Transaction& tx) {
                if (tx.value<std::int64_t>("select id from notes where note = $1", note))
                    return false;
                tx.run("insert into notes values ($1, $2)", round * 100 + worker, note);
                return true;
            });
            if (is_mine) ++made;
        });
    }
    EXPECT_EQ(made, 10);
    EXPECT_EQ(count(), 10);
}

TEST_P(Databases, all_who_want_the_next_number_get_one_each) {
    on_threads(16, [&](int) {
        for (int i = 0; i < 10; ++i)
            database().write([](Transaction& tx) {
                const auto last = tx.value<std::int64_t>("select max(id) from notes");
                std::this_thread::yield();  // others look as well
                tx.run("insert into notes values ($1, '')", last.value_or(0) + 1);
            });
    });
    EXPECT_EQ(count(), 160);
    EXPECT_EQ(database().read([](Transaction& tx) {
        return tx.value<std::int64_t>("select max(id) from notes");
    }),
              160);
}

TEST_P(Databases, a_read_sees_one_moment) {
    add(1);
    std::promise<void> has_looked, has_written;
    std::thread writer{[&] {
        has_looked.get_future().wait();
        add(2);
        has_written.set_value();
    }};
    database().read([&](Transaction& tx) {
        const auto number = [&] {
            return tx.value<std::int64_t>("select count(*) from notes").value();
        };
        EXPECT_EQ(number(), 1);
        has_looked.set_value();
        has_written.get_future().wait();
        EXPECT_EQ(number(), 1);
    });
    writer.join();
    EXPECT_EQ(count(), 2);
}

TEST_P(Databases, a_read_cannot_write) {
    EXPECT_THROW(database().read([](Transaction& tx) { tx.run("delete from notes"); }), Error);
}

TEST_P(Databases, readers_wait_for_a_connection_only_so_long) {
    auto small = config();
    small.read_connections = 1;
    small.busy_timeout = std::chrono::milliseconds{20};
    const auto other = open_database(small);
    const auto read_at_depth = [&](auto self, int depth) -> void {
        other->read([&](Transaction& tx) {
            tx.table("select 1");
            if (depth > 0) self(self, depth - 1);
        });
    };
    EXPECT_THAT([&] { read_at_depth(read_at_depth, 2); },
                Throws<Failure>(Property(&Failure::kind, FailureKind::unavailable)));
    EXPECT_NO_THROW(read_at_depth(read_at_depth, 0)) << "the connections were given back";
}

TEST_P(Databases, the_generation_counts_up) {
    const auto generation = [&] {
        return database().read([](Transaction& tx) { return read_generation(tx); });
    };
    const auto before = generation();
    database().write([](Transaction& tx) { bump_generation(tx); });
    EXPECT_EQ(generation(), before + 1);
}

TEST_P(Databases, a_copy_is_whole_and_opens_or_names_the_tool_that_makes_one) {
    add(1, "kept");
    if (GetParam() == Engine::postgresql) {
        EXPECT_THAT([&] { database().backup_to("/nowhere"); },
                    Throws<Failure>(Property(&Failure::code, "use_pg_dump")));
        return;
    }
    const auto path = (place().folder() / "copy.db").string();
    std::atomic<bool> is_done{false};
    std::thread writer{[&] {
        for (std::int64_t id = 2; !is_done; ++id) add(id);
    }};
    database().backup_to(path);
    is_done = true;
    writer.join();
    EXPECT_THAT([&] { database().backup_to(path); },
                Throws<Failure>(Property(&Failure::kind, FailureKind::conflict)));
    const auto copy = open_database({.url = "sqlite://" + path});
    EXPECT_EQ(copy->read([](Transaction& tx) {
        return tx.value<std::string>("select note from notes where id = 1");
    }),
              "kept");
    copy->write([](Transaction& tx) { tx.run("insert into notes values (-1, '')"); });
}

TEST_P(Databases, connections_that_the_server_cut_are_replaced) {
    if (GetParam() == Engine::sqlite) return;
    EXPECT_EQ(count(), 0);
    open_postgres(test_cluster())
        ->run("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
              std::array{Value{place().url().substr(place().url().find_last_of('/') + 1)}});
    add(1);
    EXPECT_EQ(count(), 1);
}

TEST_P(Databases, what_was_deleted_is_in_no_file_after_compacting) {
    const std::string canary = "kanarienvogel";
    for (int i = 0; i < 200; ++i) add(i, canary + std::string(200, '.'));
    on_threads(2, [&](int number) {
        if (number == 0)
            for (int i = 0; i < 200; i += 2)
                database().write(
                    [&](Transaction& tx) { tx.run("delete from notes where id = $1", i); });
        else
            for (int i = 1; i < 200; i += 2)
                database().write([&](Transaction& tx) {
                    tx.run("update notes set note = 'x' where id = $1", i);
                });
    });
    compact(database());
    EXPECT_EQ(count(), 100);
    add(1'000);
    if (GetParam() == Engine::postgresql) return;
    for (const auto& file : std::filesystem::directory_iterator{place().folder()}) {
        std::ifstream in{file.path(), std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        EXPECT_EQ(bytes.find(canary), std::string::npos) << file.path();
    }
}

}  // namespace
}  // namespace ontos::sql
