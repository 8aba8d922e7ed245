#pragma once
// Endpoints on a real database behind their real routes, with a registry and a backend of tests.

#include <gmock/gmock.h>

#include "deploy/endpoints/endpoints.hpp"
#include "deploy/endpoints/test_fakes.hpp"
#include "platform/api/router.hpp"
#include "platform/sql/test_database.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos {

using HeaderPairs = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    int status = 0;
    api::json::value body;
    HeaderPairs headers;

    std::string text(std::string_view pointer) const {
        const auto& value = body.at_pointer(pointer);
        return value.is_string() ? std::string{value.as_string()} : api::json::serialize(value);
    }
    std::string header(std::string_view name) const {
        for (const auto& [known, value] : headers)
            if (known == name) return value;
        return {};
    }
};

/// Servers with one id are one server, before and after a restart.
inline EndpointsConfig config_of_server(const std::string& id) {
    EndpointsConfig config;
    config.deployer.server_id = id;
    return config;
}

/// One server: endpoints, their routes and their pools.
class TestServer {
public:
    TestServer(sql::Database& database, ModelRegistry& registry, FakeBackend& backend,
               const Clock& clock, Random& random,
               EndpointsConfig config = config_of_server("first"))
        : endpoints_{database, registry, backend, scoring_, loading_, clock, random, config} {
        mount(router_, endpoints_);
        endpoints_.start();
    }

    Answer send(const std::string& method, const std::string& target, const std::string& body = {},
                const HeaderPairs& headers = {}) {
        HeaderPairs all = headers;
        if (!body.empty()) all.emplace_back("Content-Type", "application/json");
        const api::RequestHead head{.method = method_named(method),
                                    .method_text = method,
                                    .target = target,
                                    .headers = {&all, &find_header},
                                    .peer = "127.0.0.1",
                                    .scheme = "http",
                                    .arrived = {},
                                    .request_id = "req-1",
                                    .traceparent = {}};
        auto admitted = router_.admit(head);
        if (const auto* reply = std::get_if<api::Reply>(&admitted)) return answer_of(*reply);
        const api::Caller caller{.name = "ann", .kind = api::CallerKind::local};
        const api::Request request{head, caller, body, {}};
        return answer_of(router_.answer(std::get<api::Admission>(admitted), request));
    }

    Answer get(const std::string& target) { return send("GET", "/api/v1/deployment" + target); }
    Answer post(const std::string& target, const std::string& body = {},
                const HeaderPairs& headers = {}) {
        return send("POST", "/api/v1/deployment" + target, body, headers);
    }
    Answer put(const std::string& target, const std::string& body = {},
               const HeaderPairs& headers = {}) {
        return send("PUT", "/api/v1/deployment" + target, body, headers);
    }
    Answer remove(const std::string& target, const HeaderPairs& headers = {}) {
        return send("DELETE", "/api/v1/deployment" + target, {}, headers);
    }
    /// Of model m.s.fraud on endpoint `fraud`.
    Answer deploy(const std::string& version, const std::string& more = {},
                  const HeaderPairs& headers = {}) {
        return post("/deploy",
                    R"({"model_name":"m.s.fraud","endpoint_name":"fraud","model_version":")" +
                        version + '"' + more + '}',
                    headers);
    }

    Endpoints& endpoints() { return endpoints_; }
    std::shared_ptr<const LiveEndpoint> live(const std::string& name) {
        return endpoints_.table().get()->find(name);
    }
    /// The version that a query of the endpoint would be answered by; "" if none is loaded.
    std::string served_version(const std::string& name) {
        const auto endpoint = live(name);
        if (!endpoint || endpoint->entities.empty()) return {};
        const auto model = endpoint->entities.front().runtime->model();
        return model ? static_cast<const FakeModel&>(*model).ref().version : std::string{};
    }
    api::Router& router() { return router_; }

private:
    static api::Method method_named(std::string_view name) {
        if (name == "POST") return api::Method::post;
        if (name == "PUT") return api::Method::put;
        if (name == "DELETE") return api::Method::delete_;
        return api::Method::get;
    }
    static std::optional<std::string_view> find_header(const void* source, std::string_view name) {
        for (const auto& [known, value] : *static_cast<const HeaderPairs*>(source))
            if (std::ranges::equal(known, name, {}, &lower, &lower)) return value;
        return std::nullopt;
    }
    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
    static Answer answer_of(const api::Reply& reply) {
        return {reply.status,
                reply.body.empty() ? api::json::value{} : api::json::parse(reply.body),
                reply.headers};
    }

    WorkerPool scoring_{"scoring", 2, 1000}, loading_{"loading", 2, 1000};
    api::Router router_;
    Endpoints endpoints_;
};

/// On both databases, with three versions of m.s.fraud and one of m.s.churn.
class EndpointsTest : public sql::DatabaseTest {
protected:
    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        for (const auto* version : {"1", "2", "3"}) registry.add("m.s.fraud", version);
        registry.add("m.s.churn", "1");
        restart();
    }
    void TearDown() override { server_.reset(); }

    /// Ends the server as it stands and starts another one on the same database.
    void restart() {
        server_.reset();
        server_ =
            std::make_unique<TestServer>(database(), registry, backend, clock, random, config);
    }
    TestServer& server() { return *server_; }

    FakeRegistry registry;
    FakeBackend backend;
    ManualClock clock{Timestamp{std::chrono::seconds{1'800'000'000}}};
    SeededRandom random{7};
    EndpointsConfig config = config_of_server("first");

private:
    std::unique_ptr<TestServer> server_;
};

}  // namespace ontos
