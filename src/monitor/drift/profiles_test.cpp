// What is served is profiled once, durable within a second, and the same at every level.
#include "monitor/drift/profiles.hpp"

#include <thread>

#include "monitor/drift/test_drift.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

INSTANTIATE_TEST_SUITE_P(on, ProfilesTest, sql::engines(), sql::engine_name);

TEST_P(ProfilesTest, counts_inputs_and_results_where_the_bins_say) {
    auto process = start();
    const auto layout = give_layout(*process);
    const TestPeopleSeries series;
    series.tell(*process->profiles, {{40, 170, "Rome"}, {41, NAN, "Paris"}});
    series.tell(*process->profiles, {{-500, 170, "Paris"}}, 500);
    const auto found = profile(*process);
    EXPECT_EQ(found.rows(), 3u);
    EXPECT_EQ(found.counts(0).count(), 3u);
    EXPECT_EQ(found.counts(0).count(sketches::FeatureBins::below()), 1u);
    EXPECT_EQ(found.counts(1).count(layout->features()[1].bins->null()), 1u);
    EXPECT_EQ(found.counts(2).unseen_share(), 2.0 / 3);
    ASSERT_NE(found.unseen(2), nullptr);
    EXPECT_EQ(found.unseen(2)->items().front().name, "Paris");
    EXPECT_EQ(found.counts(3).count(), 2u) << "a failed request has no result";
}

TEST_P(ProfilesTest, answers_the_same_from_threads_memory_database_and_after_roll_ups) {
    auto process = start();
    const auto layout = give_layout(*process);
    Profile expected;
    TestPeople people{5};
    for (int second = 0; second < 700; second += 7) {
        std::vector<ColumnsBatch::Row> rows{people.next(), people.next()};
        TestPeopleSeries{}.tell(*process->profiles, rows);
        RowSample sample{test_columns(), 10};
        for (const auto& row : rows) {
            sample.next_row();
            sample.set(0, row.age);
            sample.set(1, row.height);
            sample.set(2, std::string_view{row.city});
            sample.set(3, row.age / 2);
        }
        expected.merge(sample.count_by(layout));
        if (second % 3 == 0) process->profiles->flush();
        if (second % 70 == 0) process->profiles->roll_up();
        clock_.advance(7s);
    }
    EXPECT_EQ(profile(*process), expected);
    process->profiles->flush();
    EXPECT_EQ(profile(*start()), expected);
    clock_.advance(48h);
    process->profiles->roll_up();
    EXPECT_EQ(profile(*start(), 240h), expected);
    EXPECT_EQ(*database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>(
            "select count(*) from profile_buckets where rolled = 0 "
            "and bucket_seconds < 3600");
    }),
              0);
}

TEST_P(ProfilesTest, loses_nothing_of_eight_threads_that_come_and_go) {
    auto process = start();
    give_layout(*process);
    constexpr int threads = 8, requests = 400;
    std::atomic<int> running{threads};
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i)
        all.emplace_back([&, i] {
            TestPeople people{static_cast<std::uint64_t>(i)};
            for (int k = 0; k < requests; ++k)
                TestPeopleSeries{.number = static_cast<std::uint32_t>(k % 3)}.tell(
                    *process->profiles, {people.next()});
            --running;
        });
    while (running > 0) {
        process->profiles->collect();
        process->profiles->roll_up();
    }
    all.clear();
    EXPECT_EQ(profile(*process).rows(), 1u * threads * requests);
    EXPECT_EQ(process->profiles->lost(), 0u);
}

TEST_P(ProfilesTest, adds_up_over_servers_and_versions_with_one_layout) {
    auto one = start(), two = start();
    const auto layout = give_layout(*one);
    give_layout(*two);
    two->table.add({"a.b.people", "2"}, two->table.find("a.b.people", "1"));
    TestPeopleSeries{}.tell(*one->profiles, {{40, 170, "Rome"}});
    TestPeopleSeries{.number = 1, .model_version = "2"}.tell(*two->profiles, {{41, 171, "Oslo"}});
    one->profiles->flush();
    two->profiles->flush();
    EXPECT_EQ(profile(*one).rows(), 2u);
    EXPECT_EQ(profile(*one), profile(*two));
}

TEST_P(ProfilesTest, keeps_what_could_not_be_written_and_writes_it_once) {
    auto process = start();
    give_layout(*process);
    const auto rename = [&](const char* from, const char* to) {
        database().write([&](sql::Transaction& tx) {
            tx.run(std::string{"alter table "} + from + " rename to " + to);
        });
    };
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Rome"}});
    rename("profile_buckets", "hidden");
    EXPECT_ANY_THROW(process->profiles->flush());
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Rome"}});
    rename("hidden", "profile_buckets");
    EXPECT_EQ(profile(*process).rows(), 2u);
    process->profiles->flush();
    process->profiles->flush();
    EXPECT_EQ(profile(*start()).rows(), 2u);
}

TEST_P(ProfilesTest, gives_a_version_without_a_baseline_bins_from_its_first_rows) {
    auto process = start();
    TestPeople people{3};
    const auto serve = [&](int rows) {
        std::vector<ColumnsBatch::Row> all;
        for (int i = 0; i < rows; ++i) all.push_back(people.next());
        TestPeopleSeries{}.tell(*process->profiles, std::move(all));
        process->profiles->flush();
    };
    serve(600);
    EXPECT_EQ(profile(*process).rows(), 0u);
    serve(600);
    const auto found = profile(*process);
    EXPECT_EQ(found.rows(), 1'200u);
    serve(10);
    EXPECT_EQ(profile(*process).rows(), 1'210u);
    auto other = start();
    EXPECT_EQ(profile(*other).layout()->id(), found.layout()->id());
}

TEST_P(ProfilesTest, changes_to_new_bins_without_losing_a_row) {
    auto process = start();
    give_layout(*process);
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Rome"}});
    const ProfileLayout other{TestPeople{9}.sample(1'500).make_features()};
    database().write([&](sql::Transaction& tx) { profiles_store::insert_layout(tx, other); });
    process->table.add({"a.b.people", "1"}, database().read([&](sql::Transaction& tx) {
        return process->layouts.get(tx, other.id());
    }));
    process->profiles->collect();
    TestPeopleSeries{}.tell(*process->profiles, {{41, 170, "Rome"}});
    std::map<std::string, std::uint64_t> rows;
    for (const auto& part : process->profiles->read(TestPeopleSeries{}.endpoint.text,
                                                    tiles_of(window_of(clock_.now(), 1h), 2)))
        rows[part.layout_id] += part.profile.rows();
    EXPECT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[other.id()], 1u);
}

TEST_P(ProfilesTest, keeps_no_name_that_must_not_be_written) {
    redactor_.follow({.patterns = {"email"}, .columns = {}, .names = {"Zora Quux"}});
    auto process = start();
    const auto layout = give_layout(*process);
    for (int second = 0; second < 2; ++second) {
        TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "ann@example.com"},
                                                     {40, 170, "bob@example.com"},
                                                     {40, 170, "zora  quux"},
                                                     {40, 170, "Paris"},
                                                     {40, 170, "Rome"}});
        process->profiles->flush();
        clock_.advance(1s);
    }
    const auto found = profile(*process);
    std::map<std::string, std::uint64_t> names;
    for (const auto& item : found.unseen(2)->items()) names[item.name] = item.at_most;
    EXPECT_THAT(
        names, testing::ElementsAre(testing::Pair("Paris", 2), testing::Pair("[REDACTED:email]", 4),
                                    testing::Pair("[REDACTED:name]", 2)));
    EXPECT_EQ(found.counts(2).unseen_share(), 0.8);
}

TEST_P(ProfilesTest, of_a_redacted_column_are_one_name_and_the_numbers_of_one_stay_numbers) {
    redactor_.follow({.patterns = {}, .columns = {"City", "age"}});
    auto process = start();
    RowSample sample = TestPeople{}.sample(2'000);
    sample.redact_names(redactor_);
    const ProfileLayout made{sample.make_features()};
    EXPECT_THAT(made.features()[2].bins->rules().names, testing::ElementsAre("[REDACTED:column]"));
    EXPECT_TRUE(made.features()[0].bins->is_numeric());
    database().write([&](sql::Transaction& tx) { profiles_store::insert_layout(tx, made); });
    process->table.add({"a.b.people", "1"}, database().read([&](sql::Transaction& tx) {
        return process->layouts.get(tx, made.id());
    }));
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Rome"}, {41, 170, "Paris"}});
    const auto found = profile(*process);
    EXPECT_EQ(found.counts(2).count(1), 2u) << "what nobody may see has not changed";
    EXPECT_EQ(found.counts(2).unseen_share(), 0);
    EXPECT_EQ(found.counts(0).finite_count(), 2u);
}

TEST_P(ProfilesTest, gives_bins_without_a_name_that_must_not_be_written) {
    auto process = start();
    std::vector<ColumnsBatch::Row> rows(1'200, {40, 170, "ann@example.com"});
    for (std::size_t i = 0; i < rows.size(); i += 3) rows[i].city = "Rome";
    TestPeopleSeries{}.tell(*process->profiles, rows);
    process->profiles->flush();
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "bob@example.com"}});
    const auto found = profile(*process);
    EXPECT_THAT(found.layout()->features()[2].bins->rules().names,
                testing::ElementsAre("[REDACTED:email]", "Rome"));
    EXPECT_EQ(found.counts(2).unseen_share(), 0);
}

}  // namespace
}  // namespace ontos
