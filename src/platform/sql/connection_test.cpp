// Values, statements and errors: the same on both engines.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "platform/base/failure.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::sql {
namespace {

using testing::Property;
using testing::Throws;

struct Sample {
    std::int64_t id = 0;
    double ratio = 0;
    std::string note;
    std::optional<std::string> maybe{};
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Sample::id>("Id."), api::field<&Sample::ratio>("Ratio."),
                          api::field<&Sample::note>("Note."), api::field<&Sample::maybe>("Maybe."),
                          api::field<&Sample::created_at>("Time.")};
    }
};

class Connections : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().write([](Transaction& tx) {
            tx.run(
                "create table samples (id bigint primary key, ratio double precision, "
                "note text not null, maybe text, created_at bigint)");
            tx.run(
                "create table parts (sample bigint references samples (id), "
                "name text not null unique)");
        });
    }

    template <class... Args>
    std::optional<std::int64_t> integer(std::string_view sql, const Args&... args) {
        return database().read(
            [&](Transaction& tx) { return tx.value<std::int64_t>(sql, args...); });
    }
};
INSTANTIATE_TEST_SUITE_P(on, Connections, engines(), engine_name);

TEST_P(Connections, integers_keep_all_64_bits) {
    for (const std::int64_t value :
         {std::int64_t{1700000000123456}, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max(), std::int64_t{0}, std::int64_t{-1}}) {
        EXPECT_EQ(integer("select cast($1 as bigint)", value), value);
        database().write([&](Transaction& tx) {
            tx.run("delete from samples");
            tx.run("insert into samples (id, note) values ($1, '')", value);
        });
        EXPECT_EQ(integer("select id from samples"), value);
    }
}

TEST_P(Connections, doubles_come_back_bit_for_bit) {
    for (const double value :
         {0.1, 0.0, 1.0, 1e308, 5e-324, 1.0 / 3, 123456789.123456789, 1e22,
          std::numeric_limits<double>::max(), std::numeric_limits<double>::epsilon(),
          std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
        database().write([&](Transaction& tx) {
            tx.run("delete from samples");
            tx.run("insert into samples (id, ratio, note) values (1, $1, '')", value);
        });
        const auto read = database().read(
            [](Transaction& tx) { return tx.value<double>("select ratio from samples"); });
        EXPECT_EQ(read, value);
    }
}

TEST_P(Connections, a_negative_zero_loses_its_sign_on_both) {
    database().write([](Transaction& tx) {
        tx.run("insert into samples (id, ratio, note) values (1, $1, '')", -0.0);
    });
    EXPECT_FALSE(std::signbit(
        database()
            .read([](Transaction& tx) { return tx.value<double>("select ratio from samples"); })
            .value()));
}

TEST_P(Connections, texts_keep_quotes_unicode_and_length) {
    for (const std::string& value :
         {std::string{"'; drop table samples; --"}, std::string{"\"x\" \\ $1 %s"},
          std::string{"šč 漢字 😀"}, std::string{}, std::string(100'000, 'x')}) {
        EXPECT_EQ(database().read([&](Transaction& tx) {
            return tx.value<std::string>("select cast($1 as text)", value);
        }),
                  value);
    }
}

TEST_P(Connections, short_statements_start_neither_workers_nor_a_compiler) {
    if (database().engine() == Engine::sqlite) GTEST_SKIP() << "SQLite has neither";
    const auto setting = [&](std::string_view name) {
        return database().read([&](Transaction& tx) {
            return tx.value<std::string>("select current_setting($1)", name);
        });
    };
    EXPECT_EQ(setting("max_parallel_workers_per_gather"), "0");
    EXPECT_EQ(setting("jit"), "off");
}

TEST_P(Connections, what_one_engine_cannot_keep_both_refuse) {
    const auto is_refused = Throws<Failure>(Property(&Failure::kind, FailureKind::invalid));
    using namespace std::string_literals;
    for (const auto& text : {"a\0b"s, "\xff"s, "\xc0\xaf"s, "\xed\xa0\x80"s, "\xe2\x82"s})
        EXPECT_THAT([&] { integer("select count(*) from samples where note = $1", text); },
                    is_refused);
    EXPECT_THAT([&] { integer("select count(*) from samples where ratio = $1", std::nan("")); },
                is_refused);
}

TEST_P(Connections, parameters_are_bound_by_number_not_by_place) {
    const auto table = database().read([](Transaction& tx) {
        return tx.table(
            "select cast($2 as text) as second, cast($1 as text) as first, "
            "cast($2 as text) as again",
            "one", "two");
    });
    EXPECT_THAT(table.columns, testing::ElementsAre("second", "first", "again"));
    EXPECT_EQ(table.rows[0], (std::vector<Value>{"two", "one", "two"}));
}

TEST_P(Connections, a_parameter_too_many_or_too_few_is_an_error) {
    EXPECT_THROW(integer("select cast($1 as bigint)", 1, 2), Error);
    EXPECT_THROW(integer("select cast($1 as bigint) + cast($2 as bigint)", 1), Error);
    EXPECT_THROW(integer("select cast($2 as bigint)", 1), Error);
}

TEST_P(Connections, one_call_is_one_statement) {
    EXPECT_THROW(database().write(
                     [](Transaction& tx) { tx.run("delete from samples; delete from samples"); }),
                 Error);
}

TEST_P(Connections, sums_and_counts_and_comparisons_are_integers) {
    database().write([](Transaction& tx) {
        for (std::int64_t id = 1; id <= 3; ++id)
            tx.run("insert into samples (id, note) values ($1, '')", id * 1'000'000'000'000);
    });
    EXPECT_EQ(integer("select sum(id) from samples"), 6'000'000'000'000);
    EXPECT_EQ(integer("select count(*) from samples"), 3);
    EXPECT_EQ(integer("select 2 > 1"), 1);
    EXPECT_EQ(integer("select max(id) from samples where id < 0"), std::nullopt);
}

TEST_P(Connections, changed_rows_are_counted) {
    database().write([](Transaction& tx) {
        EXPECT_EQ(tx.run("insert into samples (id, note) values (1, ''), (2, '')"), 2);
        EXPECT_EQ(tx.run("update samples set note = 'x' where id = 1"), 1);
        EXPECT_EQ(tx.run("update samples set note = 'x' where id = 7"), 0);
        EXPECT_EQ(tx.table("select * from samples").changed, 0);
        EXPECT_EQ(tx.table("delete from samples returning id").changed, 2);
        EXPECT_EQ(tx.run("create table another (id bigint)"), 0);
    });
}

TEST_P(Connections, a_struct_goes_in_and_comes_out_by_the_names_of_its_fields) {
    const Sample first{.id = 1,
                       .ratio = 0.5,
                       .note = "n",
                       .maybe = std::nullopt,
                       .created_at = Timestamp{std::chrono::microseconds{1700000000123456}}};
    database().write([&](Transaction& tx) { tx.insert("samples", first); });
    const auto read = database().read([](Transaction& tx) {
        return tx.row<Sample>("select created_at, note, id, maybe, ratio from samples");
    });
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, 1);
    EXPECT_EQ(read->ratio, 0.5);
    EXPECT_EQ(read->note, "n");
    EXPECT_EQ(read->maybe, std::nullopt);
    EXPECT_EQ(read->created_at, first.created_at);
}

TEST_P(Connections, a_column_without_a_member_and_a_member_without_a_column_are_our_mistakes) {
    database().write([](Transaction& tx) { tx.insert("samples", Sample{.id = 1, .note = "n"}); });
    const auto read = [&](std::string_view sql) {
        return database().read([&](Transaction& tx) { return tx.rows<Sample>(sql); });
    };
    EXPECT_THROW(read("select *, 1 as surprise from samples"), std::logic_error);
    EXPECT_THROW(read("select id, ratio, maybe, created_at from samples"), std::logic_error);
    EXPECT_EQ(read("select id, ratio, note, created_at from samples").front().maybe, std::nullopt);
}

TEST_P(Connections, broken_keys_have_types_of_their_own) {
    database().write([](Transaction& tx) {
        tx.run("insert into samples (id, note) values (1, '')");
        tx.run("insert into parts values (1, 'wheel')");
    });
    try {
        database().write([](Transaction& tx) { tx.run("insert into parts values (1, 'wheel')"); });
        FAIL() << "two rows with one key";
    } catch (const UniqueViolation& error) {
        EXPECT_THAT(error.constraint(), testing::AnyOf("parts.name", "parts_name_key"));
    }
    EXPECT_THROW(database().write([](Transaction& tx) {
        tx.run("insert into samples (id, note) values (1, '')");
    }),
                 UniqueViolation);
    EXPECT_THROW(
        database().write([](Transaction& tx) { tx.run("insert into parts values (9, 'door')"); }),
        ForeignKeyViolation);
    EXPECT_THROW(database().write([](Transaction& tx) { tx.run("delete from samples"); }),
                 ForeignKeyViolation);
}

TEST_P(Connections, text_in_double_quotes_is_a_name) {
    EXPECT_THROW(integer("select count(*) from samples where note = \"wheel\""), Error);
}

TEST_P(Connections, more_statements_than_are_kept_still_run) {
    database().write([](Transaction& tx) {
        for (int round = 0; round < 2; ++round)
            for (std::int64_t i = 0; i < 300; ++i)
                EXPECT_EQ(
                    tx.value<std::int64_t>("select cast($1 as bigint) + " + std::to_string(i), 1),
                    i + 1);
    });
}

}  // namespace
}  // namespace ontos::sql
