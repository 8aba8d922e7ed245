// Gaps: found in what is there, known again, gone, decided about.
#include <algorithm>

#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/gaps/gap_analyzer.hpp"
#include "improve/gaps/gaps.hpp"
#include "improve/gaps/gaps_erasure.hpp"
#include "improve/sheets/test_sheets.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class GapsFixture : public SheetsTest {
protected:
    void SetUp() override {
        SheetsTest::SetUp();
        if (IsSkipped()) return;
        gaps_ = std::make_unique<Gaps>(database(), clock_, random_, redactor_, directory());
        mount(router_, *gaps_);
        auto endpoints = directory();
        endpoints.list = [this] { return live_; };
        analyzer_ = std::make_unique<GapAnalyzer>(GapAnalyzerParts{
            .database = database(),
            .clock = clock_,
            .random = random_,
            .endpoints = endpoints,
            .drift =
                [this](const EndpointId&) {
                    amid_analysis_();
                    return drift_;
                },
            .confidence = [this](const EndpointId&, Interval) { return confidence_; }});
    }

    std::string dislike(const std::string& question, std::vector<std::string> tags = {}) {
        FeedbackItem item;
        item.input_text = question;
        item.rating = Rating::negative;
        item.tags = std::move(tags);
        const auto id = give(item);
        count(id);
        return id;
    }
    void like(std::vector<std::string> tags = {}) {
        FeedbackItem item;
        item.rating = Rating::positive;
        item.tags = std::move(tags);
        count(give(item));
    }
    /// As FeedbackChange counts it.
    void count(const std::string& id) {
        database().write([&](sql::Transaction& tx) {
            const auto item = feedback_store::find(tx, id);
            feedback_counts_store::count(
                tx, std::array{feedback_counts_store::ItemChange{nullptr, &*item}},
                [this] { return new_id(clock_, random_); });
        });
    }
    void analyze() {
        clock_.advance(GapAnalyzer::period);
        analyzer_->step();
    }
    Json gaps(const std::string& query = "") { return get("/gaps" + query).at("gaps"); }
    Json only_gap() {
        const auto found = gaps();
        EXPECT_EQ(found.as_array().size(), 1u) << boost::json::serialize(found);
        return found.at(0);
    }

    std::vector<EndpointInfo> live_{EndpointInfo{{"endpoint-1"}, "iris", "1"}};
    DriftSeen drift_{.is_judged = true, .confirmed = {}, .rows = 1'000, .window_end = {}};
    std::optional<std::vector<ConfidenceSeen>> confidence_{std::vector<ConfidenceSeen>{}};
    std::function<void()> amid_analysis_ = [] {};  ///< after feedback was read
    std::unique_ptr<Gaps> gaps_;
    std::unique_ptr<GapAnalyzer> analyzer_;
};

class FoundGaps : public GapsFixture {};
INSTANTIATE_TEST_SUITE_P(on, FoundGaps, sql::engines(), sql::engine_name);

const std::string question = "How do I reset the password of my account on the new site?";

TEST_P(FoundGaps, many_dislike_the_answers_to_nearly_the_same_question) {
    dislike(question);
    dislike(question + " Please.", {"login"});
    analyze();
    EXPECT_TRUE(gaps().as_array().empty()) << "two are no gap";
    dislike("Please: " + question);
    dislike("Something else entirely, about the weather in spring.");
    analyze();
    const auto gap = only_gap();
    EXPECT_EQ(text(gap.at("gap_type")), "feedback_cluster");
    EXPECT_EQ(gap.at("id"), gap.at("gap_id"));
    EXPECT_EQ(gap.at("category"), gap.at("gap_type"));
    EXPECT_EQ(text(gap.at("severity")), "low");
    EXPECT_EQ(gap.at("evidence").at("count"), 3);
    EXPECT_EQ(gap.at("evidence").at("total"), 4);
    EXPECT_EQ(gap.at("evidence").at("feedback_ids").as_array().size(), 3u);
    EXPECT_EQ(text(gap.at("evidence").at("tags").at(0)), "login");
    EXPECT_GT(gap.at("evidence").at("interval").at(1).as_double(), 0.75);
    EXPECT_EQ(text(gap.at("example")), "Please: " + question);
}

TEST_P(FoundGaps, one_that_is_found_again_is_the_same_and_counts_what_is_new) {
    for (int i = 0; i < 3; ++i) dislike(question);
    analyze();
    const auto first = only_gap();
    analyze();
    EXPECT_EQ(only_gap().at("occurrence_count"), 1) << "nothing new";
    dislike(question);
    analyze();
    const auto again = only_gap();
    EXPECT_EQ(again.at("id"), first.at("id"));
    EXPECT_EQ(again.at("occurrence_count"), 2);
    EXPECT_EQ(again.at("evidence").at("count"), 4);
}

TEST_P(FoundGaps, one_that_is_gone_is_resolved_and_opens_when_it_is_there_again) {
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(dislike(question));
    analyze();
    take_back(ids[0]);
    analyze();
    auto gap = only_gap();
    EXPECT_EQ(text(gap.at("status")), "resolved");
    EXPECT_EQ(text(gap.at("resolved_by")), "analysis");
    dislike(question);
    analyze();
    EXPECT_EQ(text(only_gap().at("status")), "open");
    EXPECT_EQ(only_gap().at("id"), gap.at("id"));
    live_.clear();
    analyze();
    EXPECT_EQ(text(only_gap().at("status")), "resolved") << "its endpoint is gone";
}

TEST_P(FoundGaps, what_a_person_decided_stays) {
    for (int i = 0; i < 3; ++i) dislike(question);
    analyze();
    const auto path = "/gaps/" + text(only_gap().at("id"));
    ask(200, "PATCH", path, R"({"status": "resolved"})");
    analyze();
    EXPECT_EQ(text(get(path).at("status")), "resolved") << "nothing new came";
    dislike(question);
    analyze();
    EXPECT_EQ(text(get(path).at("status")), "open");
    ask(200, "PATCH", path, R"({"status": "wont_fix", "priority": 9})");
    dislike(question);
    analyze();
    EXPECT_EQ(text(get(path).at("status")), "wont_fix");
    EXPECT_EQ(get(path).at("priority"), 9);
    EXPECT_EQ(get(path).at("evidence").at("count"), 5);
}

TEST_P(FoundGaps, a_tag_that_is_disliked_more_often_than_the_rest) {
    for (int i = 0; i < 20; ++i) like({"calm"});
    for (int i = 0; i < 6; ++i) dislike("q" + std::to_string(i * 7'919) + " of its own", {"slow"});
    analyze();
    const auto gap = only_gap();
    EXPECT_EQ(text(gap.at("gap_type")), "feedback_tag");
    EXPECT_EQ(text(gap.at("evidence").at("tags").at(0)), "slow");
    EXPECT_EQ(gap.at("evidence").at("count"), 6);
    EXPECT_GT(gap.at("evidence").at("interval").at(0).as_double(),
              gap.at("evidence").at("threshold").as_double());
}

TEST_P(FoundGaps, drift_and_confidence_are_asked) {
    drift_.confirmed = {{"petal", 0.6}, {"", 0.05}};
    confidence_->push_back({"main.a.b", "1", 0.55, 0.5, 0.58, 4'000});
    analyze();
    const auto all = gaps();
    ASSERT_EQ(all.as_array().size(), 3u);
    EXPECT_EQ(text(all.at(0).at("evidence").at("feature")), "petal");
    EXPECT_EQ(text(all.at(0).at("severity_raw")), "critical");
    EXPECT_EQ(text(all.at(0).at("severity")), "high");
    EXPECT_EQ(gaps("?severity=high").as_array().size(), 2u) << "critical ones too";
    EXPECT_EQ(gaps("?model_name=main.a.b").as_array().size(), 1u);
    // What cannot be judged is not gone.
    drift_ = {};
    confidence_.reset();
    analyze();
    EXPECT_EQ(gaps("?status=open").as_array().size(), 3u);
    drift_.is_judged = true;
    analyze();
    EXPECT_EQ(gaps("?status=open&gap_type=drift").as_array().size(), 0u);
}

TEST_P(FoundGaps, an_analysis_that_is_asked_for_is_made_once_by_whoever_is_first) {
    const auto asked = ask(202, "POST", "/gaps/analyze");
    EXPECT_EQ(ask(202, "POST", "/gaps/analyze").at("id"), asked.at("id"));
    analyzer_->step();
    analyzer_->step();
    const auto done = database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>("select count(*) from gap_analyses where status = 'done'");
    });
    EXPECT_EQ(done, 1);
}

TEST_P(FoundGaps, a_task_counts_what_was_approved_since) {
    for (int i = 0; i < 3; ++i) dislike(question);
    analyze();
    const auto path = "/gaps/" + text(only_gap().at("id"));
    const auto sheet = new_sheet();
    add(sheet, R"({"prompt": "p", "response": "r", "review_status": "approved"})");
    const auto id = sheet.substr(sheet.rfind('/') + 1);
    const auto task = ask(201, "POST", path + "/task",
                          R"({"training_sheet_id": ")" + id + R"(", "target_record_count": 2})");
    EXPECT_THAT(text(task.at("title")), testing::StartsWith("Fill gap: Users of iris dislike"));
    EXPECT_EQ(task.at("records_completed"), 0);
    EXPECT_EQ(text(get(path).at("status")), "task_created");
    EXPECT_EQ(ask(200, "POST", path + "/task", "{}").at("task_id"), task.at("task_id"));
    add(sheet, R"({"prompt": "p", "response": "r", "review_status": "approved"},
                  {"prompt": "q", "response": "r", "review_status": "approved"})");
    const auto now = get("/gaps/tasks").at("tasks").at(0);
    EXPECT_EQ(now.at("records_completed"), 2);
    EXPECT_EQ(text(now.at("status")), "completed");
    EXPECT_EQ(text(now.at("output_bit_id")), id);
}

TEST_P(FoundGaps, texts_of_a_task_are_redacted) {
    for (int i = 0; i < 3; ++i) dislike(question);
    analyze();
    const auto task = ask(201, "POST", "/gaps/" + text(only_gap().at("id")) + "/task",
                          R"({"title": "Ask ann@example.org", "description": "bob@example.org",
                              "instructions": "Call eva@example.org."})");
    EXPECT_EQ(text(task.at("title")), "Ask [REDACTED:email]");
    EXPECT_EQ(text(task.at("description")), "[REDACTED:email]");
    EXPECT_EQ(text(task.at("instructions")), "Call [REDACTED:email].");
    EXPECT_EQ(get("/gaps/tasks").at("tasks").at(0).at("title"), task.at("title"));
    const auto changed = ask(200, "POST", "/gaps/" + text(task.at("source_gap_id")) + "/task",
                             R"({"title": "Or ask eva@example.org"})");
    EXPECT_EQ(text(changed.at("title")), "Or ask [REDACTED:email]");
}

TEST_P(FoundGaps, an_erasure_takes_what_is_a_persons_out_of_them) {
    const std::string question = "how do I reset the password of my account on the new site";
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) ids.push_back(dislike(question, {"of anna"}));
    analyze();
    const auto path = "/gaps/" + text(gaps("?gap_type=feedback_cluster").at(0).at("id"));
    ASSERT_EQ(get(path).at("evidence").at("tags").as_array().size(), 1u);
    const GapsErasure erasure;
    const ErasedSubject anna{"erasure-1", "anna", {}, {}, clock_.now()};
    const ErasureLink link{anna.erasure_id, LinkKind::feedback, {}, ids[1]};
    database().write([&](sql::Transaction& tx) {
        erasure_links_store::insert(tx, {&link, 1});
        EXPECT_EQ(erasure.held(tx, anna).count, 1);
        EXPECT_EQ(erasure.erase(tx, anna, 10), 1);
        EXPECT_EQ(erasure.erase(tx, anna, 10), 0);
        EXPECT_EQ(erasure.held(tx, anna).count, 0);
    });
    const auto evidence = get(path).at("evidence");
    EXPECT_TRUE(evidence.at("tags").as_array().empty());
    const auto left = evidence.at("feedback_ids").as_array();
    EXPECT_EQ(left.size(), 3u);
    EXPECT_EQ(std::ranges::count(left, Json(ids[1])), 0);
}

TEST_P(FoundGaps, do_not_bring_back_what_was_erased_while_they_were_found) {
    std::vector<std::string> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(dislike(question, {i < 5 ? "of anna" : "other"}));
    for (int i = 0; i < 20; ++i) like({"other"});
    amid_analysis_ = [&] {
        database().write([&](sql::Transaction& tx) {
            for (const auto& id : std::span{ids}.first(5))
                feedback_store::erase(tx, *feedback_store::find(tx, id));
        });
    };
    analyze();
    const auto evidence = only_gap().at("evidence");
    EXPECT_EQ(evidence.at("feedback_ids"), Json({ids[5]}));
    EXPECT_TRUE(evidence.at("tags").as_array().empty());
}

TEST_P(FoundGaps, of_a_tag_that_is_gone_are_tidied_up_with_their_tasks) {
    for (int i = 0; i < 6; ++i) dislike("question " + std::to_string(i), {"of anna"});
    for (int i = 0; i < 20; ++i) like({"other"});
    analyze();
    const auto found = gaps("?gap_type=feedback_tag");
    ASSERT_EQ(found.as_array().size(), 1u);
    ask(201, "POST", "/gaps/" + text(found.at(0).at("id")) + "/task");
    const GapsErasure erasure;
    const auto tidy = [&] {
        return database().write([&](sql::Transaction& tx) { return erasure.tidy(tx, 0); });
    };
    EXPECT_FALSE(tidy());
    EXPECT_EQ(gaps("?gap_type=feedback_tag").as_array().size(), 1u) << "feedback has it still";
    database().write([](sql::Transaction& tx) { tx.run("delete from feedback_tags"); });
    EXPECT_FALSE(tidy());
    EXPECT_TRUE(gaps("?gap_type=feedback_tag").as_array().empty());
    EXPECT_TRUE(get("/gaps/tasks").at("tasks").as_array().empty());
}

TEST(FeedbackClusters, join_what_is_alike_and_leave_rows_of_numbers) {
    EXPECT_FALSE(cluster_item(R"({"a": 1})"));
    std::vector<ClusterItem> items;
    for (const auto* words :
         {"where is my parcel, it should be here by now", "what is the weather like",
          "Where is my parcel? It should be here "
          "by now!",
          "So where is my parcel, it should be here by now"})
        items.push_back(*cluster_item(words));
    const auto found = clusters_of(items, 2);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], (std::vector<std::size_t>{0, 2, 3}));
}

}  // namespace
}  // namespace ontos
