// Names of unseen values are forgotten with a person whose endpoint had them; counts stay.
#include "monitor/drift/profiles_erasure.hpp"

#include "monitor/drift/test_drift.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class ProfilesOfSubject : public ProfilesTest {
protected:
    ErasedSubject subject() { return {"erasure-1", "ann", {}, {}, until_}; }
    void link(LinkKind kind, const std::string& endpoint_id) {
        const ErasureLink link{"erasure-1", kind, endpoint_id,
                               kind == LinkKind::request ? "r-1" : ""};
        database().write([&](sql::Transaction& tx) {
            erasure_links_store::insert(tx, {&link, 1});
        });
    }
    std::int64_t erase(Process& process, std::int64_t limit = 100) {
        const ProfilesErasure erasure{*process.profiles, process.layouts};
        erasure.settle();
        return database().write([&](sql::Transaction& tx) {
            erasure.link(tx, subject());
            return erasure.erase(tx, subject(), limit);
        });
    }
    static void serve(Process& process, const std::string& city, int rows) {
        TestPeopleSeries{}.tell(
            *process.profiles,
            std::vector<ColumnsBatch::Row>(static_cast<std::size_t>(rows), {40, 170, city}));
        process.profiles->flush();
    }
    std::int64_t held(Process& process) {
        const ProfilesErasure erasure{*process.profiles, process.layouts};
        return database()
            .read([&](sql::Transaction& tx) { return erasure.held(tx, subject()); })
            .count;
    }
    std::vector<std::string> names(Process& process) {
        std::vector<std::string> out;
        const auto kept = profile(process);
        if (const auto* unseen = kept.unseen(2))
            for (const auto& item : unseen->items()) out.push_back(item.name);
        return out;
    }
    bool stands(const std::string& table, const std::string& column, const std::string& text) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + table + " where replace(" +
                                              column + ", $1, '') <> " + column,
                                          text);
        }) > 0;
    }

    Timestamp until_ = clock_.now();
    const std::string endpoint_ = TestPeopleSeries{}.endpoint.text;
};

INSTANTIATE_TEST_SUITE_P(on, ProfilesOfSubject, sql::engines(), sql::engine_name);

TEST_P(ProfilesOfSubject, lose_names_in_memory_and_in_buckets_of_each_length_but_no_count) {
    auto process = start();
    give_layout(*process);
    const TestPeopleSeries series;
    const auto serve = [&](const std::string& city, int times) {
        for (int i = 0; i < times; ++i) series.tell(*process->profiles, {{40, 170, city}});
        process->profiles->flush();
        clock_.advance(11min);
    };
    serve("Helga", 3);
    serve("Rome", 2);
    process->profiles->roll_up();
    serve("Ida", 4);
    series.tell(*process->profiles, {{40, 170, "Helga"}});
    until_ = clock_.now();
    link(LinkKind::request, endpoint_);
    EXPECT_EQ(erase(*process, 1), 1);
    while (erase(*process, 1) > 0) {
    }
    EXPECT_EQ(held(*process), 0);
    EXPECT_THAT(names(*process), ElementsAre("[ERASED]"));
    const auto left = profile(*process);
    EXPECT_EQ(left.rows(), 10u);
    EXPECT_EQ(left.counts(2).unseen_share(), 0.8);
    EXPECT_EQ(left.unseen(2)->count(), 8u);
    for (const auto* name : {"Helga", "Ida"})
        EXPECT_FALSE(stands("profile_buckets", "profile", name)) << name;
    clock_.advance(1s);
    serve("Uwe", 1);
    EXPECT_EQ(held(*process), 0) << "what came later is not meant, until it is asked again";
    process->profiles->roll_up();
    EXPECT_THAT(names(*process), ElementsAre("[ERASED]", "Uwe"));
}

TEST_P(ProfilesOfSubject, lose_names_where_feedback_alone_tells_of_the_endpoint) {
    auto process = start();
    give_layout(*process);
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Helga"}});
    EXPECT_EQ(erase(*process), 0);
    link(LinkKind::endpoint, "another");
    EXPECT_EQ(erase(*process), 0);
    EXPECT_THAT(names(*process), ElementsAre("Helga"));
    link(LinkKind::endpoint, endpoint_);
    EXPECT_EQ(held(*process), 1);
    EXPECT_EQ(erase(*process), 1);
    EXPECT_THAT(names(*process), ElementsAre("[ERASED]"));
}

TEST_P(ProfilesOfSubject, that_know_all_names_are_left_alone) {
    auto process = start();
    give_layout(*process);
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Rome"}});
    link(LinkKind::request, endpoint_);
    EXPECT_EQ(erase(*process), 0);
}

TEST_P(ProfilesOfSubject, written_before_anybody_looked_for_names_are_looked_at_once) {
    auto process = start();
    give_layout(*process);
    TestPeopleSeries{}.tell(*process->profiles, {{40, 170, "Rome"}});
    process->profiles->flush();
    database().write(
        [](sql::Transaction& tx) { tx.run("update profile_buckets set has_names = 1"); });
    link(LinkKind::request, endpoint_);
    EXPECT_EQ(erase(*process), 1);
    EXPECT_EQ(erase(*process), 0);
    EXPECT_EQ(profile(*process).rows(), 1u);
}

TEST_P(ProfilesOfSubject, drop_first_rows_that_wait_to_give_a_version_its_bins) {
    auto process = start();
    serve(*process, "Helga", 900);
    link(LinkKind::request, endpoint_);
    EXPECT_EQ(erase(*process), 0);
    serve(*process, "Rome", 900);
    EXPECT_EQ(profile(*process).rows(), 0u);
    serve(*process, "Rome", 900);
    EXPECT_EQ(profile(*process).rows(), 1'800u);
    EXPECT_FALSE(stands("profile_layouts", "layout", "Helga"));
}

TEST_P(ProfilesOfSubject, are_not_named_in_bins_of_live_rows_if_few_rows_have_the_name) {
    auto process = start();
    serve(*process, "Helga", 9);
    serve(*process, "Ida", 10);
    serve(*process, "Rome", 1'181);
    EXPECT_TRUE(stands("profile_layouts", "layout", "Rome"));
    EXPECT_TRUE(stands("profile_layouts", "layout", "Ida"));
    EXPECT_FALSE(stands("profile_layouts", "layout", "Helga"));
    serve(*process, "Helga", 5);
    serve(*process, "Uwe", 1);
    const auto kept = profile(*process);
    const auto& counts = kept.counts(2);
    EXPECT_EQ(counts.count(counts.bins().other()), 14u) << "known, though not by name";
    EXPECT_THAT(names(*process), ElementsAre("Uwe"));
}

}  // namespace
}  // namespace ontos
