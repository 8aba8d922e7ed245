#pragma once
// A request log on a fresh database, and requests to tell it of.

#include <gmock/gmock.h>

#include "monitor/request_log/request_queries.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

/// A model of the outside: its columns.
class ColumnsModel final : public ServedModel {
public:
    ColumnsModel() {
        for (const auto* name : {"size", "name"}) signature_.inputs.emplace_back().name = name;
    }
    const Signature& signature() const override { return signature_; }
    std::unique_ptr<Batch> read(std::string_view) const override { return nullptr; }
    void run(Batch&, SteadyTime) const override {}
    std::size_t write(const Batch&, std::string&) const override { return 0; }
    std::uint64_t memory_bytes() const override { return 0; }

private:
    Signature signature_;
};

struct TestRequest {
    std::string endpoint_id = "0198c0de-0000-7000-8000-000000000001";
    std::uint32_t series = 3;
    std::string version = "1", request_id = "r-1", session_id{}, client_request_id{};
    int status = 200;
    std::chrono::nanoseconds total = std::chrono::milliseconds{5};
    std::string query = R"({"inputs":[{"size":1,"name":"x"}]})", answer = R"({"predictions":[1]})";
    const Failure* failure = nullptr;

    void tell(PredictionObserver& observer) const {
        static const ColumnsModel model;
        const EndpointId endpoint{endpoint_id};
        observer.observed({.endpoint_id = endpoint,
                           .endpoint_name = "iris",
                           .served_entity = "iris-1",
                           .model_name = "main.default.iris",
                           .model_version = version,
                           .revision = 4,
                           .series = series,
                           .status = status,
                           .total = total,
                           .model = std::chrono::milliseconds{2},
                           .queue = std::chrono::milliseconds{1},
                           .rows = 1,
                           .bytes_in = query.size(),
                           .bytes_out = answer.size(),
                           .request_id = request_id,
                           .requester = "anna",
                           .client_request_id = client_request_id,
                           .session_id = session_id,
                           .request_body = query,
                           .answer_body = answer,
                           .failure = failure,
                           .not_finite = 0,
                           .served_model = &model,
                           .batch = nullptr});
    }
};

/// A request that was served elsewhere, called "told " and its id.
struct TestIngested {
    TestIngested(std::string its_id, Timestamp at) : id{std::move(its_id)}, answered_at{at} {
        metric.request_id = "told " + id;
    }
    Ingested told() const { return {id, metric, endpoint, answered_at, status, 0, {}}; }

    std::string id;
    IngestedMetric metric{};
    EndpointInfo endpoint{{TestRequest{}.endpoint_id}, "iris", "1"};
    Timestamp answered_at;
    int status = 200;
};

class StoredRequests : public sql::DatabaseTest {
protected:
    std::unique_ptr<RequestLog> start(RequestLogConfig config = {}) {
        return std::make_unique<RequestLog>(database(), redactor_, clock_, random_, config);
    }

    RequestQueries questions(RequestLog& log, AskFeedback feedback = {}) {
        return {database(),
                log,
                clock_,
                {.find = [](std::string_view name) -> std::optional<EndpointInfo> {
                     if (name != "iris") return std::nullopt;
                     return EndpointInfo{{TestRequest{}.endpoint_id}, "iris", "1"};
                 },
                 .list = [] { return std::vector<EndpointInfo>{}; }},
                [](const std::string&, const std::string&) {
                    return std::vector<std::string>{"size", "name"};
                },
                std::move(feedback)};
    }

    std::vector<LoggedRequest> all(RequestLog& log) {
        api::Query<RequestsQuery> query{};
        query.limit = 100;
        std::vector<LoggedRequest> out;
        auto asked = questions(log);
        for (bool has_more = true; has_more;) {
            auto page = asked.list_requests(query);
            std::ranges::move(page.items, std::back_inserter(out));
            query.cursor = page.next_cursor;
            has_more = page.next_cursor.has_value();
        }
        return out;
    }

    /// The request ids that a question finds on its first page.
    std::vector<std::string> found(RequestLog& log, const api::Query<RequestsQuery>& query) {
        std::vector<std::string> ids;
        for (const auto& item : questions(log).list_requests(query).items)
            ids.push_back(item.request_id);
        return ids;
    }

    /// The one number that a query finds.
    std::int64_t number(const std::string& sql) {
        return *database().read([&](sql::Transaction& tx) { return tx.value<std::int64_t>(sql); });
    }

    ManualClock clock_{Timestamp{std::chrono::seconds{1'760'000'000}}};
    SeededRandom random_{1};
    Redactor redactor_{{.patterns = default_redact_patterns(), .columns = {"name"}}};
};

}  // namespace ontos
