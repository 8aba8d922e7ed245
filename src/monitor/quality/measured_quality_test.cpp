// Quality equals scikit-learn's; goldens by testdata/make_goldens.py.
#include "monitor/quality/measured_quality.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "monitor/quality/estimated_quality.hpp"
#include "monitor/quality/label_text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

api::json::object golden(std::string_view name) {
    std::ifstream in{ONTOS_SOURCE_DIR "/src/monitor/quality/testdata/goldens.json"};
    std::ostringstream text;
    text << in.rdbuf();
    return api::json::parse(text.str()).at(name).as_object();
}

std::vector<std::string> texts(const api::json::value& list) {
    return api::Codec<std::vector<std::string>>::read(list);
}

OutcomeList pointers(const std::vector<PredictionOutcome>& outcomes) {
    OutcomeList out;
    for (const auto& outcome : outcomes) out.push_back(&outcome);
    return out;
}

PredictionShape classifier(std::vector<std::string> classes) {
    return {.model_name = "main.default.iris",
            .model_version = "1",
            .kind = PredictionKind::label,
            .classes = std::move(classes)};
}

struct Case {
    PredictionShape shape = classifier({});
    std::vector<PredictionOutcome> outcomes;
    api::json::object expected;

    explicit Case(std::string_view name) : expected{golden(name)} {
        if (name == "regression")
            read_regression();
        else
            read_classifier();
    }

    void read_classifier() {
        shape.classes = texts(expected.at("classes"));
        const auto predicted = texts(expected.at("predicted")), truth = texts(expected.at("truth"));
        const auto scores = api::Codec<std::vector<double>>::read(expected.at("scores"));
        for (std::size_t i = 0; i < predicted.size(); ++i) {
            auto& outcome = outcomes.emplace_back();
            outcome.predicted = predicted[i];
            outcome.label = truth[i];
            for (std::size_t k = 0; k < shape.classes.size(); ++k)
                append_score(outcome.scores,
                             static_cast<float>(scores[i * shape.classes.size() + k]));
        }
    }
    void read_regression() {
        shape.kind = PredictionKind::number;
        const auto predicted = api::Codec<std::vector<double>>::read(expected.at("predicted"));
        const auto truth = api::Codec<std::vector<double>>::read(expected.at("truth"));
        for (std::size_t i = 0; i < predicted.size(); ++i) {
            auto& outcome = outcomes.emplace_back();
            std::string text;
            append_score(text, static_cast<float>(predicted[i]));
            outcome.value = number_in(text);
            outcome.label = number_text(truth[i]);
        }
    }
    QualityReport measured() const { return measure_quality(shape, pointers(outcomes)); }

    void expect(const char* name, const MaybeQuality& number) const {
        ASSERT_TRUE(number) << name;
        const auto value = expected.at(name).to_number<double>();
        EXPECT_NEAR(number->value, value, 1e-9) << name;
        EXPECT_LT(number->low, value) << name;
        EXPECT_GT(number->high, value) << name;
    }
    void expect_classifier() const {
        const auto found = measured();
        expect("accuracy", found.accuracy);
        expect("precision", found.precision);
        expect("recall", found.recall);
        expect("f1", found.f1);
        expect("roc_auc", found.roc_auc);
        expect("log_loss", found.log_loss);
        EXPECT_EQ(found.mae, std::nullopt);
    }
};

TEST(MeasuredQuality, of_two_classes_equals_scikit_learn) {
    const Case binary{"binary"};
    binary.expect_classifier();
    const auto found = binary.measured();
    EXPECT_EQ(found.task, QualityTask::binary);
    EXPECT_EQ(found.positive_label, "yes");
    EXPECT_TRUE(found.classes.empty());
}

TEST(MeasuredQuality, of_many_classes_equals_scikit_learns_macro_mean) {
    const Case multiclass{"multiclass"};
    multiclass.expect_classifier();
    const auto found = multiclass.measured();
    EXPECT_EQ(found.task, QualityTask::multiclass);
    EXPECT_EQ(found.positive_label, std::nullopt);
    ASSERT_EQ(found.classes.size(), 4u);
    EXPECT_EQ(found.classes[2].label, "c");
}

TEST(MeasuredQuality, of_one_class_has_the_interval_of_that_class) {
    PredictionOutcome outcome;
    outcome.predicted = outcome.label = "x";
    const auto found = measure_quality(classifier({}), {&outcome});
    ASSERT_EQ(found.classes.size(), 1u);
    const auto expect_equal = [](const MaybeQuality& mean, const MaybeQuality& of_class) {
        ASSERT_TRUE(mean && of_class);
        EXPECT_DOUBLE_EQ(mean->value, of_class->value);
        EXPECT_DOUBLE_EQ(mean->low, of_class->low);
        EXPECT_DOUBLE_EQ(mean->high, of_class->high);
    };
    expect_equal(found.precision, found.classes[0].precision);
    expect_equal(found.recall, found.classes[0].recall);
    expect_equal(found.f1, found.classes[0].f1);
}

TEST(MeasuredQuality, of_a_regression_equals_scikit_learn) {
    const Case regression{"regression"};
    const auto found = regression.measured();
    regression.expect("mae", found.mae);
    regression.expect("rmse", found.rmse);
    regression.expect("r2", found.r2);
    EXPECT_EQ(found.accuracy, std::nullopt);
}

TEST(MeasuredQuality, without_scores_has_what_labels_alone_tell) {
    Case binary{"binary"};
    binary.shape.classes.clear();
    for (auto& outcome : binary.outcomes) outcome.scores.clear();
    const auto found = binary.measured();
    binary.expect("f1", found.f1);
    EXPECT_EQ(found.roc_auc, std::nullopt);
    EXPECT_EQ(found.log_loss, std::nullopt);
    EXPECT_EQ(found.calibration, std::nullopt);
}

TEST(MeasuredQuality, a_label_of_no_class_is_wrong_and_counted) {
    Case binary{"binary"};
    const auto before = binary.measured();
    for (int i = 0; i < 50; ++i) {
        auto outcome = binary.outcomes[static_cast<std::size_t>(i)];
        outcome.label = "perhaps";
        binary.outcomes.push_back(outcome);
    }
    const auto found = binary.measured();
    EXPECT_EQ(found.unknown_labels, 50);
    EXPECT_NEAR(found.accuracy->value, before.accuracy->value * 200 / 250, 1e-12);
    EXPECT_NEAR(found.recall->value, before.recall->value, 1e-12);
    EXPECT_LT(found.precision->value, before.precision->value);
    EXPECT_NEAR(found.log_loss->value, before.log_loss->value, 1e-12);
}

TEST(MeasuredQuality, a_number_that_is_none_is_left_out_and_counted) {
    Case regression{"regression"};
    auto outcome = regression.outcomes.front();
    outcome.label = "many";
    regression.outcomes.push_back(outcome);
    const auto found = regression.measured();
    EXPECT_EQ(found.unknown_labels, 1);
    regression.expect("mae", found.mae);
}

TEST(MeasuredQuality, of_more_classes_than_are_counted_is_the_accuracy) {
    std::vector<PredictionOutcome> outcomes(100);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        outcomes[i].predicted = std::to_string(i);
        outcomes[i].label = std::to_string(i < 80 ? i : 0);
    }
    const auto found = measure_quality(classifier({}), pointers(outcomes));
    EXPECT_EQ(found.accuracy->value, 0.8);
    EXPECT_EQ(found.f1, std::nullopt);
    EXPECT_THAT(found.reason, testing::HasSubstr("More than 63 classes"));
}

TEST(MeasuredQuality, scores_are_held_against_what_came_true_by_tenths) {
    const auto shape = classifier({"no", "yes"});
    std::vector<PredictionOutcome> outcomes(10);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const float score = i < 4 ? 0.25f : 0.875f;
        outcomes[i].predicted = i < 4 ? "no" : "yes";
        outcomes[i].label = i == 0 || i >= 7 ? "yes" : "no";
        append_score(outcomes[i].scores, 1 - score);
        append_score(outcomes[i].scores, score);
    }
    const auto calibration = measure_quality(shape, pointers(outcomes)).calibration;
    ASSERT_TRUE(calibration);
    ASSERT_EQ(calibration->bins.size(), 2u);
    EXPECT_EQ(calibration->bins[0].score_from, 0.2);
    EXPECT_EQ(calibration->bins[0].rows, 4);
    EXPECT_EQ(calibration->bins[0].true_share.value, 0.25);
    EXPECT_EQ(calibration->bins[1].mean_score, 0.875);
    EXPECT_EQ(calibration->bins[1].true_share.value, 0.5);
    EXPECT_NEAR(calibration->expected_calibration_error, 0.6 * 0.375, 1e-9);
}

TEST(MeasuredQuality, delays_are_nearest_ranks) {
    std::vector<PredictionOutcome> outcomes(20);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        outcomes[i].labelled_at = outcomes[i].created_at + std::chrono::seconds{i + 1};
    EXPECT_EQ(delay_of(pointers(outcomes))->median_seconds, 10);
    EXPECT_EQ(delay_of(pointers(outcomes))->p95_seconds, 19);
    EXPECT_FALSE(delay_of({}));
}

TEST(EstimatedQuality, of_many_classes_is_the_accuracy_that_the_scores_promise) {
    const auto shape = classifier({"a", "b", "c"});
    std::vector<PredictionOutcome> outcomes(2000);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        outcomes[i].predicted = "b";
        outcomes[i].label = i / 2 % 5 == 0 ? "c" : "b";  // right in 4 of 5
        for (const float score : {0.1f, 0.8f, 0.1f}) append_score(outcomes[i].scores, score);
    }
    const auto found = estimate_quality(shape, pointers(outcomes), pointers(outcomes));
    EXPECT_EQ(found.validity, sketches::EstimateValidity::valid) << found.reason;
    EXPECT_NEAR(found.accuracy->value, 0.8, 0.001);
    EXPECT_EQ(found.precision, std::nullopt);
}

}  // namespace
}  // namespace ontos
