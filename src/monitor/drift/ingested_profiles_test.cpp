// Drift of an endpoint that is served elsewhere, by what is told of it.
#include "monitor/drift/ingested_profiles.hpp"

#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class IngestedProfilesTest : public BaselinesTest {
protected:
    /// With a column of true and false, and one of predictions.
    static std::string their_csv(std::size_t rows) {
        std::string csv = "age,city,member,prediction\n";
        TestPeople people{1};
        for (std::size_t i = 0; i < rows; ++i) {
            const auto row = people.next();
            csv += std::to_string(row.age) + "," + row.city + (i % 2 == 0 ? ",True," : ",False,") +
                   std::to_string(row.age / 2) + "\n";
        }
        return csv;
    }
    ModelBaseline send_theirs(Server& server, const std::string& csv) {
        auto form = upload(csv);
        form.model_name = form.model_version = std::nullopt;
        form.endpoint_id = "elsewhere";
        return server.baselines.create_baseline(form, {{}, {"ann", "req-1"}}, {}).value;
    }
    IngestedMetric metric(float age_factor = 1) {
        const auto row = people_.next(age_factor);
        IngestedMetric out;
        out.features = api::json::object{{"age", row.age},
                                         {"city", row.city},
                                         {"member", people_.next().age > 40},
                                         {"unknown", "x"}};
        out.prediction = row.age / 2;
        return out;
    }
    void ingest(Server& server, const std::vector<IngestedMetric>& metrics, int status = 200) {
        const EndpointInfo endpoint{{"0198c0de-0000-7000-8000-000000000002"}, "elsewhere", "", 0};
        const auto id = new_id(clock_, random_);
        std::vector<Ingested> requests;
        for (const auto& metric : metrics)
            requests.push_back({id, metric, endpoint, clock_.now(), status, 0, {}});
        const IngestedProfiles profiles{server.process->table, redactor_, Server::find()};
        database().write([&](sql::Transaction& tx) { profiles.insert(tx, requests); });
    }
    DriftReport drift(Server& server) { return server.queries.show_drift({{"elsewhere"}}, {}); }

    TestPeople people_{5};
};
INSTANTIATE_TEST_SUITE_P(on, IngestedProfilesTest, sql::engines(), sql::engine_name);

TEST_P(IngestedProfilesTest, are_held_against_the_endpoint_s_baseline) {
    auto server = serve();
    EXPECT_THAT(*drift(*server).warning, HasSubstr("served elsewhere"));
    const auto baseline = send_theirs(*server, their_csv(3'000));
    EXPECT_EQ(baseline.status, BaselineStatus::ready);
    EXPECT_EQ(baseline.model_name, "their people");
    EXPECT_EQ(baseline.endpoint_id, "0198c0de-0000-7000-8000-000000000002");
    EXPECT_THAT(baseline.other_columns, IsEmpty());
    EXPECT_THAT(baseline.warnings, IsEmpty());

    std::vector<IngestedMetric> same;
    for (int i = 0; i < 400; ++i) same.push_back(metric());
    ingest(*server, same);
    const auto calm = drift(*server);
    EXPECT_EQ(calm.verdict, DriftVerdict::no_drift);
    EXPECT_EQ(calm.comparison_rows, 400);
    EXPECT_EQ(calm.feature_details.size(), 3u);
    ASSERT_EQ(calm.prediction_drift.size(), 1u);
    EXPECT_FALSE(calm.prediction_drift[0].drifted);

    std::vector<IngestedMetric> moved;
    for (int i = 0; i < 400; ++i) moved.push_back(metric(2.1f));
    ingest(*server, moved);
    const auto found = drift(*serve());  // another process reads the same
    EXPECT_EQ(found.verdict, DriftVerdict::drift);
    EXPECT_EQ(found.comparison_rows, 800);
    EXPECT_THAT(found.affected_features, ElementsAre("age"));
    EXPECT_TRUE(found.prediction_drift[0].drifted);
}

TEST_P(IngestedProfilesTest, are_rolled_up_and_judged_like_those_that_are_served_here) {
    auto server = serve();
    send_theirs(*server, their_csv(3'000));
    for (int window = 0; window < 2; ++window) {
        std::vector<IngestedMetric> moved;
        for (int i = 0; i < 100; ++i) moved.push_back(metric(2.1f));
        ingest(*server, moved);
        clock_.set(round_down(clock_.now(), 5min) + 311s);
        server->process->profiles->roll_up();
        server->standings.step();
    }
    const auto standing = server->standings.standing({"0198c0de-0000-7000-8000-000000000002"});
    EXPECT_TRUE(standing.confirmed);
    EXPECT_EQ(drift(*server).comparison_rows, 200);
}

TEST_P(IngestedProfilesTest, count_what_is_missing_and_what_the_baseline_did_not_have) {
    auto server = serve();
    send_theirs(*server, their_csv(1'000));
    std::vector<IngestedMetric> rows(100);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].features = api::json::object{{"age", "41.5"}, {"city", 7}, {"member", nullptr}};
        if (i % 4 == 0) rows[i].features.as_object()["age"] = "unknown";
    }
    ingest(*server, rows);
    const auto found = drift(*server);
    const auto of = [&](const std::string& name) {
        return *std::ranges::find(found.feature_details, name, &FeatureDrift::feature);
    };
    EXPECT_EQ(of("age").null_rate.after, 0.25);
    EXPECT_EQ(of("city").unseen_rate, 1);
    EXPECT_EQ(of("member").null_rate.after, 1);
    EXPECT_THAT(of("city").explanation, HasSubstr("`7`"));
}

TEST_P(IngestedProfilesTest, of_a_failed_request_have_no_prediction_and_without_values_no_row) {
    auto server = serve();
    send_theirs(*server, their_csv(1'000));
    ingest(*server, {metric(), metric()}, 500);
    ingest(*server, {IngestedMetric{}});
    const auto found = drift(*server);
    EXPECT_EQ(found.comparison_rows, 2);
    EXPECT_EQ(found.prediction_drift[0].recent_value, std::nullopt);
}

TEST_P(IngestedProfilesTest, and_their_baselines_have_no_name_that_must_not_be_written) {
    redactor_.follow({.patterns = {"email"}, .columns = {"secret"}});
    auto server = serve();
    std::string csv = "age,city,secret,prediction\n";
    for (int i = 0; i < 400; ++i)
        csv += std::to_string(i % 50) + (i % 2 == 0 ? ",Rome" : ",ann@example.com") + ",pin-" +
               std::to_string(i % 9) + (i % 3 == 0 ? ",yes\n" : ",zoe@example.com\n");
    send_theirs(*server, csv);
    const auto known = [&](const std::string& name) {
        const auto layout = server->process->table.find("their people", "3");
        for (const auto& feature : layout->features())
            if (feature.name == name) return feature.bins->rules().names;
        return std::vector<std::string>{};
    };
    EXPECT_THAT(known("city"), ElementsAre("Rome", "[REDACTED:email]"));
    EXPECT_THAT(known("secret"), ElementsAre("[REDACTED:column]"));
    EXPECT_THAT(known("prediction"), ElementsAre("[REDACTED:email]", "yes"));
    std::vector<IngestedMetric> rows(100);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].features =
            api::json::object{{"age", 7},
                              {"city", i % 2 == 0 ? "uwe@example.com" : "mail uwe@example.com"},
                              {"secret", "pin-77"}};
        rows[i].prediction = "ida@example.com";
    }
    ingest(*server, rows);
    const auto found = drift(*server);
    const auto unseen_rate = [&](const std::string& name) {
        return std::ranges::find(found.feature_details, name, &FeatureDrift::feature)->unseen_rate;
    };
    EXPECT_EQ(unseen_rate("city"), 0.5);
    EXPECT_EQ(unseen_rate("secret"), 0);
    EXPECT_EQ(found.prediction_drift[0].unseen_rate, 0);
    const auto city = server->queries.show_feature_drift({{"elsewhere", "city"}}, {});
    ASSERT_EQ(city.unseen.size(), 1u);
    EXPECT_EQ(city.unseen[0].name, "mail [REDACTED:email]");
}

TEST_P(IngestedProfilesTest, need_a_baseline) {
    auto server = serve();
    ingest(*server, {metric(), metric()});
    EXPECT_EQ(drift(*server).verdict, DriftVerdict::no_baseline);
    send_theirs(*server, their_csv(1'000));
    EXPECT_EQ(drift(*server).comparison_rows, 0);
}

TEST_P(IngestedProfilesTest, baselines_of_files_are_of_endpoints_that_are_served_elsewhere) {
    auto server = serve();
    auto form = upload(their_csv(10));
    form.endpoint_id = "elsewhere";
    const auto refused = [&] {
        return failure_of([&] {
            server->baselines.create_baseline(form, {{}, {"ann", "req-1"}}, {});
        });
    };
    EXPECT_EQ(refused().kind(), FailureKind::invalid) << "both an endpoint and a model";
    form.model_name = form.model_version = std::nullopt;
    form.endpoint_id = "people";
    EXPECT_EQ(refused().kind(), FailureKind::invalid) << "served here";
    form.endpoint_id = "nobody";
    EXPECT_EQ(refused().kind(), FailureKind::not_found);
    EXPECT_EQ(refused().hint(), "There are people.");
}

}  // namespace
}  // namespace ontos
