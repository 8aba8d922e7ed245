// Baselines come from files and live traffic, once, and say what is wrong with a file.
#include "monitor/drift/baselines.hpp"

#include <thread>

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
    EXPECT_THAT(refused("age;height;city\n1;2;Rome\n"),
                HasSubstr("`age` is missing; columns are separated by commas"));
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

TEST_P(BaselinesTest, of_a_file_have_no_hours) {
    auto server = serve();
    auto form = upload(csv_of(300));
    form.hours = 2;
    const auto failure = failure_of([&] {
        server->baselines.create_baseline(form, {{}, {"ann", "req-1"}}, {});
    });
    EXPECT_EQ(failure.violations().at(0).where, "/body/hours");
    EXPECT_THAT(server->baselines.list_baselines({}).items, IsEmpty());
}

TEST_P(BaselinesTest, warn_of_a_column_with_one_value_and_of_a_model_that_cannot_score) {
    auto server = serve();
    backend_.is_broken = true;
    const auto made = send(*server, "age,height,city\n1,170,Rome\n1,171,Oslo\n");
    EXPECT_EQ(made.status, BaselineStatus::ready);
    EXPECT_THAT(made.warnings, ElementsAre(HasSubstr("could not score its rows: the file is "
                                                     "broken"),
                                           HasSubstr("`age` has one value only"),
                                           HasSubstr("has 2 rows: under 200 nothing")));
}

TEST_P(BaselinesTest, leave_out_the_predictions_of_rows_that_the_model_refuses) {
    auto server = serve();
    const auto made =
        send(*server, csv_of(1'200) + "inf,170,Rome\n,171,Oslo\n" + csv_of(10).substr(16));
    EXPECT_THAT(made.warnings,
                ElementsAre("the baseline of the predictions is without 2 rows, because the model "
                            "could not score them; the first is row 1201 of the file: `age` has no "
                            "finite number there"));
    const auto found = server->baselines.find_ready({"a.b.people", "1"});
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->profile.rows(), 1'212u);
    const auto score = found->profile.layout()->find("score", FeatureRole::prediction);
    ASSERT_TRUE(score.has_value());
    EXPECT_EQ(found->profile.counts(*score).count(), 1'210u);

    std::string refused = "age,height,city\n";
    for (int i = 0; i < 500; ++i) refused += ",170,Rome\n";
    EXPECT_THAT(send(*server, refused + "7,170,Rome\n").warnings,
                testing::Contains(HasSubstr("predictions have no baseline")));
}

TEST_P(BaselinesTest, warn_of_fewer_rows_than_any_verdict_needs) {
    auto server = serve();
    EXPECT_THAT(send(*server, csv_of(199)).warnings, ElementsAre(HasSubstr("has 199 rows")));
    EXPECT_THAT(send(*server, csv_of(200)).warnings, IsEmpty());
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

TEST_P(BaselinesTest, that_failed_say_no_value_of_a_column_that_is_not_written) {
    redactor_.follow({.columns = {"height"}});
    registered_.push_back({"0198c0de-0000-7000-8000-00000000000b",
                           {"a.b.people", "1"},
                           "sha",
                           "ann",
                           clock_.now(),
                           write("baseline.csv", "age,height,city\n1,Jane Doe,Rome\n")});
    auto server = serve();
    server->baselines.step();
    server->pool.stop();
    const auto failed = server->baselines.list_baselines({}).items.at(0);
    EXPECT_EQ(failed.status, BaselineStatus::failed);
    EXPECT_EQ(failed.message,
              "baseline: line 2, column `height`: expected a number, found [REDACTED:column].");
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

class DeletedBaselines : public BaselinesTest {
protected:
    static std::string csv_of_cities(const std::string& city) {
        std::string csv = "age,height,city\n";
        for (int i = 0; i < 300; ++i)
            csv += std::to_string(i % 50) + ",170," + (i % 3 == 0 ? "Rome" : city) + "\n";
        return csv;
    }
    static void remove(Server& server, const std::string& id) {
        server.baselines.delete_baseline({{id}}, {}, {{}, {"ann", "req-1"}});
    }
    bool stands(const std::string& name) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>(
                "select count(*) from profile_layouts where replace(layout, $1, '') <> layout",
                name);
        }) > 0;
    }
    Profile served(Server& server) { return profile(*server.process); }
    static std::vector<std::string> names(const Profile& profile) {
        return profile.layout()->features()[2].bins->rules().names;
    }
};
INSTANTIATE_TEST_SUITE_P(on, DeletedBaselines, sql::engines(), sql::engine_name);

TEST_P(DeletedBaselines, leave_their_counts_without_a_name) {
    auto server = serve();
    const auto made = send(*server, csv_of_cities("Helga"));
    TestPeopleSeries{}.tell(*server->process->profiles, {{40, 170, "Helga"}, {40, 170, "Rome"}});
    server->process->profiles->flush();
    EXPECT_THAT(names(served(*server)), ElementsAre("Helga", "Rome"));
    remove(*server, made.id);
    EXPECT_EQ(failure_of([&] { server->baselines.show_baseline({{made.id}}); }).code(),
              "baseline_not_found");
    EXPECT_EQ(server->baselines.find_ready({"a.b.people", "1"}), nullptr);
    EXPECT_EQ(server->process->table.find("a.b.people", "1"), nullptr);
    EXPECT_FALSE(stands("Helga"));
    const auto left = served(*server);
    EXPECT_EQ(left.rows(), 2u);
    EXPECT_EQ(left.counts(2).count(1), 1u);
    EXPECT_THAT(names(left), ElementsAre("[ERASED 1]", "[ERASED 2]"));
    TestPeopleSeries{}.tell(*server->process->profiles, {{40, 170, "Helga"}});
    server->process->profiles->flush();
    EXPECT_EQ(served(*server).rows(), 2u) << "nothing says how to count it";
}

TEST_P(DeletedBaselines, come_back_with_their_names_when_they_are_sent_again) {
    auto one = serve(), two = serve();
    const auto made = send(*one, csv_of_cities("Helga"));
    EXPECT_NE(two->baselines.find_ready({"a.b.people", "1"}), nullptr);
    remove(*one, made.id);
    two->baselines.step();
    EXPECT_EQ(two->process->table.find("a.b.people", "1"), nullptr);
    const auto again = send(*one, csv_of_cities("Helga"));
    EXPECT_EQ(again.layout_id, made.layout_id);
    two->baselines.step();
    for (const auto* server : {&one, &two}) {
        TestPeopleSeries{}.tell(*(*server)->process->profiles, {{40, 170, "Helga"}});
        (*server)->process->profiles->flush();
    }
    const auto found = served(*two);
    EXPECT_THAT(names(found), ElementsAre("Helga", "Rome"));
    EXPECT_EQ(found.counts(2).count(1), 2u);
}

TEST_P(DeletedBaselines, give_way_to_the_one_before_and_keep_names_that_it_has_too) {
    auto server = serve();
    const auto first = send(*server, csv_of_cities("Helga"));
    clock_.advance(1s);
    const auto second = send(*server, csv_of_cities("Helga"));
    remove(*server, second.id);
    EXPECT_TRUE(stands("Helga"));
    EXPECT_EQ(server->baselines.find_ready({"a.b.people", "1"})->baseline.id, first.id);
}

TEST_P(DeletedBaselines, are_not_those_of_a_version_that_is_there_nor_one_that_is_being_read) {
    ModelBaseline kept;
    kept.id = "0198c0de-0000-7000-8000-00000000000c";
    kept.model_name = "a.b.people";
    kept.model_version = "1";
    kept.created_at = kept.updated_at = clock_.now();
    auto reading = kept;
    reading.id = "0198c0de-0000-7000-8000-00000000000d";
    reading.kind = BaselineKind::upload;
    auto orphan = kept;
    orphan.id = "0198c0de-0000-7000-8000-00000000000e";
    orphan.model_name = "a.b.gone";
    orphan.status = BaselineStatus::failed;
    database().write([&](sql::Transaction& tx) {
        for (const auto& one : {kept, reading, orphan}) baselines_store::insert(tx, one);
    });
    auto server = serve();
    const auto code = [&](const std::string& id) {
        return failure_of([&] { remove(*server, id); }).code();
    };
    EXPECT_EQ(code(kept.id), "baseline_of_version");
    EXPECT_EQ(code(reading.id), "baseline_pending");
    remove(*server, orphan.id);
    EXPECT_EQ(code(orphan.id), "baseline_not_found");
}

TEST_P(DeletedBaselines, are_deleted_by_one_of_eight) {
    auto server = serve();
    const auto made = send(*server, csv_of_cities("Helga"));
    std::atomic<int> deleted{0}, unknown{0};
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 8; ++i)
            all.emplace_back([&] {
                try {
                    remove(*server, made.id);
                    ++deleted;
                } catch (const Failure& failure) {
                    if (failure.code() == "baseline_not_found") ++unknown;
                }
            });
    }
    EXPECT_EQ(deleted, 1);
    EXPECT_EQ(unknown, 7);
}

}  // namespace
}  // namespace ontos
