// Models are loaded, asked, cancelled and shared between threads.
#include "deploy/inference/onnx_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "deploy/inference/test_inference.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
using testing::ElementsAre;
using testing::HasSubstr;
namespace json = boost::json;

TEST(Answers, carry_every_element_type_unchanged) {
    const auto model = load_named("every_type");
    EXPECT_EQ(answer_text(*model, R"({"inputs":[{"float32":0.1,"float64":0.1,"float16":0.1,
        "int64":-9223372036854775808,"int32":-2147483648,"int16":-32768,"int8":-128,
        "uint64":18446744073709551615,"uint32":4294967295,"uint16":65535,"uint8":255,
        "bool":true,"string":"bl\u00fc\u0000\n\""}]})"),
              R"({"predictions":[{"float32_out":0.1,"float64_out":0.1,"float16_out":0.099975586,)"
              R"("int64_out":-9223372036854775808,"int32_out":-2147483648,"int16_out":-32768,)"
              R"("int8_out":-128,"uint64_out":18446744073709551615,"uint32_out":4294967295,)"
              R"("uint16_out":65535,"uint8_out":255,"bool_out":true,)"
              R"("string_out":"blü\u0000\n\""}]})");
}

TEST(Answers, are_nested_by_shape) {
    EXPECT_EQ(
        answer_text(*load_named("image"), R"({"inputs":[[[1,2,3],[4,5,6]],[[7,8,9],[1,2,3]]]})"),
        R"({"predictions":[[[1,2,3],[4,5,6]],[[7,8,9],[1,2,3]]]})");
    EXPECT_EQ(answer_text(*load_named("one_column"), R"({"inputs":[1.5,2.5]})"),
              R"({"predictions":[1.5,2.5]})");
    EXPECT_EQ(answer_text(*load_named("free_width"), R"({"inputs":[[1,2]]})"),
              R"({"predictions":[[1,2]]})");
    EXPECT_EQ(answer_text(*load_named("pair"), R"({"inputs":{"a":[10,20],"b":[[1,2,3],[4,5,6]]}})"),
              R"({"predictions":[[11,12,13],[24,25,26]]})");
    EXPECT_EQ(answer_text(*load_named("one_row"), R"({"inputs":[[1,2,3]]})"),
              R"({"predictions":[[1,2,3]]})");
}

TEST(Answers, of_several_outputs_are_objects_and_nan_is_null_and_counted) {
    const auto model = load_named("several_outputs");
    const PaddedText body{R"({"inputs":[[1,0],[-2,4]]})"};
    const auto batch = model->read(body.view());
    model->run(*batch, std::chrono::steady_clock::now() + std::chrono::seconds{60});
    std::string out;
    EXPECT_EQ(model->write(*batch, out), 1u);  // 0 / 0
    EXPECT_EQ(out, R"("predictions":[{"total":1,"ratio":[1,null],"is_positive":[true,false]},)"
                   R"({"total":2,"ratio":[1,1],"is_positive":[false,true]}])");
}

TEST(Answers, that_are_maps_are_read_as_they_are) {
    EXPECT_EQ(answer_text(*load_named("maps"), R"({"inputs":[[0.25,0.75],[1,0]]})"),
              R"({"predictions":[{"no":0.25,"yes":0.75},{"no":1,"yes":0}]})");
    EXPECT_EQ(answer_text(*load_named("maps_and_label"), R"({"inputs":[[0.25,0.75]]})"),
              R"({"predictions":[7],"probabilities":[{"3":0.25,"7":0.75}]})");
}

TEST(Answers, that_are_not_by_row_fail_instead_of_guessing) {
    const auto model = load_named("no_answer_by_row");
    EXPECT_EQ(answer_text(*model, R"({"inputs":[[1,2]]})"), R"({"predictions":[3]})");
    EXPECT_EQ(refusal(*model, R"({"inputs":[[1,2],[3,4]]})").kind(), FailureKind::internal);
}

TEST(Answers, name_ignored_columns_in_warnings) {
    EXPECT_EQ(
        answer_text(*load_named("named_columns"), R"({"inputs":{"weight":2,"id":7,"height":1}})"),
        R"({"predictions":[[1,2]],"warnings":["column 'id' is not an input of the model )"
        R"(and was ignored"]})");
}

/// Python's answers, within the last bits that differ between processors.
class Learned : public testing::Test {
protected:
    const json::object answers_ = json::parse(text_of(testdata / "answers.json")).as_object();
    static std::string body(const json::value& rows) {
        return "{\"inputs\":" + json::serialize(rows) + "}";
    }
    static void expect_near(const json::object& found, const json::value& expected) {
        std::size_t i = 0;
        for (const auto& member : found)
            EXPECT_NEAR(member.value().to_number<double>(), expected.at(i++).to_number<double>(),
                        1e-6);
        EXPECT_EQ(i, expected.as_array().size());
    }
};

TEST_F(Learned, columns_of_mixed_types_and_integer_labels_answer_as_python_does) {
    const auto& expected = answers_.at("mixed_columns");
    const auto model = load_named("mixed_columns");
    const auto answer = ask(*model, body(expected.at("rows")));
    EXPECT_EQ(answer.at("predictions"), expected.at("labels"));
    const auto& probabilities = answer.at("probabilities").as_array();
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        expect_near(probabilities[i].as_object(), expected.at("probabilities").at(i));
    EXPECT_EQ(probabilities[0].as_object().begin()->key(), "1");
    EXPECT_THAT(registered(testdata, {"mixed_columns.onnx", {}, {}, {}}).layout.labels,
                ElementsAre("1", "2", "5"));
}

TEST_F(Learned, a_regressor_answers_one_number_a_row) {
    const auto& expected = answers_.at("regressor");
    const auto answer = ask(*load_named("regressor"), body(expected.at("rows")));
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_NEAR(answer.at("predictions").at(i).to_number<double>(),
                    expected.at("predictions").at(i).to_number<double>(), 1e-5);
}

TEST_F(Learned, lightgbm_answers_as_python_does) {
    const auto& expected = answers_.at("lightgbm");
    const auto answer = ask(*load_named("lightgbm"), body(expected.at("rows")));
    EXPECT_EQ(answer.at("predictions"), expected.at("labels"));
    for (std::size_t i = 0; i < 9; ++i)
        expect_near(answer.at("probabilities").at(i).as_object(),
                    expected.at("probabilities").at(i));
}

TEST(Deadlines, end_a_run_that_takes_too_long) {
    const auto model = load_named("slow");
    const PaddedText body{R"({"inputs":[1e12]})"};
    const auto batch = model->read(body.view());
    const auto started = std::chrono::steady_clock::now();
    try {
        model->run(*batch, started + std::chrono::milliseconds{50});
        FAIL() << "counted to 10^12";
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::timeout);
    }
    EXPECT_GE(std::chrono::steady_clock::now() - started, std::chrono::milliseconds{50});
    EXPECT_EQ(answer_text(*model, R"({"inputs":[3]})"), R"({"predictions":[6]})");
}

TEST(Deadlines, that_have_passed_start_nothing) {
    const auto model = load_named("matrix");
    const PaddedText body{R"({"inputs":[[1,2,3,4]]})"};
    const auto batch = model->read(body.view());
    EXPECT_THROW(model->run(*batch, std::chrono::steady_clock::now()), Failure);
}

TEST(Threads, share_a_model) {
    const auto model = load_named("mixed_columns");
    const auto ask_one = [&](int age) {
        return answer_text(*model, R"({"inputs":{"age":)" + std::to_string(age) +
                                       R"(,"visits":2,"color":"red"}})");
    };
    std::vector<std::string> expected;
    for (int age = 18; age < 80; ++age) expected.push_back(ask_one(age));
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 300; ++i) {
                const int age = 18 + (i * 7 + t) % 62;
                if (ask_one(age) != expected[static_cast<std::size_t>(age - 18)]) ++wrong;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

std::string load_refusal(const fs::path& folder, ModelLayout layout) {
    RegisteredVersion version;
    version.layout = std::move(layout);
    OnnxBackend backend{runtime()};
    try {
        backend.load(version, folder);
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::unprocessable);
        EXPECT_EQ(failed.code(), "model_load_failed");
        return failed.message();
    }
    return "";
}

TEST(Loading, fails_with_the_reason) {
    EXPECT_THAT(load_refusal(testdata, {"bfloat16.onnx", {}, {}, {}}), HasSubstr("element type"));
    EXPECT_THAT(load_refusal(testdata, {"custom_operator.onnx", {}, {}, {}}),
                HasSubstr("custom operators"));
    EXPECT_THAT(load_refusal(testdata, {"absent.onnx", {}, {}, {}}), HasSubstr("absent.onnx"));
    EXPECT_THAT(load_refusal(testdata, {"", {}, {}, {}}), HasSubstr("expected exactly one"));
    EXPECT_THAT(load_refusal(testdata, {"matrix.onnx", {"a", "b"}, {}, {}}),
                HasSubstr("2 columns are declared"));
}

TEST(Loading, takes_weights_from_files_beside_the_model) {
    EXPECT_EQ(answer_text(*load_named("external"), R"({"inputs":[[1,1]]})"),
              R"({"predictions":[[2,3]]})");
}

TEST(Loading, fails_for_a_model_that_fails_on_its_own_example) {
    const std::string unknown = R"({"inputs":{"age":1,"visits":2,"color":"mauve"}})";
    const auto version = registered(testdata, {"mixed_columns.onnx", {}, {}, unknown});
    OnnxBackend backend{runtime()};
    EXPECT_THROW(backend.load(version, testdata), Failure);
}

TEST(Loading, passes_over_an_example_that_does_not_fit) {
    ModelLayout layout{"matrix.onnx", {}, {}, R"({"columns":["a"],"data":[["text"]]})"};
    EXPECT_EQ(ask(*load(testdata, layout), R"({"inputs":[1,2,3,4]})").at("predictions").at(0).at(3),
              4);
}

TEST(RegistryOnlyMode, says_why_and_what_to_do_for_every_model) {
    const auto missing = std::make_shared<const OnnxRuntime>(
        OnnxRuntimeOptions{"/nowhere/libonnxruntime.so", 1 << 20});
    EXPECT_THAT(missing->problem(), HasSubstr("/nowhere/libonnxruntime.so"));
    try {
        inspect_model(*missing, testdata, {"matrix.onnx", {}, {}, {}}, {});
        FAIL() << "inspected without a runtime";
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::unavailable);
        EXPECT_THAT(failed.message(), HasSubstr("registry-only mode"));
        EXPECT_THAT(failed.hint(), HasSubstr("./dev build"));
    }
    const auto wrong =
        std::make_shared<const OnnxRuntime>(OnnxRuntimeOptions{"libm.so.6", 1 << 20});
    EXPECT_THAT(wrong->problem(), HasSubstr("no ONNX Runtime library"));
    OnnxBackend backend{missing};
    RegisteredVersion version;
    version.layout.model_file = "matrix.onnx";
    EXPECT_THROW(backend.load(version, testdata), Failure);
}

TEST(RuntimeArenas, are_bounded) {
    // Before the runtime of this test: in a process the arena that was made last is used.
    const auto version = registered(testdata, {"several_outputs.onnx", {}, {}, {}});
    const auto small = std::make_shared<const OnnxRuntime>(OnnxRuntimeOptions{{}, 4 << 20});
    OnnxBackend backend{small};
    const auto model = backend.load(version, testdata);
    std::string body = R"({"inputs":[[1,2])";
    for (int i = 0; i < 2'000'000; ++i) body += ",[1,2]";
    EXPECT_EQ(refusal(*model, body + "]}").kind(), FailureKind::internal);
    EXPECT_EQ(ask(*model, R"({"inputs":[[1,2]]})").at("predictions").as_array().size(), 1u);
}

}  // namespace
}  // namespace ontos
