// What a query of the sample costs in its parts: decode, run, write; one row and 256.
#include <benchmark/benchmark.h>

#include "deploy/inference/test_inference.hpp"

namespace ontos {
namespace {

using namespace inference_testing;
namespace json = boost::json;

std::shared_ptr<const ServedModel> sample_model(const char* version) {
    ModelLayout layout;
    layout.model_file = "model.onnx";
    const auto example = json::parse(text_of(sample / version / "input_example.json"));
    for (const auto& name : example.at("columns").as_array())
        layout.column_names.emplace_back(name.as_string());
    return load(sample / version, layout);
}

/// Row objects of the sample's example, with their keys in order or reversed.
std::string body_of(std::size_t rows, bool reversed) {
    const auto example = json::parse(text_of(sample / "v1/input_example.json"));
    const auto& columns = example.at("columns").as_array();
    const auto& values = example.at("data").at(0).as_array();
    json::object row;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto at = reversed ? columns.size() - 1 - i : i;
        row[columns[at].as_string()] = values[at];
    }
    return json::serialize(json::object{{"inputs", json::array(rows, row)}});
}

SteadyTime far() { return std::chrono::steady_clock::now() + std::chrono::minutes{1}; }

void decode(benchmark::State& state, bool reversed) {
    const auto model = sample_model("v1");
    const PaddedText body{body_of(static_cast<std::size_t>(state.range(0)), reversed)};
    for (auto _ : state) benchmark::DoNotOptimize(model->read(body.view()));
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.view().size()));
}

void run(benchmark::State& state, const char* version) {
    const auto model = sample_model(version);
    const PaddedText body{body_of(static_cast<std::size_t>(state.range(0)), false)};
    const auto batch = model->read(body.view());
    for (auto _ : state) model->run(*batch, far());
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void write(benchmark::State& state) {
    const auto model = sample_model("v1");
    const PaddedText body{body_of(static_cast<std::size_t>(state.range(0)), false)};
    const auto batch = model->read(body.view());
    model->run(*batch, far());
    std::string out;
    for (auto _ : state) {
        out.clear();
        model->write(*batch, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void whole(benchmark::State& state, const char* version) {
    const auto model = sample_model(version);
    const PaddedText body{body_of(static_cast<std::size_t>(state.range(0)), false)};
    std::string out;
    for (auto _ : state) {
        out.clear();
        const auto batch = model->read(body.view());
        model->run(*batch, far());
        model->write(*batch, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK_CAPTURE(decode, keys_in_order, false)->Arg(1)->Arg(256);
BENCHMARK_CAPTURE(decode, keys_reversed, true)->Arg(1)->Arg(256);
BENCHMARK_CAPTURE(run, logistic_regression, "v1")->Arg(1)->Arg(256);
BENCHMARK_CAPTURE(run, boosted_trees, "v2")->Arg(1)->Arg(256);
BENCHMARK(write)->Arg(1)->Arg(256);
BENCHMARK_CAPTURE(whole, logistic_regression, "v1")->Arg(1)->Arg(256);
BENCHMARK_CAPTURE(whole, boosted_trees, "v2")->Arg(1)->Arg(256);

}  // namespace
}  // namespace ontos

BENCHMARK_MAIN();
