// An erased subject that was a category of a baseline is counted on, without its name.
#include "monitor/drift/baselines_erasure.hpp"

#include "monitor/drift/standings_store.hpp"
#include "monitor/drift/test_baselines.hpp"
#include "platform/api/json_write.hpp"
#include "platform/erasure/erasure_links_store.hpp"
#include "platform/sketches/erased_name.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class BaselinesOfSubject : public BaselinesTest {
protected:
    /// Half of 400 rows have the name.
    static std::string csv_with(const std::string& name) {
        std::string csv = "age,height,city\n";
        for (int i = 0; i < 400; ++i)
            csv += std::to_string(20 + i % 50) + ",170," + (i % 2 == 0 ? name : "Rome") + "\n";
        return csv;
    }
    void tell(Server& server, const std::string& city, int times) {
        for (int i = 0; i < times; ++i)
            TestPeopleSeries{}.tell(*server.process->profiles,
                                    {{static_cast<float>(20 + i % 50), 170, city}});
    }
    void serve_rows(Server& server, const std::string& city, int times) {
        tell(server, city, times);
        server.process->profiles->flush();
        clock_.advance(1s);
    }
    ErasedSubject subject(const std::string& id) const {
        return {"erasure-of-" + id, id, {}, {}, clock_.now()};
    }
    /// Looks through all layouts before the transaction that erases.
    void tie(const std::string& subject_id) {
        const auto found = database().read(
            [&](sql::Transaction& tx) { return erasure_.scan(tx, subject(subject_id)); });
        database().write([&](sql::Transaction& tx) { erasure_links_store::insert(tx, found); });
    }
    HeldRecords held(const std::string& subject_id) {
        tie(subject_id);
        return database().read(
            [&](sql::Transaction& tx) { return erasure_.held(tx, subject(subject_id)); });
    }
    std::int64_t erase(const std::string& subject_id) {
        tie(subject_id);
        return erase_tied(subject_id);
    }
    std::int64_t erase_tied(const std::string& subject_id) {
        return database().write([&](sql::Transaction& tx) {
            return erasure_.erase(tx, subject(subject_id), 100);
        });
    }
    std::string layouts() {
        return *database().read([](sql::Transaction& tx) {
            return tx.value<std::string>("select max(layout) from profile_layouts");
        });
    }
    static std::string report(Server& server) {
        auto found = server.queries.show_feature_drift({{"people", "city"}}, {});
        return api::to_json_text(api::to_json(found));
    }

    const BaselinesErasure erasure_;
};
INSTANTIATE_TEST_SUITE_P(on, BaselinesOfSubject, sql::engines(), sql::engine_name);

TEST_P(BaselinesOfSubject, are_waited_for_while_their_file_is_read) {
    auto server = serve();
    send(*server, csv_with("ann"));
    const auto waits_for = [&](Timestamp until) {
        return database().read([&](sql::Transaction& tx) {
            return erasure_.waits_for(tx, {"erasure-1", "ann", {}, {}, until});
        });
    };
    EXPECT_TRUE(waits_for(clock_.now()).empty());
    database().write(
        [](sql::Transaction& tx) { tx.run("update baselines set status = 'pending'"); });
    EXPECT_EQ(waits_for(clock_.now()).size(), 1);
    EXPECT_TRUE(waits_for(clock_.now() - 1h).empty()) << "it came later";
}

TEST_P(BaselinesOfSubject, count_on_without_the_name) {
    auto one = serve(), two = serve();
    send(*one, csv_with("ann\\1"));
    two->baselines.step();
    serve_rows(*one, "ann\\1", 300);
    serve_rows(*two, "Rome", 100);
    auto before = report(*one);
    ASSERT_NE(before.find(R"(ann\\1)"), std::string::npos);
    ASSERT_EQ(report(*two), before);
    EXPECT_EQ(held("ann").count, 0);
    EXPECT_EQ(erase("ann"), 0);

    EXPECT_EQ(held("ann\\1").count, 1);
    EXPECT_EQ(erase("ann\\1"), 1);
    EXPECT_EQ(erase("ann\\1"), 0);
    EXPECT_EQ(held("ann\\1").count, 0);
    EXPECT_EQ(layouts().find("ann"), std::string::npos);
    for (auto* server : {&one, &two}) {
        auto after = report(**server);
        EXPECT_EQ(after.find(R"(ann\\1)"), std::string::npos);
        const auto shown = sketches::erased_name(sketches::FeatureBins::hash_of_rare("ann\\1"));
        const std::string label{shown.data(), shown.size()};
        for (auto at = after.find(label); at != std::string::npos; at = after.find(label))
            after.replace(at, label.size(), R"(ann\\1)");
        EXPECT_EQ(after, before) << "all numbers are the same";
    }
}

TEST_P(BaselinesOfSubject, count_later_rows_where_earlier_ones_were) {
    auto server = serve();
    send(*server, csv_with("ann"));
    tell(*server, "ann", 3);
    erase("ann");
    server->baselines.step();
    // Of one second, by the layout with the name and by the one without.
    tell(*server, "ann", 4);
    tell(*server, "Ida", 1);
    server->process->profiles->collect();
    tell(*server, "ann", 5);
    server->process->profiles->flush();
    const auto found = profile(*server->process);
    const auto& city = found.counts(2);
    EXPECT_EQ(found.rows(), 13u);
    EXPECT_EQ(city.count(1) + city.count(2), 12u);
    EXPECT_EQ(city.count(city.bins().other()), 0u);
    EXPECT_EQ(city.count(city.bins().unseen()), 1u);
    EXPECT_EQ(found.unseen(2)->items()[0].name, "Ida");
}

TEST_P(BaselinesOfSubject, are_looked_for_before_the_transaction_that_erases_them) {
    auto server = serve();
    send(*server, csv_with("ann"));
    tie("ann");
    send(*server, csv_with("ann").append("20,171,Oslo\n"));
    EXPECT_EQ(erase_tied("ann"), 1) << "the transaction reads no other layout";
    EXPECT_EQ(erase("ann"), 1) << "what came in between is found when it is looked for again";
    EXPECT_EQ(erase("ann"), 0);
}

TEST_P(BaselinesOfSubject, do_not_come_back_by_a_read_that_began_before) {
    auto server = serve();
    send(*server, csv_with("ann"));
    auto& cache = server->process->layouts;
    const auto has_name = [&](sql::Transaction& tx) {
        const auto id = *tx.value<std::string>("select id from profile_layouts");
        return cache.get(tx, id)->text().find("ann") != std::string::npos;
    };
    database().read([&](sql::Transaction& tx) {
        EXPECT_EQ(profiles_store::erased_count(tx), 0) << "it sees what is there now";
        erase("ann");
        cache.forget_before(1);
        EXPECT_TRUE(has_name(tx));
    });
    EXPECT_FALSE(database().read(has_name));
}

TEST_P(BaselinesOfSubject, are_not_told_of_in_standings) {
    auto server = serve();
    WindowStanding standing;
    standing.endpoint_id = "e";
    standing.features.push_back({.name = "ann", .explanation = "`city`: `ann` rose"});
    database().write([&](sql::Transaction& tx) { tx.insert("drift_standings", standing); });
    EXPECT_EQ(held("ann").count, 1);
    EXPECT_EQ(erase("ann"), 1);
    const auto left = *database().read([](sql::Transaction& tx) {
        return tx.value<std::string>("select features from drift_standings");
    });
    EXPECT_EQ(left.find("`ann`"), std::string::npos);
    EXPECT_NE(left.find("`city`: `[ERASED "), std::string::npos);
    EXPECT_NE(left.find(R"("name":"ann")"), std::string::npos) << "a column is no value";
}

}  // namespace
}  // namespace ontos
