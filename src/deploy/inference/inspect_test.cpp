// What is found out about a model when it is registered.
#include "deploy/inference/inspect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deploy/inference/test_inference.hpp"
#include "deploy/models/test_folder.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ModelFacts inspected(const std::string& name, const std::optional<Signature>& declared = {},
                     std::vector<std::string> column_names = {}) {
    return inspect_model(*runtime(), testdata, {name + ".onnx", std::move(column_names), {}, {}},
                         declared);
}

Signature columns(std::initializer_list<const char*> names) {
    Signature signature;
    for (const auto* name : names) {
        signature.inputs.emplace_back();
        signature.inputs.back().name = name;
        signature.inputs.back().type = ElementType::float64;
    }
    return signature;
}

std::vector<std::string> input_names(const ModelFacts& facts) {
    std::vector<std::string> out;
    for (const auto& field : facts.signature.inputs) out.push_back(field.name);
    return out;
}

std::string reason(const std::string& name, const std::optional<Signature>& declared = {},
                   std::vector<std::string> column_names = {}) {
    try {
        inspected(name, declared, std::move(column_names));
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::invalid);
        EXPECT_EQ(failed.code(), "model_refused");
        return failed.message();
    }
    return "";
}

TEST(Inspection, names_the_columns_of_a_matrix_by_what_is_declared) {
    const auto facts = inspected("matrix", columns({"a", "b", "c", "d"}));
    EXPECT_THAT(input_names(facts), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(facts.layout.column_names, ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(facts.signature.inputs[0].type, ElementType::float32);
    EXPECT_FALSE(facts.signature.inputs[0].nullable);
    EXPECT_THAT(input_names(inspected("matrix", {}, {"p", "q", "r", "s"})),
                ElementsAre("p", "q", "r", "s"));
    EXPECT_THAT(input_names(inspected("free_width", columns({"a", "b"}))), ElementsAre("a", "b"));
    EXPECT_THAT(input_names(inspected("named_columns")), ElementsAre("height", "weight"));
}

TEST(Inspection, shows_tensors_where_columns_have_no_names) {
    const auto facts = inspected("matrix");
    ASSERT_THAT(input_names(facts), ElementsAre("x"));
    EXPECT_THAT(facts.signature.inputs[0].shape, ElementsAre(-1, 4));
    EXPECT_TRUE(facts.signature.inputs[0].nullable);
    EXPECT_THAT(facts.layout.column_names, IsEmpty());
    EXPECT_THAT(inspected("image").signature.inputs[0].shape, ElementsAre(-1, 2, 3));
    auto tensor = columns({"x"});
    tensor.inputs[0].shape = {-1, 4};
    EXPECT_THAT(inspected("matrix", tensor).signature.inputs[0].shape, ElementsAre(-1, 4));
    EXPECT_TRUE(inspected("matrix", tensor).signature.inputs[0].nullable);
}

TEST(Inspection, shows_tensors_of_one_value_a_row_as_columns) {
    const auto facts = inspected("mixed_columns");
    ASSERT_THAT(input_names(facts), ElementsAre("age", "visits", "color"));
    EXPECT_EQ(facts.signature.inputs[1].type, ElementType::int64);
    EXPECT_EQ(facts.signature.inputs[2].type, ElementType::string);
    EXPECT_THAT(facts.signature.inputs[0].shape, IsEmpty());
    EXPECT_TRUE(facts.signature.inputs[0].nullable);
    EXPECT_FALSE(facts.signature.inputs[2].nullable);
}

TEST(Inspection, keeps_what_may_be_left_out_if_something_can_stand_for_it) {
    auto declared = columns({"age", "visits", "color"});
    for (auto& field : declared.inputs) field.optional = true;
    declared.inputs[2].default_ = "red";
    const auto facts = inspected("mixed_columns", declared);
    EXPECT_TRUE(facts.signature.inputs[0].optional);
    EXPECT_FALSE(facts.signature.inputs[1].optional);
    EXPECT_TRUE(facts.signature.inputs[2].optional);
    EXPECT_EQ(facts.signature.inputs[2].default_, "red");
}

TEST(Inspection, refuses_what_cannot_be_served) {
    EXPECT_THAT(reason("matrix", columns({"a", "b"})),
                HasSubstr("2 columns are declared, but the model's input 'x' takes 4"));
    EXPECT_THAT(reason("matrix", columns({"a", "b", "a", "c"})),
                HasSubstr("two inputs of the name 'a'"));
    EXPECT_THAT(reason("pair", {}, {"a", "b"}), HasSubstr("one input"));
    EXPECT_THAT(reason("bfloat16"), HasSubstr("element type that JSON cannot carry"));
    EXPECT_THAT(reason("custom_operator"), HasSubstr("custom operators"));
}

TEST(Inspection, passes_on_what_the_runtime_says_of_a_broken_graph) {
    const TestFolder folder;
    auto bytes = text_of(testdata / "matrix.onnx");
    bytes.replace(bytes.find("Identity"), 8, "Identitx");
    folder.write("model.onnx", bytes);
    try {
        inspect_model(*runtime(), folder.path(), {}, {});
        ADD_FAILURE() << "inspected";
    } catch (const Failure& failed) {
        EXPECT_THAT(failed.message(), HasSubstr("ONNX Runtime cannot load the model"));
        EXPECT_THAT(failed.message(), HasSubstr("Identitx"));
    }
}

TEST(Probes, wrap_an_example_in_the_form_that_it_has) {
    const auto body = [](const char* example) {
        ModelLayout layout;
        layout.input_example = example;
        return probe_body(columns({"a"}), layout);
    };
    EXPECT_EQ(body(R"({"columns":["a"],"data":[[1]]})"),
              R"({"dataframe_split":{"columns":["a"],"data":[[1]]}})");
    EXPECT_EQ(body(R"([[1,2]])"), R"({"inputs":[[1,2]]})");
    EXPECT_EQ(body(R"({"a":[1]})"), R"({"inputs":{"a":[1]}})");
    EXPECT_EQ(body(R"({"instances":[1]})"), R"({"instances":[1]})");
    EXPECT_EQ(body("no json"), R"({"inputs":{"a":[0]}})");
}

TEST(Probes, of_zeros_fit_every_kind_of_model) {
    for (const auto* name : {"every_type", "matrix", "image", "free_width", "one_row", "one_column",
                             "pair", "maps_and_label", "named_columns"}) {
        const auto model = load_named(name);
        EXPECT_EQ(ask(*model, zero_body(model->signature())).at("predictions").as_array().size(),
                  1u)
            << name;
    }
}

}  // namespace
}  // namespace ontos
