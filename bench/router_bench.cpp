// What a small typed route costs: match, check, call, serialise.
#include <benchmark/benchmark.h>

#include "platform/api/sample_client.hpp"

namespace {

using namespace ontos::api;

struct Mounted {
    sample::Jobs jobs;
    Router router;
    Mounted() { router.mount(jobs, sample::routes, "Jobs"); }
};

void match_only(benchmark::State& state) {
    const Mounted mounted;
    const sample::Sent sent{.target = "/api/v1/jobs/1234"};
    const auto head = sample::head_of(sent);
    for (auto _ : state) benchmark::DoNotOptimize(mounted.router.admit(head));
}
BENCHMARK(match_only);

void answer_of(benchmark::State& state, const sample::Sent& sent) {
    const Mounted mounted;
    const auto head = sample::head_of(sent);
    const Caller caller = local_caller();
    const Request request{head, caller, sent.body, {}};
    for (auto _ : state) {
        const auto admitted = mounted.router.admit(head);
        auto reply = mounted.router.answer(std::get<Admission>(admitted), request);
        if (reply.status >= 300) state.SkipWithError("the route failed");
        benchmark::DoNotOptimize(reply);
    }
}

void get_with_path(benchmark::State& state) { answer_of(state, {.target = "/api/v1/names/fraud"}); }
BENCHMARK(get_with_path);

void get_with_query(benchmark::State& state) {
    answer_of(state, {.target = "/api/v1/jobs?page=3&enabled=true&condition=lt&as_of=now-1h"});
}
BENCHMARK(get_with_query);

void post_with_body(benchmark::State& state) {
    answer_of(state, {.method = "POST",
                      .target = "/api/v1/jobs",
                      .body = R"({"model":"m","stages":[{"name":"fit"}],"retries":2})",
                      .headers = {{"Content-Type", "application/json"}}});
}
BENCHMARK(post_with_body);

}  // namespace

BENCHMARK_MAIN();
