// What is kept of predictions: which, how many, how long.
#include "monitor/quality/outcome_log.hpp"

#include "monitor/quality/test_quality.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using Outcomes = Quality;

INSTANTIATE_TEST_SUITE_P(on, Outcomes, sql::engines(), sql::engine_name);

TEST_P(Outcomes, that_failed_or_are_no_one_label_or_number_a_row_are_not_kept) {
    start();
    answer(yes_or_no({0.9f}), {.status = 500});
    TestAnswers pair{std::vector{1.0f}};
    pair.add_column({"second", BatchColumn::Role::prediction, ElementType::float32, 1, 0});
    answer(pair, {.request_id = "r2", .series = 8});
    answer(TestAnswers{{std::string(label_bytes_max + 1, 'x'), ""}},
           {.request_id = "r3", .series = 9});
    answer(TestAnswers{std::vector{std::nanf("")}}, {.request_id = "r4", .series = 10});
    outcomes_->flush();
    EXPECT_EQ(rows_of("prediction_outcomes"), 0);
    EXPECT_EQ(quality().quality.served_rows, 4);
    EXPECT_THAT(quality().quality.reason, testing::HasSubstr("neither one label nor one number"));
}

TEST_P(Outcomes, above_the_rate_are_a_share_by_request_id_and_it_is_stated) {
    start({.rows_per_second = 100});
    for (int second = 0; second < 2; ++second, clock_.advance(1s))
        for (int i = 0; i < 1000; ++i)
            answer(yes_or_no({0.9f}), {.request_id = std::to_string(second * 1000 + i)});
    const auto found = quality().quality;
    EXPECT_EQ(found.served_rows, 2000);
    EXPECT_NEAR(static_cast<double>(found.kept_rows), 430, 60);  // 100 + 100 ln 10, then 100
}

TEST_P(Outcomes, of_one_large_request_in_a_quiet_second_are_all_kept) {
    start({.rows_per_second = 100});
    answer(yes_or_no(std::vector<float>(12'000, 0.7f)), {});
    outcomes_->flush();
    EXPECT_EQ(rows_of("prediction_outcomes"), static_cast<std::int64_t>(outcome_rows_max));
}

TEST_P(Outcomes, beyond_the_queue_are_dropped_and_counted) {
    start({.queued_max = 2});
    for (int i = 0; i < 5; ++i) answer(yes_or_no({0.9f, 0.1f}), {.request_id = std::to_string(i)});
    outcomes_->flush();
    EXPECT_EQ(rows_of("prediction_outcomes"), 4);
    EXPECT_EQ(outcomes_->dropped(), 6u);
    EXPECT_EQ(outcomes_->written(), 4u);
}

TEST_P(Outcomes, that_are_repeated_are_kept_once) {
    start();
    answer(yes_or_no({0.9f}), {});
    post({label("r1", 0, "yes")});
    answer(yes_or_no({0.1f}), {});
    outcomes_->flush();
    EXPECT_EQ(rows_of("prediction_outcomes"), 1);
    EXPECT_EQ(quality().quality.accuracy->value, 1);
}

TEST_P(Outcomes, are_forgotten_with_their_labels_after_30_days) {
    start();
    answer(yes_or_no({0.9f}), {});
    post({label("r1", 0, "yes")});
    clock_.advance(24h * 30 - 1s);
    answer(yes_or_no({0.9f}), {.request_id = "r2"});
    outcomes_->flush();
    outcomes_->forget(clock_.now() - std::chrono::days{30});
    EXPECT_EQ(rows_of("prediction_outcomes"), 2);
    clock_.advance(2s);
    outcomes_->forget(clock_.now() - std::chrono::days{30});
    EXPECT_EQ(rows_of("prediction_outcomes"), 1);
}

TEST_P(Outcomes, that_are_too_many_are_thinned_in_the_fullest_hour) {
    start({.rows_max = 1000});
    for (int i = 0; i < 100; ++i)
        answer(yes_or_no({0.9f}), {.request_id = "quiet" + std::to_string(i)});
    outcomes_->flush();
    clock_.advance(1h);
    for (int i = 0; i < 1500; ++i)
        answer(yes_or_no({0.9f}), {.request_id = "busy" + std::to_string(i)});
    outcomes_->flush();
    outcomes_->forget(clock_.now() - std::chrono::days{30});
    const auto kept = [this](const std::string& start_of_id) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>(
                "select count(*) from prediction_outcomes where request_id like '" + start_of_id +
                "%'");
        });
    };
    EXPECT_EQ(kept("quiet"), 100);
    EXPECT_NEAR(static_cast<double>(kept("busy")), 750, 80);
    outcomes_->forget(clock_.now() - std::chrono::days{30});
    EXPECT_NEAR(static_cast<double>(kept("busy")), 750, 80);
}

TEST_P(Outcomes, are_not_kept_at_a_rate_of_0) {
    start({.rows_per_second = 0});
    answer(yes_or_no({0.9f}), {});
    outcomes_->flush();
    EXPECT_EQ(rows_of("prediction_outcomes"), 0);
}

TEST_P(Outcomes, and_labels_are_redacted_before_they_are_written) {
    redactor_.follow({.patterns = {"email"}, .columns = {"age"}});
    start();
    answer(TestAnswers{{"ann@example.com", "yes", "ann@example.com"}}, {});
    post({label("r1", 0, "ann@example.com"), label("r9", 0, "bob@example.com"),
          label("r9", 1, 4111111111111111)});
    const auto texts = [&](const std::string& sql) {
        std::vector<std::string> out;
        const auto found = database().read([&](sql::Transaction& tx) { return tx.table(sql); });
        for (const auto& row : found.rows) out.push_back(api::text_of(row[0]));
        return out;
    };
    EXPECT_THAT(texts("select predicted from prediction_outcomes order by row"),
                testing::ElementsAre("[REDACTED:email]", "yes", "[REDACTED:email]"));
    EXPECT_THAT(texts("select label from prediction_outcomes where label is not null"),
                testing::ElementsAre("[REDACTED:email]"));
    EXPECT_THAT(texts("select label from waiting_labels order by row"),
                testing::ElementsAre("[REDACTED:email]", "4111111111111111"))
        << "numbers stay numbers";
    EXPECT_EQ(quality().quality.accuracy->value, 1);
    redactor_.follow({.patterns = {}, .columns = {"prediction"}});
    answer(TestAnswers{{"pin-77"}}, {.request_id = "r2"});
    post({label("r2", 0, "pin-77")});
    EXPECT_THAT(texts("select predicted || '/' || label from prediction_outcomes where request_id "
                      "= 'r2'"),
                testing::ElementsAre("[REDACTED:column]/[REDACTED:column]"));
}

}  // namespace
}  // namespace ontos
