// Whose fault it is that ONNX Runtime could not score: the rows', or ours.
#include "deploy/inference/run_failure.hpp"

#include <gmock/gmock.h>

#include "deploy/inference/test_inference.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
using testing::HasSubstr;

TEST(RunFailures, of_a_model_that_has_answered_are_the_rows_fault) {
    const auto failed = run_failure(
        {.message = "Non-zero status code returned while running OneHotEncoder node. "
                    "Name:'OneHotEncoder' Status Message: Unknown Category and zeros = 0.",
         .has_answered = true});
    EXPECT_EQ(failed.kind(), FailureKind::unprocessable);
    EXPECT_EQ(failed.code(), "model_refused_input");
    EXPECT_EQ(failed.message(),
              "The model cannot score these rows: Unknown Category and zeros = 0.");
}

TEST(RunFailures, of_a_model_that_never_answered_are_ours) {
    EXPECT_EQ(run_failure({.message = "broken"}).kind(), FailureKind::internal);
}

TEST(RunFailures, for_want_of_memory_are_ours) {
    for (const auto* message : {"Failed to allocate memory for requested buffer of size 9",
                                "Available memory of 8 is smaller than requested bytes of 9",
                                "Exception during initialization: std::bad_alloc"})
        EXPECT_EQ(run_failure({.message = message, .has_answered = true}).kind(),
                  FailureKind::internal);
}

TEST(RunFailures, show_no_bytes_that_json_cannot_carry) {
    const auto failed = run_failure({.message = "unknown: \xC3", .has_answered = true});
    EXPECT_THAT(failed.message(), HasSubstr("its log has the reason."));
}

TEST(RunFailures, an_unknown_category_is_told_from_a_model_that_cannot_answer) {
    // It has no input example, and zeros are no known category: nothing is known of it yet.
    const auto model = load_named("mixed_columns");
    const auto row = [](const std::string& color) {
        return R"({"inputs":{"age":30,"visits":2,"color":")" + color + "\"}}";
    };
    EXPECT_EQ(refusal(*model, row("purple")).code(), "model_failed");
    answer_text(*model, row("red"));
    const auto failed = refusal(*model, row("purple"));
    EXPECT_EQ(failed.code(), "model_refused_input");
    EXPECT_THAT(failed.message(), HasSubstr("Unknown Category"));
}

TEST(RunFailures, an_input_example_that_was_answered_is_evidence_enough) {
    ModelLayout layout;
    layout.model_file = "mixed_columns.onnx";
    layout.input_example = R"({"inputs":[{"age":30,"visits":2,"color":"red"}]})";
    const auto model = load(testdata, layout);
    EXPECT_EQ(refusal(*model, R"({"inputs":{"age":30,"visits":2,"color":"purple"}})").kind(),
              FailureKind::unprocessable);
}

}  // namespace
}  // namespace ontos
