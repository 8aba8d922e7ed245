// The life of a query: where it runs, what it answers, what is told of it.
#include "deploy/predictions/predictions.hpp"

#include <gmock/gmock.h>

#include <map>

#include "deploy/endpoints/rate_limiter.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

struct EchoBatch final : Batch {
    std::size_t count = 1;
    std::vector<std::string> ignored;
    std::size_t rows() const override { return count; }
    const std::vector<std::string>& warnings() const override { return ignored; }
    std::span<const BatchColumn> columns() const override { return {}; }
    BatchTensor tensor(std::size_t) const override { return {}; }
    std::string_view text(const BatchColumn&, std::size_t) const override { return {}; }
};

/// A runtime of the outside: answers the number of bytes it was sent, or fails on command.
class FakeModel final : public ServedModel {
public:
    std::size_t rows = 1;
    bool fails = false;

    const Signature& signature() const override { return signature_; }
    std::unique_ptr<Batch> read(std::string_view body) const override {
        if (body == "{}") throw Failure{FailureKind::invalid, "inputs is missing"};
        auto batch = std::make_unique<EchoBatch>();
        batch->count = rows;
        return batch;
    }
    void run(Batch&, SteadyTime) const override {
        if (fails) throw std::runtime_error{"the runtime broke"};
    }
    std::size_t write(const Batch& batch, std::string& out) const override {
        out += R"("predictions":[)" + std::to_string(batch.rows()) + ']';
        return 2;
    }
    std::uint64_t memory_bytes() const override { return 1; }

private:
    Signature signature_;
};

class FakeEndpoints final : public EndpointSource {
public:
    FakeEndpoints() : table_{std::make_shared<EndpointTable>()} {}

    const Published<EndpointTable>& table() const override { return table_; }
    std::shared_ptr<const ServedModel> wake(const LiveEndpoint&, const LiveEntity&,
                                            SteadyTime) override {
        ++wakes;
        return woken;
    }
    void publish(std::shared_ptr<const LiveEndpoint> endpoint) {
        auto table = std::make_shared<EndpointTable>();
        table->by_key[endpoint->id.text] = endpoint;
        table->by_key[endpoint->name] = endpoint;
        table_.publish(std::move(table));
    }

    int wakes = 0;
    std::shared_ptr<const ServedModel> woken;

private:
    Published<EndpointTable> table_;
};

struct Witness final : PredictionObserver {
    struct Told {
        int status;
        std::uint32_t rows, series, not_finite;
        std::string entity, model, client_request_id, session_id, request, answer, failure;
        const ServedModel* served_model;
    };
    std::vector<Told> told;
    void observed(const PredictionSeen& seen) noexcept override {
        told.push_back({.status = seen.status,
                        .rows = seen.rows,
                        .series = seen.series,
                        .not_finite = seen.not_finite,
                        .entity = std::string{seen.served_entity},
                        .model = std::string{seen.model_name},
                        .client_request_id = std::string{seen.client_request_id},
                        .session_id = std::string{seen.session_id},
                        .request = std::string{seen.request_body},
                        .answer = std::string{seen.answer_body},
                        .failure = seen.failure ? seen.failure->message() : "",
                        .served_model = seen.served_model});
    }
};

class Queries : public testing::Test {
protected:
    Queries() {
        predictions_.add_observer(witness_);
        endpoint_->id = {"id-1"};
        endpoint_->name = "fraud";
        endpoint_->revision = 3;
        endpoint_->is_ready = true;
        endpoint_->series = 9;
        auto& entity = endpoint_->entities.emplace_back();
        entity.name = "fraud-1";
        entity.version = {"a.b.fraud", "1"};
        entity.runtime = std::make_shared<EntityRuntime>(pool_, WorkloadSize::Small, 5u);
        entity.runtime->publish(model_);
        endpoints_.publish(endpoint_);
    }

    static std::optional<std::string_view> find(const void* source, std::string_view name) {
        const auto& all = *static_cast<const std::map<std::string, std::string>*>(source);
        const auto found = all.find(std::string{name});
        if (found == all.end()) return std::nullopt;
        return found->second;
    }

    api::RequestHead head_now() const {
        return {.method = api::Method::post,
                .method_text = "POST",
                .target = "/",
                .headers = api::HeaderView{&headers_, &find},
                .peer = "127.0.0.1",
                .scheme = "http",
                .arrived = clock_.steady_now(),
                .request_id = "r-1",
                .traceparent = {}};
    }

    /// One whole exchange; `where_` tells where it was to run.
    api::Reply query(const std::string& body, const std::string& endpoint = "fraud") {
        const auto bytes = body + std::string(api::Request::body_padding, '\0');
        const api::Caller caller = api::local_caller();
        const auto head = head_now();
        const api::Request request{
            head, caller, std::string_view{bytes}.substr(0, body.size()), {}};
        const std::vector<std::string> path_values{endpoint};
        api::RawCall call{request, path_values, nullptr};
        where_ = predictions_.place(call);
        clock_.advance(waiting_);
        return predictions_.answer(call);
    }

    int failure_of(const std::string& body, const std::string& endpoint = "fraud") {
        try {
            query(body, endpoint);
        } catch (const Failure& failure) {
            failure_ = failure.message();
            return api::status_of(failure.kind());
        }
        return 200;
    }

    ManualClock clock_{Timestamp{1'700'000'000s}};
    WorkerPool pool_{"test", 1, 16};
    std::map<std::string, std::string> headers_;
    std::shared_ptr<FakeModel> model_ = std::make_shared<FakeModel>();
    std::shared_ptr<LiveEndpoint> endpoint_ = std::make_shared<LiveEndpoint>();
    FakeEndpoints endpoints_;
    Witness witness_;
    Predictions predictions_{endpoints_, pool_, clock_};
    Executor* where_ = nullptr;
    std::chrono::milliseconds waiting_{0};
    std::string failure_;
};

TEST_F(Queries, name_what_answered_in_body_and_headers) {
    const auto reply = query(R"({"inputs":[1]})");
    EXPECT_EQ(reply.body, R"({"predictions":[1],"endpoint":"fraud","served_entity":"fraud-1",)"
                          R"("model_version":"1","request_id":"r-1"})");
    EXPECT_THAT(reply.headers, testing::Contains(testing::Pair("served-model-name", "fraud-1")));
    EXPECT_THAT(reply.headers, testing::Contains(testing::Pair("x-ontos-revision", "3")));
    EXPECT_THAT(reply.headers, testing::Not(testing::Contains(testing::Key("x-ontos-variant"))));
    ASSERT_EQ(witness_.told.size(), 1u);
    EXPECT_EQ(witness_.told[0].status, 200);
    EXPECT_EQ(witness_.told[0].series, 5u);
    EXPECT_EQ(witness_.told[0].not_finite, 2u);
}

TEST_F(Queries, are_told_with_what_was_sent_and_answered_and_by_what) {
    headers_["x-session-id"] = "s-1";
    const std::string body =
        R"({"inputs":[{"client_request_id":"no"}],"client_request_id":"c\u002d1"})";
    const auto reply = query(body);
    ASSERT_EQ(witness_.told.size(), 1u);
    const auto& told = witness_.told[0];
    EXPECT_EQ(told.model, "a.b.fraud");
    EXPECT_EQ(told.client_request_id, "c-1");
    EXPECT_EQ(told.session_id, "s-1");
    EXPECT_EQ(told.request, body);
    EXPECT_EQ(told.answer, reply.body);
    EXPECT_EQ(told.served_model, model_.get());
    EXPECT_EQ(told.failure, "");
}

TEST_F(Queries, that_failed_are_told_with_the_reason) {
    headers_["content-type"] = "text/csv";
    EXPECT_EQ(failure_of(R"({"client_request_id":"c-2"})"), 415);
    ASSERT_EQ(witness_.told.size(), 1u);
    EXPECT_EQ(witness_.told[0].failure, failure_);
    EXPECT_EQ(witness_.told[0].client_request_id, "c-2");
    EXPECT_EQ(witness_.told[0].answer, "");
    EXPECT_EQ(witness_.told[0].served_model, nullptr);
}

TEST_F(Queries, find_the_endpoint_by_its_id_as_well) {
    EXPECT_EQ(query(R"({"inputs":[1]})", "id-1").status, 200);
    EXPECT_EQ(failure_of(R"({"inputs":[1]})", "nowhere"), 404);
    EXPECT_EQ(witness_.told.size(), 1u);  // what has no endpoint is counted nowhere
}

TEST_F(Queries, run_in_the_pool_until_the_model_is_known_to_be_fast) {
    auto& runtime = *endpoint_->entities.front().runtime;
    for (int i = 0; i < 20; ++i) {
        query(R"({"inputs":[1]})");
        EXPECT_EQ(where_, &runtime.gate) << i;
    }
    query(R"({"inputs":[1]})");
    EXPECT_EQ(where_, nullptr);
    model_->rows = 65;
    query(R"({"inputs":[1]})");
    EXPECT_EQ(where_, &runtime.gate);
}

TEST_F(Queries, leave_the_io_thread_above_200_us_and_come_back_below_100) {
    auto& runtime = *endpoint_->entities.front().runtime;
    runtime.runs_measured = 1'000;
    runtime.ns_per_row = 99'000;
    EXPECT_TRUE(may_run_inline(runtime, 1));
    runtime.ns_per_row = 150'000;
    EXPECT_TRUE(may_run_inline(runtime, 1));
    runtime.ns_per_row = 200'000;
    EXPECT_FALSE(may_run_inline(runtime, 1));
    runtime.ns_per_row = 150'000;
    EXPECT_FALSE(may_run_inline(runtime, 1));
    runtime.ns_per_row = 99'000;
    EXPECT_TRUE(may_run_inline(runtime, 1));
    EXPECT_FALSE(may_run_inline(runtime, 3));
}

TEST_F(Queries, one_interrupted_run_does_not_leave_the_io_thread_but_a_slower_model_does) {
    auto& runtime = *endpoint_->entities.front().runtime;
    for (int i = 0; i < 30; ++i) learn_speed(runtime, 1, 3us);
    EXPECT_TRUE(may_run_inline(runtime, 1));
    learn_speed(runtime, 1, 10ms);
    EXPECT_TRUE(may_run_inline(runtime, 1));
    for (int i = 0; i < 50; ++i) learn_speed(runtime, 1, 10ms);
    EXPECT_FALSE(may_run_inline(runtime, 1));
}

TEST_F(Queries, bad_input_is_counted_as_rejected_and_explained) {
    EXPECT_EQ(failure_of("{}"), 400);
    EXPECT_EQ(failure_of(""), 400);
    headers_["content-type"] = "text/csv";
    EXPECT_EQ(failure_of("1,2"), 415);
    headers_["content-type"] = "application/json; charset=utf-8";
    EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 200);
    EXPECT_THAT(witness_.told, testing::SizeIs(4));
    EXPECT_EQ(witness_.told[0].status, 400);
    EXPECT_EQ(witness_.told[2].status, 415);
}

TEST_F(Queries, an_endpoint_that_is_not_ready_says_its_state) {
    auto other = std::make_shared<LiveEndpoint>(*endpoint_);
    other->is_ready = false;
    other->state_sentence = "loading version 2";
    endpoints_.publish(other);
    EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 503);
    EXPECT_EQ(failure_, "Endpoint is not ready yet, current state: loading version 2");
    ASSERT_EQ(witness_.told.size(), 1u);
    EXPECT_EQ(witness_.told[0].series, 9u);
    EXPECT_EQ(witness_.told[0].entity, "");
}

TEST_F(Queries, an_external_endpoint_is_queried_elsewhere) {
    auto other = std::make_shared<LiveEndpoint>(*endpoint_);
    other->is_external = true;
    endpoints_.publish(other);
    EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 409);
}

TEST_F(Queries, past_their_deadline_are_504_and_never_scored) {
    waiting_ = 60s;
    EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 504);
    waiting_ = 20ms;
    headers_["x-request-timeout-ms"] = "20";
    EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 504);
    headers_["x-request-timeout-ms"] = "30";
    EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 200);
    for (const auto* bad : {"0", "-1", "soon", "1.5", ""}) {
        headers_["x-request-timeout-ms"] = bad;
        EXPECT_EQ(failure_of(R"({"inputs":[1]})"), 400) << bad;
    }
}

TEST_F(Queries, a_model_at_rest_is_woken_and_then_scores) {
    endpoint_->entities.front().runtime->publish(nullptr);
    endpoints_.woken = model_;
    EXPECT_EQ(query(R"({"inputs":[1]})").status, 200);
    EXPECT_EQ(where_, &pool_);
    EXPECT_EQ(endpoints_.wakes, 1);
}

TEST_F(Queries, a_broken_runtime_is_counted_as_failed) {
    model_->fails = true;
    EXPECT_THROW(query(R"({"inputs":[1]})"), std::runtime_error);
    ASSERT_EQ(witness_.told.size(), 1u);
    EXPECT_EQ(witness_.told[0].status, 500);
}

TEST_F(Queries, dropped_by_a_full_executor_are_counted_once_as_429) {
    {
        const std::string bytes = R"({"inputs":[1]})" + std::string(64, '\0');
        const api::Caller caller = api::local_caller();
        const auto head = head_now();
        const api::Request request{head, caller, std::string_view{bytes}.substr(0, 14), {}};
        const std::vector<std::string> path_values{"fraud"};
        api::RawCall call{request, path_values, nullptr};
        predictions_.place(call);
        EXPECT_EQ(endpoint_->entities.front().runtime->in_flight, 1u);
    }
    EXPECT_EQ(endpoint_->entities.front().runtime->in_flight, 0u);
    ASSERT_EQ(witness_.told.size(), 1u);
    EXPECT_EQ(witness_.told[0].status, 429);
}

TEST_F(Queries, a_split_names_the_variant_and_keeps_a_key_on_it) {
    auto other = std::make_shared<LiveEndpoint>(*endpoint_);
    other->sticky_by = "user";
    other->entities.push_back(other->entities.front());
    other->entities[0].bucket_to = other->entities[1].bucket_from = 5'000;
    other->entities[1].name = "fraud-2";
    endpoints_.publish(other);
    const auto first = query(R"({"inputs":[1]})");
    EXPECT_THAT(first.headers, testing::Contains(testing::Key("x-ontos-variant")));
    for (int i = 0; i < 20; ++i) EXPECT_EQ(query(R"({"inputs":[1]})").body, first.body);
}

}  // namespace
}  // namespace ontos
