// MLmodel files: of MLflow, and made to hurt.
#include "deploy/models/mlmodel.hpp"

#include <gmock/gmock.h>

#include "deploy/models/test_archive.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string with_signature(const std::string& inputs, const std::string& outputs = "[]") {
    return "flavors:\n  onnx:\n    data: model.onnx\nsignature:\n  inputs: '" + inputs +
           "'\n  outputs: '" + outputs + "'\n";
}

TEST(MlModelFile, gives_columns_with_their_types) {
    const auto model = parse_mlmodel(with_signature(
        R"([{"name": "a", "type": "double", "required": true},
            {"name": "b", "type": "float", "required": false}, {"name": "c", "type": "long"},
            {"name": "d", "type": "integer"}, {"name": "e", "type": "boolean"},
            {"name": "f", "type": "string"}, {"name": "g", "type": "datetime"}])"));
    ASSERT_TRUE(model.signature);
    const auto& inputs = model.signature->inputs;
    std::vector<ElementType> types;
    for (const auto& input : inputs) types.push_back(input.type);
    EXPECT_THAT(types, ElementsAre(ElementType::float64, ElementType::float32, ElementType::int64,
                                   ElementType::int32, ElementType::bool_, ElementType::string,
                                   ElementType::string));
    EXPECT_FALSE(inputs[0].optional);
    EXPECT_TRUE(inputs[1].optional);
    EXPECT_FALSE(inputs[2].optional);
    EXPECT_THAT(model.column_names, ElementsAre("a", "b", "c", "d", "e", "f", "g"));
}

TEST(MlModelFile, gives_tensors_with_their_shapes) {
    const auto model = parse_mlmodel(with_signature(
        R"([{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 30]}}])",
        R"([{"name": "p", "type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}])"));
    ASSERT_TRUE(model.signature);
    EXPECT_EQ(model.signature->inputs[0].type, ElementType::float32);
    EXPECT_THAT(model.signature->inputs[0].shape, ElementsAre(-1, 30));
    EXPECT_EQ(model.signature->outputs[0].name, "p");
    EXPECT_TRUE(model.column_names.empty());
}

TEST(MlModelFile, without_the_onnx_flavour_says_how_to_log_it) {
    const auto failure =
        failure_of([] { parse_mlmodel("flavors:\n  sklearn:\n    pickled_model: model.pkl\n"); });
    EXPECT_EQ(failure.message(), "the onnx flavour is missing; log it with mlflow.onnx.log_model");
    EXPECT_EQ(failure.kind(), FailureKind::invalid);
    for (const auto* yaml : {"a: 1", "flavors: 3", "flavors: [onnx]", "flavors: {onnx: 3}"})
        EXPECT_EQ(failure_of([&] { parse_mlmodel(yaml); }).code(), "no_onnx_flavour") << yaml;
}

TEST(MlModelFile, that_is_no_map_or_no_yaml_is_refused) {
    for (const auto* yaml : {"", "- a", "3", "a: [", "a: b: c", "{", "\t", "%TAG", "&a *a", "!!"})
        EXPECT_EQ(failure_of([&] { parse_mlmodel(yaml); }).kind(), FailureKind::invalid) << yaml;
}

TEST(MlModelFile, that_unfolds_or_nests_without_end_is_refused) {
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'k'; ++c)
        bomb += std::string{c} + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" +
                static_cast<char>(c - 1) + "]\n";
    EXPECT_THAT(failure_of([&] { parse_mlmodel(bomb); }).message(), HasSubstr("anchors"));
    for (const std::string part : {"[", "{a: ", "- ", "? ", "a:\n "})
        EXPECT_EQ(failure_of([&] {
                      std::string deep;
                      for (int i = 0; i < 20'000; ++i) deep += part;
                      parse_mlmodel(deep);
                  }).kind(),
                  FailureKind::invalid)
            << part;
    EXPECT_THAT(failure_of([] { parse_mlmodel(std::string(2 << 20, 'a')); }).message(),
                HasSubstr("1 MiB"));
}

TEST(MlModelFile, names_only_files_of_its_folder) {
    for (const auto* name : {"../model.onnx", "/etc/passwd", "a/../../b"})
        EXPECT_EQ(failure_of([&] {
                      parse_mlmodel("flavors:\n  onnx:\n    data: " + std::string{name} + "\n");
                  }).kind(),
                  FailureKind::invalid);
    EXPECT_EQ(failure_of([&] {
                  parse_mlmodel(with_signature("[]") +
                                "saved_input_example_info:\n  artifact_path: ../../secret\n");
              }).kind(),
              FailureKind::invalid);
}

TEST(MlModelSignature, that_is_wrong_names_the_input) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"([{"name": "a", "type": "binary"}])", "input `a` has the type `binary`"},
        {R"([{"name": "a", "type": "long"}, {"name": "a", "type": "long"}])", "`a` is there twice"},
        {R"({"name": "a"})", "must be lists"},
        {R"([3])", "must be an object"},
        {R"([{"name": 3, "type": "long"}])", "name must be a text"},
        {R"([{"type": "tensor", "tensor-spec": {"dtype": "float32"}}])", "no shape"},
        {R"([{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-2]}}])",
         "dimension"}};
    for (const auto& [inputs, what] : cases)
        EXPECT_THAT(failure_of([&] { parse_mlmodel(with_signature(inputs)); }).message(),
                    HasSubstr(what));
}

TEST(MlModelSignature, leaves_out_outputs_that_are_none_of_ours) {
    const auto model = parse_mlmodel(with_signature(
        "[]", R"([{"type": "map", "values": {"type": "float"}}, {"type": "long", "name": "x"}])"));
    ASSERT_EQ(model.signature->outputs.size(), 1u);
    EXPECT_EQ(model.signature->outputs[0].name, "x");
}

TEST(ModelFolder, of_the_sample_gives_columns_and_example) {
    const auto folder = sample_folder() / "v1";
    ASSERT_TRUE(std::filesystem::exists(folder)) << "the sample is part of the repository";
    const auto facts = read_model_folder(folder);
    EXPECT_EQ(facts.layout.model_file, "model.onnx");
    EXPECT_EQ(facts.layout.column_names.size(), 30u);
    EXPECT_EQ(facts.layout.column_names[7], "mean concave points");
    ASSERT_TRUE(facts.declared);
    EXPECT_EQ(facts.declared->inputs.size(), 30u);
    ASSERT_TRUE(facts.layout.input_example);
    EXPECT_THAT(*facts.layout.input_example, HasSubstr("\"columns\""));
}

TEST(ModelFolder, without_mlmodel_is_a_bare_file) {
    TestFolder folder;
    folder.write("model.onnx", "abc");
    const auto facts = read_model_folder(folder.path());
    EXPECT_EQ(facts.layout.model_file, "model.onnx");
    EXPECT_FALSE(facts.declared);
}

TEST(ModelFolder, whose_files_do_not_fit_mlmodel_is_refused) {
    TestFolder folder;
    folder.write("MLmodel", "flavors:\n  onnx:\n    data: other.onnx\n");
    EXPECT_THAT(failure_of([&] { read_model_folder(folder.path()); }).message(),
                HasSubstr("names other.onnx, which is not there"));
    folder.write("other.onnx", "abc");
    folder.write("input_example.json", "{\"columns\": [");
    EXPECT_THAT(failure_of([&] { read_model_folder(folder.path()); }).message(),
                HasSubstr("input_example.json is no JSON"));
}

}  // namespace
}  // namespace ontos
