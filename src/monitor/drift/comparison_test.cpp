// What is held against what, across versions that count in different bins.
#include "monitor/drift/comparison.hpp"

#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/test_baselines.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

/// Version 2 has the inputs' bins of version 1, and its own of the score.
class ComparisonTest : public BaselinesTest {
protected:
    void SetUp() override {
        BaselinesTest::SetUp();
        clock_.set(*parse_rfc3339("2026-03-01T12:00:00Z"));
        server_ = serve();
        first_ = give_layout(*server_->process);
    }
    void TearDown() override {
        server_.reset();
        BaselinesTest::TearDown();
    }
    /// Another layout for version 2; `seed` 0: only the score's bins are others.
    void give_second_layout(std::uint64_t seed = 0) {
        auto features = first_->features();
        if (seed != 0) features = TestPeople{seed}.sample(2'000).make_features();
        std::vector<double> scores;
        for (int i = 0; i < 2'000; ++i) scores.push_back(i * 0.0137);
        features[3].bins =
            std::make_shared<const sketches::FeatureBins>(sketches::FeatureBins::of_values(scores));
        const ProfileLayout made{std::move(features)};
        database().write([&](sql::Transaction& tx) { profiles_store::insert_layout(tx, made); });
        server_->process->table.add({"a.b.people", "2"}, database().read([&](sql::Transaction& tx) {
            return server_->process->layouts.get(tx, made.id());
        }));
    }
    void tell(const std::string& version, int rows, float age_factor = 1) {
        const TestPeopleSeries series{.number = static_cast<std::uint32_t>(std::stoi(version)),
                                      .model_version = version,
                                      .served_entity = "people-" + version};
        for (int i = 0; i < rows; ++i)
            series.tell(*server_->process->profiles, {people_.next(age_factor)});
        server_->process->profiles->flush();
        server_->process->profiles->roll_up();
    }
    Comparison compare(std::vector<std::string> versions, const DriftQuery& query) {
        DriftEndpoint endpoint{TestPeopleSeries{}.endpoint, "people", {}};
        for (auto& version : versions) endpoint.versions.push_back({"a.b.people", version});
        Comparer comparer{server_->baselines, *server_->process->profiles, server_->process->table,
                          clock_, [&](const EndpointId&, std::int64_t number) {
                              const auto found = spans_.find(number);
                              return found == spans_.end() ? std::nullopt
                                                           : std::optional{found->second};
                          }};
        return comparer.compare(endpoint, query);
    }
    static DriftQuery against(const std::string& baseline) {
        DriftQuery query;
        query.baseline = baseline;
        return query;
    }
    static std::vector<std::string> drifted(const Comparison& comparison) {
        DriftReport report;
        tell_all(report, comparison);
        return report.affected_features;
    }
    static void tell_all(DriftReport& report, const Comparison& comparison) {
        ontos::tell(report, *comparison.before, *comparison.after, Compatibility::none);
    }

    std::unique_ptr<Server> server_;
    std::shared_ptr<const ProfileLayout> first_;
    std::map<std::int64_t, RevisionSpan> spans_;
    TestPeople people_{5};
};
INSTANTIATE_TEST_SUITE_P(on, ComparisonTest, sql::engines(), sql::engine_name);

TEST_P(ComparisonTest, a_revision_of_another_version_is_compared_where_bins_are_equal) {
    give_second_layout();
    const auto began = clock_.now();
    tell("1", 300);
    clock_.advance(10min);
    spans_[1] = {{began, clock_.now()}, {{"a.b.people", "1"}}};
    spans_[2] = {{clock_.now(), clock_.now() + 1h}, {{"a.b.people", "2"}}, true};
    clock_.advance(1min);
    tell("2", 310, 2.1f);
    clock_.advance(6min);

    const auto found = compare({"2"}, against("revision:1"));
    ASSERT_TRUE(found.before) << found.no_baseline.value_or("");
    EXPECT_EQ(found.before->rows(), 300u);
    EXPECT_EQ(found.after->rows(), 310u);
    EXPECT_EQ(found.window.from, began + 10min) << "begins where revision 1 ended";
    EXPECT_EQ(found.baseline_period, period_text({began, began + 10min}));
    EXPECT_THAT(drifted(found), ElementsAre("age"));
    EXPECT_THAT(found.apart, ElementsAre("score"));
    EXPECT_THAT(found.note, Optional(HasSubstr("`score` cannot be compared")));

    auto query = against("revision:1");
    query.level = "5m";
    const auto window = compare({"2"}, query);
    ASSERT_TRUE(window.before);
    EXPECT_EQ(window.before->rows(), 300u);
    EXPECT_EQ(window.window.to - window.window.from, 5min) << "it came before: nothing to shorten";
    EXPECT_EQ(window.after->rows(), 310u);
}

TEST_P(ComparisonTest, a_revision_that_serves_only_within_the_window_is_refused_with_the_reason) {
    tell("1", 300);
    spans_[1] = {{clock_.now() - 10min, clock_.now() + 1h}, {{"a.b.people", "1"}}, true};
    clock_.advance(6min);
    const auto found = compare({"1"}, against("revision:1"));
    EXPECT_FALSE(found.before);
    EXPECT_THAT(found.no_baseline, Optional(HasSubstr("none of it is before the recent window")));
    EXPECT_EQ(found.baseline_period, "")
        << "it would lie within the period that it is held against";
    // What it served before a shorter window is compared.
    tell("1", 200);
    clock_.advance(6min);
    auto query = against("revision:1");
    query.level = "5m";
    const auto shorter = compare({"1"}, query);
    ASSERT_TRUE(shorter.before) << shorter.no_baseline.value_or("");
    EXPECT_EQ(shorter.before->rows(), 300u);
    EXPECT_EQ(shorter.after->rows(), 200u);
}

TEST_P(ComparisonTest, earlier_traffic_counts_after_a_deploy_of_a_version_with_other_bins) {
    give_second_layout(9);
    tell("1", 400);
    clock_.advance(1h);
    tell("2", 300);
    clock_.advance(6min);
    auto query = against("window");
    query.level = "5m";
    query.until = api::Moment{to_rfc3339(clock_.now())};
    clock_.advance(1min);
    const auto found = compare({"2"}, query);
    ASSERT_TRUE(found.before) << found.no_baseline.value_or("");
    EXPECT_EQ(found.before->rows(), 400u);
    EXPECT_EQ(found.before->layout()->features().size(), 1u);
    EXPECT_EQ(found.before->layout()->features()[0].name, "city");
    EXPECT_THAT(found.apart, ElementsAre("age", "height", "score"));
    EXPECT_TRUE(drifted(found).empty());
}

TEST_P(ComparisonTest, a_split_endpoint_s_rows_count_for_all_versions_and_one_can_be_asked_for) {
    give_second_layout();
    tell("1", 450);
    tell("2", 50, 2.1f);
    clock_.advance(1h);
    tell("1", 450);
    tell("2", 50, 2.1f);
    auto query = against("window");
    query.comparison_hours = 1;
    clock_.advance(1min);
    const auto all = compare({"1", "2"}, query);
    EXPECT_EQ(all.after->rows(), 1'000u - (all.before ? all.before->rows() : 0));
    const auto age = *all.after->layout()->find("age", FeatureRole::input);
    const auto score = *all.after->layout()->find("score", FeatureRole::prediction);
    EXPECT_EQ(all.after->counts(age).count(), all.after->rows());
    EXPECT_EQ(all.after->counts(score).count(), all.after->rows() * 9 / 10);
    EXPECT_THAT(all.note, Optional(HasSubstr("recent rows were counted in other bins for `score` "
                                             "(model version 2)")));
    query.model_version = "2";
    EXPECT_EQ(compare({"1", "2"}, query).after->rows(), all.after->rows() / 10);
    query.model_version = "3";
    const auto failure = failure_of([&] { compare({"1", "2"}, query); });
    EXPECT_EQ(failure.kind(), FailureKind::invalid);
    EXPECT_EQ(failure.code(), "version_not_served");
}

}  // namespace
}  // namespace ontos
