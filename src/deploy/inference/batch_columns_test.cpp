// What an observer sees of a batch: names, numbers, texts, scores, without a copy.
#include "deploy/inference/batch_columns.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "deploy/inference/element.hpp"
#include "deploy/inference/test_inference.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
using testing::ElementsAre;
using Role = BatchColumn::Role;

std::unique_ptr<Batch> scored(const ServedModel& model, std::string body) {
    const PaddedText padded{std::move(body)};
    auto batch = model.read(padded.view());
    model.run(*batch, std::chrono::steady_clock::now() + std::chrono::seconds{60});
    return batch;
}

std::vector<std::string> names(const Batch& batch, Role role) {
    std::vector<std::string> out;
    for (const auto& column : batch.columns())
        if (column.role == role) out.push_back(column.name);
    return out;
}

const BatchColumn& column_named(const Batch& batch, std::string_view name) {
    for (const auto& column : batch.columns())
        if (column.name == name) return column;
    throw std::logic_error{"no column " + std::string{name}};
}

std::vector<double> numbers(const Batch& batch, std::string_view name) {
    const auto& column = column_named(batch, name);
    const auto tensor = batch.tensor(column.tensor);
    std::vector<double> out;
    for (std::size_t row = 0; row < batch.rows() && tensor.data != nullptr; ++row)
        out.push_back(
            element_as_double(column.type, tensor.data, row * tensor.row_elements + column.offset));
    return out;
}

TEST(BatchColumns, of_a_matrix_are_its_names_and_strided_numbers) {
    const auto model = load_named("named_columns");
    const auto batch = scored(*model, R"({"inputs":{"height":[1,null,3],"weight":[4,5,6]}})");
    EXPECT_THAT(names(*batch, Role::input), testing::UnorderedElementsAre("height", "weight"));
    EXPECT_THAT(numbers(*batch, "weight"), ElementsAre(4, 5, 6));
    EXPECT_THAT(numbers(*batch, "height"), ElementsAre(1, testing::IsNan(), 3));
}

TEST(BatchColumns, of_every_type_are_numbers_or_texts) {
    const auto model = load_named("every_type");
    const auto batch = scored(*model, R"({"inputs":[{"float32":0.5,"float64":-2,"float16":1.5,
        "int64":-9,"int32":-8,"int16":-7,"int8":-6,"uint64":9,"uint32":8,"uint16":7,"uint8":6,
        "bool":true,"string":"bl\u00fc"}]})");
    const std::map<std::string, double> expected{
        {"float32", 0.5}, {"float64", -2}, {"float16", 1.5}, {"int64", -9},
        {"int32", -8},    {"int16", -7},   {"int8", -6},     {"uint64", 9},
        {"uint32", 8},    {"uint16", 7},   {"uint8", 6},     {"bool", 1}};
    for (const auto& [name, number] : expected) {
        EXPECT_THAT(numbers(*batch, name), ElementsAre(number)) << name;
        EXPECT_THAT(numbers(*batch, name + "_out"), ElementsAre(number)) << name;
    }
    EXPECT_EQ(batch->text(column_named(*batch, "string"), 0), "blü");
    EXPECT_EQ(batch->text(column_named(*batch, "string_out"), 0), "blü");
    EXPECT_EQ(batch->tensor(column_named(*batch, "string").tensor).data, nullptr);
}

TEST(BatchColumns, of_a_classifier_are_its_label_and_a_score_for_each_label) {
    ModelLayout layout;
    layout.model_file = "model.onnx";
    const auto model = load(sample / "v2", layout);
    const auto query = boost::json::parse(text_of(sample / "query.json"));
    const auto& row = query.at("inputs").as_object();
    boost::json::array values;
    for (const auto& member : row) values.push_back(member.value());
    const auto batch = scored(*model, boost::json::serialize(boost::json::object{
                                          {"inputs", boost::json::array{values, values}}}));
    EXPECT_THAT(names(*batch, Role::score), ElementsAre("benign", "malignant"));
    EXPECT_THAT(names(*batch, Role::prediction), ElementsAre("prediction"));
    EXPECT_EQ(batch->text(column_named(*batch, "prediction"), 1), "malignant");
    const auto scores = numbers(*batch, "malignant");
    ASSERT_EQ(scores.size(), 2u);
    EXPECT_GT(scores[1], 0.5);
    EXPECT_NEAR(scores[0] + numbers(*batch, "benign")[0], 1, 1e-6);
}

TEST(BatchColumns, of_a_row_without_names_are_numbered) {
    const auto model = load_named("matrix");
    const auto batch = scored(*model, R"({"inputs":[[1,2,3,4],[4,5,6,7]]})");
    EXPECT_THAT(numbers(*batch, "x[2]"), ElementsAre(3, 6));
}

TEST(BatchColumns, of_a_batch_that_is_run_again_are_those_of_the_last_run) {
    const auto model = load_named("every_type");
    const auto batch = scored(*model, R"({"inputs":[{"float32":0.5,"float64":-2,"float16":1.5,
        "int64":-9,"int32":-8,"int16":-7,"int8":-6,"uint64":9,"uint32":8,"uint16":7,"uint8":6,
        "bool":true,"string":"a text that is longer than a short one"}]})");
    std::string first, second;
    model->write(*batch, first);
    model->run(*batch, std::chrono::steady_clock::now() + std::chrono::seconds{60});
    model->write(*batch, second);
    EXPECT_EQ(second, first);
    EXPECT_EQ(batch->text(column_named(*batch, "string_out"), 0),
              "a text that is longer than a short one");
}

TEST(BatchColumns, have_no_results_before_a_run) {
    const auto model = load_named("matrix");
    const PaddedText body{R"({"inputs":[[1,2,3,4]]})"};
    const auto batch = model->read(body.view());
    for (const auto& column : batch->columns())
        EXPECT_EQ(batch->tensor(column.tensor).data != nullptr, column.role == Role::input);
}

TEST(BatchColumns, leave_out_what_is_not_one_value_a_row) {
    const auto image_model = load_named("image");
    const auto image = scored(*image_model, R"({"inputs":[[[1,2,3],[4,5,6]]]})");
    EXPECT_TRUE(names(*image, Role::input).empty());
    const auto maps_model = load_named("maps");
    const auto maps = scored(*maps_model, R"({"inputs":[[0.25,0.75]]})");
    EXPECT_TRUE(names(*maps, Role::prediction).empty());
}

TEST(BatchColumns, of_an_answer_that_is_not_by_row_are_not_there) {
    const auto model = load_named("no_answer_by_row");
    const auto batch = scored(*model, R"({"inputs":[[1,2],[3,4]]})");
    EXPECT_THAT(numbers(*batch, "prediction"), testing::IsEmpty());
}

}  // namespace
}  // namespace ontos
