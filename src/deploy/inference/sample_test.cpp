// The sample models answer what scikit-learn and ONNX Runtime in Python answer.
#include <gtest/gtest.h>

#include "deploy/inference/onnx_session.hpp"
#include "deploy/inference/test_inference.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
namespace json = boost::json;

/// The held-out rows, each number as the file has it.
struct Table {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> rows;
};

Table read_csv(const fs::path& path) {
    std::istringstream in{text_of(path)};
    Table table;
    const auto cells = [](const std::string& line) {
        std::vector<std::string> out;
        std::istringstream cells_in{line};
        for (std::string cell; std::getline(cells_in, cell, ',');) out.push_back(cell);
        return out;
    };
    std::string line;
    std::getline(in, line);
    table.names = cells(line);
    while (std::getline(in, line)) table.rows.push_back(cells(line));
    return table;
}

/// Without the last column, which is the label.
std::string row_object(const Table& table, const std::vector<std::string>& row) {
    std::string out = "{";
    for (std::size_t i = 0; i + 1 < table.names.size(); ++i)
        out += (i ? ",\"" : "\"") + table.names[i] + "\":" + row[i];
    return out + "}";
}

std::string all_rows(const Table& table) {
    std::string out = "{\"inputs\":[";
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        out += (i ? "," : "") + row_object(table, table.rows[i]);
    return out + "]}";
}

std::optional<Signature> declared_columns(const Table& table) {
    Signature signature;
    for (std::size_t i = 0; i + 1 < table.names.size(); ++i) {
        SignatureField field;
        field.name = table.names[i];
        field.type = ElementType::float64;
        signature.inputs.push_back(field);
    }
    return signature;
}

class Sample : public testing::TestWithParam<std::string> {
protected:
    const Table table_ = read_csv(sample / "held_out.csv");
    const json::object expected_ =
        json::parse(text_of(sample / "expected.json")).at(GetParam()).as_object();
    ModelLayout layout() const {
        ModelLayout layout;
        layout.model_file = "model.onnx";
        layout.input_example = text_of(sample / GetParam() / "input_example.json");
        return layout;
    }
    std::shared_ptr<const ServedModel> model() const {
        return load(sample / GetParam(), layout(), declared_columns(table_));
    }
    /// Python's runtime differs in the last bits from one processor to another, and between a batch
    /// and single rows (`asked`): bits are compared with the runtime of this machine, below.
    void expect_row(const json::object& answer, std::size_t at, std::size_t held_out,
                    std::string_view asked) const {
        EXPECT_EQ(answer.at("predictions").at(at), expected_.at("labels").at(held_out));
        const auto& classes = expected_.at("classes").as_array();
        const auto& row = answer.at("probabilities").at(at).as_object();
        ASSERT_EQ(row.size(), classes.size());
        for (std::size_t i = 0; i < classes.size(); ++i) {
            const auto found = row.at(classes[i].as_string()).to_number<double>();
            for (const auto source : {asked, std::string_view{"sklearn"}})
                EXPECT_NEAR(found, expected_.at(source).at(held_out).at(i).to_number<double>(),
                            1e-6);
        }
    }
    /// All held-out rows, narrowed as numpy does.
    std::vector<float> values() const {
        std::vector<float> out;
        for (const auto& row : table_.rows)
            for (std::size_t i = 0; i + 1 < row.size(); ++i)
                out.push_back(static_cast<float>(std::stod(row[i])));
        return out;
    }
};

TEST_P(Sample, answers_every_held_out_row_of_a_batch_as_python_does) {
    ASSERT_EQ(table_.rows.size(), 171u);
    const auto answer = ask(*model(), all_rows(table_));
    ASSERT_EQ(answer.at("predictions").as_array().size(), table_.rows.size());
    for (std::size_t i = 0; i < table_.rows.size(); ++i) expect_row(answer, i, i, "onnxruntime");
}

TEST_P(Sample, answers_every_held_out_row_alone_as_python_does) {
    const auto served = model();
    for (std::size_t i = 0; i < table_.rows.size(); ++i)
        expect_row(ask(*served, "{\"inputs\":" + row_object(table_, table_.rows[i]) + "}"), 0, i,
                   "onnxruntime_row_by_row");
}

TEST_P(Sample, answers_the_runtimes_own_numbers_to_the_last_bit) {
    auto session = open_session(*runtime(), sample / GetParam(), "model.onnx");
    auto input = values();
    const std::array<std::int64_t, 2> shape{static_cast<std::int64_t>(table_.rows.size()), 30};
    const auto tensor = Ort::Value::CreateTensor<float>(*runtime()->state().memory, input.data(),
                                                        input.size(), shape.data(), shape.size());
    const char* const in = session.inputs[0].name.c_str();
    const char* const out = session.runtime_outputs[1].c_str();
    const auto own = session.session.Run(Ort::RunOptions{nullptr}, &in, &tensor, 1, &out, 1);
    const float* const bits = own[0].GetTensorData<float>();
    const auto answer = ask(*model(), all_rows(table_));
    const auto& classes = expected_.at("classes").as_array();
    for (std::size_t row = 0; row < table_.rows.size(); ++row)
        for (std::size_t i = 0; i < classes.size(); ++i) {
            const auto& said = answer.at("probabilities").at(row).at(classes[i].as_string());
            EXPECT_EQ(static_cast<float>(said.to_number<double>()), bits[row * classes.size() + i]);
        }
}

TEST_P(Sample, has_the_columns_of_its_mlmodel_and_the_labels_of_its_file) {
    const auto version = registered(sample / GetParam(), layout(), declared_columns(table_));
    ASSERT_EQ(version.signature.inputs.size(), 30u);
    EXPECT_EQ(version.signature.inputs[0].name, "mean radius");
    EXPECT_EQ(version.signature.inputs[0].type, ElementType::float32);
    EXPECT_TRUE(version.signature.inputs[0].shape.empty());
    EXPECT_FALSE(version.signature.inputs[0].nullable);
    EXPECT_EQ(version.layout.labels, (std::vector<std::string>{"benign", "malignant"}));
    ASSERT_EQ(version.signature.outputs.size(), 2u);
    EXPECT_EQ(version.signature.outputs[1].name, "output_probability");
    EXPECT_EQ(version.signature.outputs[1].shape, (std::vector<std::int64_t>{-1, 2}));
}

TEST_P(Sample, takes_its_own_examples_as_they_lie_in_the_folder) {
    const auto served = model();
    const auto split = text_of(sample / GetParam() / "serving_input_example.json");
    const auto answer = ask(*served, split);
    expect_row(answer, 0, 0, "onnxruntime");
    expect_row(answer, 1, 1, "onnxruntime");
    EXPECT_EQ(ask(*served, probe_body(served->signature(), layout())), answer);
}

TEST_P(Sample, says_how_many_bytes_it_added) {
    EXPECT_GE(model()->memory_bytes(), fs::file_size(sample / GetParam() / "model.onnx") / 2);
}

INSTANTIATE_TEST_SUITE_P(Versions, Sample, testing::Values("v1", "v2"),
                         [](const auto& version) { return version.param; });

}  // namespace
}  // namespace ontos
