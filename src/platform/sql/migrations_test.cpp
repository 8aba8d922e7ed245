// From an empty or an older database to the newest schema; and never back.
#include "platform/sql/migrations.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "platform/base/failure.hpp"
#include "platform/sql/sqlite_connection.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::sql {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::int64_t schemas_of(Engine engine) {
    return std::ranges::count_if(migrations(), [&](const Migration& migration) {
        return !migration.engine || *migration.engine == engine;
    });
}

class Migrations : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::postgresql && test_cluster().empty())
            GTEST_SKIP() << "ONTOS_TEST_POSTGRES names no PostgreSQL server";
        place_ = std::make_unique<TestPlace>(GetParam());
    }

    std::unique_ptr<Connection> connect() {
        const auto url = place_->url();
        if (GetParam() == Engine::postgresql) return open_postgres(url);
        return open_sqlite(url.substr(9), SqliteMode::read_write, 5s);
    }

    std::int64_t integer(std::string_view sql) {
        return std::get<std::int64_t>(connect()->run(sql, {}).rows.at(0).at(0));
    }

    std::string url() const { return place_->url(); }

private:
    std::unique_ptr<TestPlace> place_;
};
INSTANTIATE_TEST_SUITE_P(on, Migrations, engines(), engine_name);

constexpr std::array known{
    Migration{1, "0001_first.sql", "create table a (id bigint); insert into a values (7);"},
    Migration{2, "0002_second.sql", "alter table a add column note text; create table b (x text)"}};

TEST_P(Migrations, run_once_in_order_and_are_recorded) {
    migrate(*connect(), known);
    migrate(*connect(), known);
    EXPECT_EQ(integer("select count(*) from a where note is null"), 1);
    EXPECT_EQ(integer("select sum(number) from schema_migrations"), 3);
}

TEST_P(Migrations, bring_an_older_database_on_with_its_rows) {
    migrate(*connect(), std::span{known}.first(1));
    connect()->run_script("insert into a values (8)");
    migrate(*connect(), known);
    EXPECT_EQ(integer("select count(*) from a where note is null"), 2);
}

TEST_P(Migrations, every_schema_of_the_past_reaches_the_newest) {
    for (std::size_t past = 0; past <= migrations().size(); ++past) {
        if (past > 0) {
            TearDown();
            SetUp();
        }
        migrate(*connect(), migrations().first(past));
        open_database({.url = url()});
        EXPECT_EQ(integer("select count(*) from schema_migrations"), schemas_of(GetParam()));
    }
}

TEST_P(Migrations, of_a_pair_each_engine_takes_its_own) {
    const std::array pair{
        known[0],
        Migration{2, "0002_pair.postgresql.sql", "create table ours (p text)", Engine::postgresql},
        Migration{2, "0002_pair.sqlite.sql", "create table ours (s text)", Engine::sqlite}};
    migrate(*connect(), pair);
    const auto* column = GetParam() == Engine::sqlite ? "s" : "p";
    EXPECT_EQ(integer("select count(" + std::string{column} + ") from ours"), 0);
    EXPECT_EQ(integer("select sum(number) from schema_migrations"), 3);
}

TEST_P(Migrations, one_that_fails_leaves_nothing_and_those_before_it_stay) {
    const std::array broken{known[0],
                            Migration{2, "0002_bad.sql", "create table b (x text); select nope;"}};
    EXPECT_THROW(migrate(*connect(), broken), Error);
    EXPECT_THROW(integer("select count(*) from b"), Error);
    migrate(*connect(), known);
    EXPECT_EQ(integer("select count(*) from b"), 0);
}

TEST_P(Migrations, a_newer_database_refuses_an_older_program_with_both_numbers) {
    migrate(*connect(), known);
    try {
        migrate(*connect(), std::span{known}.first(1));
        FAIL() << "an older program used a newer database";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), "database_is_newer");
        EXPECT_THAT(failure.message(), HasSubstr("schema 2"));
        EXPECT_THAT(failure.message(), HasSubstr("up to 1"));
    }
}

TEST_P(Migrations, a_number_that_was_left_out_is_applied_when_it_comes) {
    const std::array with_a_gap{Migration{1, "0001_first.sql", "create table a (x text)"},
                                Migration{3, "0003_third.sql", "create table c (x text)"}};
    const std::array all{with_a_gap[0], Migration{2, "0002_second.sql", "create table b (x text)"},
                         with_a_gap[1]};
    migrate(*connect(), with_a_gap);
    migrate(*connect(), all);
    EXPECT_EQ(integer("select sum(number) from schema_migrations"), 6);
    EXPECT_EQ(integer("select count(*) from b"), 0);
}

TEST_P(Migrations, servers_that_start_at_once_take_turns) {
    std::vector<std::thread> servers;
    for (int i = 0; i < 4; ++i)
        servers.emplace_back([&] { EXPECT_NO_THROW(open_database({.url = url()})); });
    for (auto& server : servers) server.join();
    EXPECT_EQ(integer("select count(*) from schema_migrations"), schemas_of(GetParam()));
}

TEST(OpenDatabase, an_address_of_another_kind_names_the_two_forms_and_not_itself) {
    for (const auto* url : {"", "mysql://root:secret@db/x", "sqlite://relative.db", "/tmp/x.db",
                            "sqlite:///tmp/", "postgresql:secret"}) {
        try {
            open_database({.url = url});
            FAIL() << url;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind(), FailureKind::invalid) << url;
            EXPECT_THAT(failure.message(), HasSubstr("sqlite:///"));
            EXPECT_THAT(failure.message(), HasSubstr("postgresql://"));
            EXPECT_THAT(failure.message(), testing::Not(HasSubstr("secret")));
        }
    }
}

TEST(OpenDatabase, a_server_or_folder_that_is_not_there_is_unavailable) {
    for (const auto* url :
         {"postgresql://nobody@127.0.0.1:1/nowhere", "sqlite:///nonexistent/folder/test.db"}) {
        EXPECT_THAT(
            [&] { open_database({.url = url}); },
            testing::Throws<Failure>(testing::Property(&Failure::kind, FailureKind::unavailable)))
            << url;
    }
}

TEST(OpenDatabase, a_new_file_is_readable_by_its_owner_alone) {
    const TestPlace place{Engine::sqlite};
    open_database({.url = place.url()});
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(place.folder() / "test.db").permissions(),
              perms::owner_read | perms::owner_write);
}

}  // namespace
}  // namespace ontos::sql
