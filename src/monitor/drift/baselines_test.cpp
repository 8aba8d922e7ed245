// Baselines come from files and live traffic, once, and say what is wrong with a file.
#include "monitor/drift/baselines.hpp"

#include "monitor/drift/baselines_store.hpp"
#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

INSTANTIATE_TEST_SUITE_P(on, BaselinesTest, sql::engines(), sql::engine_name);

TEST_P(BaselinesTest, of_a_file_count_its_rows_and_what_the_model_answers_to_them) {
    auto server = serve();
    const auto made = send(*server, csv_of(1'500));
    EXPECT_EQ(made.status, BaselineStatus::ready);
    EXPECT_EQ(made.rows, 1'500);
    EXPECT_EQ(made.rows_kept, 1'500);
    EXPECT_THAT(made.warnings, IsEmpty());
    const auto found = server->baselines.find_ready({"a.b.people", "1"});
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->baseline.id, made.id);
    EXPECT_EQ(found->profile.rows(), 1'500u);
    const auto score = found->profile.layout()->find("score", FeatureRole::prediction);
    ASSERT_TRUE(score.has_value());
    EXPECT_NEAR(*found->profile.counts(*score).mean(), *found->profile.counts(0).mean() / 2, 1e-3);
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "uploads"));
}

TEST_P(BaselinesTest, of_equal_rows_have_equal_hashes_and_other_rows_others) {
    auto server = serve();
    const auto one = send(*server, csv_of(500)), two = send(*server, csv_of(500));
    EXPECT_NE(one.id, two.id);
    EXPECT_EQ(one.sha256, two.sha256);
    EXPECT_EQ(one.layout_id, two.layout_id);
    EXPECT_NE(send(*server, csv_of(500, 2)).sha256, one.sha256);
}

TEST_P(BaselinesTest, of_a_file_that_cannot_be_one_are_refused_and_leave_nothing) {
    auto server = serve();
    const auto refused = [&](const std::string& csv) {
        return failure_of([&] { send(*server, csv); }).message();
    };
    EXPECT_THAT(refused(""), HasSubstr("the file is empty"));
    EXPECT_THAT(refused("age,height,city\n"), HasSubstr("no row"));
    EXPECT_THAT(refused("age,city\n1,Rome\n"), HasSubstr("`height` is missing"));
    EXPECT_THAT(refused("age,height,city,age\n"), HasSubstr("`age` is there twice"));
    EXPECT_THAT(refused("age,height,city\n1,tall,Rome\n"),
                HasSubstr("line 2, column `height`: expected a number, found `tall`"));
    EXPECT_THAT(refused("age,height,city\n1,NaN,Rome\n2,,Oslo\n"),
                HasSubstr("column `height` has no value in any of 2 rows"));
    EXPECT_THAT(refused("age,height,city\n1,inf,Rome\n2,-Infinity,Oslo\n3,,Bern\n"),
                HasSubstr("column `height` has no value in any of 3 rows"));
    std::string wide = "age,height,city";
    for (int i = 0; i < 10'000; ++i) wide += ",c" + std::to_string(i);
    EXPECT_THAT(refused(wide + "\n"), HasSubstr("10003 columns; at most 4096"));
    EXPECT_EQ(failure_of([&] { send(*server, "PAR1xxxx"); }).kind(),
              FailureKind::unsupported_media);
    EXPECT_THAT(server->baselines.list_baselines({}).items, IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "uploads"));
}

TEST_P(BaselinesTest, warn_of_a_column_with_one_value_and_of_a_model_that_cannot_score) {
    auto server = serve();
    backend_.is_broken = true;
    const auto made = send(*server, "age,height,city\n1,170,Rome\n1,171,Oslo\n");
    EXPECT_EQ(made.status, BaselineStatus::ready);
    EXPECT_THAT(made.warnings, ElementsAre(HasSubstr("could not score its rows: the file is "
                                                     "broken"),
                                           HasSubstr("`age` has one value only")));
}

TEST_P(BaselinesTest, of_a_registration_are_made_once_by_whichever_server_sees_it) {
    const auto csv = write("baseline.csv", csv_of(300));
    registered_.push_back({"0198c0de-0000-7000-8000-00000000000b",
                           {"a.b.people", "1"},
                           "sha",
                           "ann",
                           clock_.now(),
                           csv});
    auto one = serve(), two = serve();
    one->baselines.step();
    two->baselines.step();
    one->pool.stop();
    two->pool.stop();
    const auto all = one->baselines.list_baselines({}).items;
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].status, BaselineStatus::ready);
    EXPECT_EQ(all[0].kind, BaselineKind::training);
    two->baselines.step();
    EXPECT_NE(two->process->table.find("a.b.people", "1"), nullptr);
}

TEST_P(BaselinesTest, left_by_a_server_that_died_are_gone_on_with_or_failed) {
    ModelBaseline left;
    left.id = "0198c0de-0000-7000-8000-00000000000c";
    left.model_name = "a.b.people";
    left.model_version = "1";
    left.kind = BaselineKind::upload;
    left.created_at = left.updated_at = clock_.now();
    auto other = left;
    other.id = "0198c0de-0000-7000-8000-00000000000d";
    database().write([&](sql::Transaction& tx) {
        baselines_store::insert(tx, left);
        baselines_store::insert(tx, other);
    });
    auto server = serve();
    write("uploads/" + left.id + ".csv", csv_of(300));
    server->baselines.step();
    const auto status = [&](const std::string& id) {
        return server->baselines.show_baseline({{id}}).status;
    };
    EXPECT_EQ(status(left.id), BaselineStatus::pending) << "another server may be at work";
    clock_.advance(31s);
    server->baselines.step();
    server->pool.stop();
    EXPECT_EQ(status(left.id), BaselineStatus::ready);
    EXPECT_EQ(status(other.id), BaselineStatus::failed);
}

}  // namespace
}  // namespace ontos
