// Which route answers, and what is said when none does.
#include "platform/api/router.hpp"

#include <gmock/gmock.h>

#include "platform/api/sample_client.hpp"

namespace ontos::api {
namespace {

using sample::body_of;
using sample::get;
using sample::header;
using sample::send;

class Routing : public testing::Test {
protected:
    void SetUp() override {
        router.mount(jobs, sample::routes, "Jobs");
        router.mount(sample::raw_route(raw), "Jobs");
    }

    sample::Jobs jobs;
    sample::PlainHandler raw;
    Router router;
};

TEST_F(Routing, a_literal_segment_beats_a_placeholder) {
    EXPECT_EQ(body_of(get(router, "/api/v1/jobs/stats")).at("depth"), 99);
    EXPECT_EQ(body_of(get(router, "/api/v1/jobs/5")).at("id"), 5);
}

TEST_F(Routing, a_literal_that_leads_nowhere_gives_way_to_the_placeholder) {
    const auto head_of_query = sample::Sent{.method = "POST", .target = "/api/v1/jobs/stats/query"};
    const auto admitted = router.admit(sample::head_of(head_of_query));
    const auto& admission = std::get<Admission>(admitted);
    EXPECT_EQ(admission.raw, &raw);
    EXPECT_EQ(admission.path_values, std::vector<std::string>{"stats"});
    EXPECT_EQ(admission.right, Right::query);
    EXPECT_EQ(admission.body.max_bytes, 100u);
    EXPECT_EQ(admission.name, "query_job");
}

TEST_F(Routing, an_escaped_slash_does_not_split_a_segment) {
    EXPECT_EQ(get(router, "/api/v1/names/a%2Fb").body, "\"a/b\"");
    EXPECT_EQ(get(router, "/api/v1/names/main.fraud").body, "\"main.fraud\"");
    EXPECT_EQ(get(router, "/api/v1/names/%C3%A4+").body, "\"ä+\"");
    EXPECT_EQ(get(router, "/api/v1%2Fnames/a").status, 404);
}

TEST_F(Routing, an_escaped_letter_is_the_letter) {
    EXPECT_EQ(get(router, "/api/v1/%6Eames/a").body, "\"a\"");
}

TEST_F(Routing, a_broken_path_is_a_bad_request) {
    for (const auto* path : {"/api/v1/names/%", "/api/v1/names/%4", "/api/v1/names/%zz",
                             "/api/v1/names/%00", "/api/v1/names/%FF", "/api/v1/names/%ED%A0%80"}) {
        const auto reply = get(router, path);
        EXPECT_EQ(reply.status, 400) << path;
        EXPECT_EQ(body_of(reply).at("code"), "invalid");
    }
    EXPECT_EQ(get(router, "http://other/").status, 400);
}

TEST_F(Routing, an_unknown_path_is_404_in_json) {
    for (const auto* path : {"/", "/api/v1/nowhere", "/api/v1//jobs", "/api/v1/names/",
                             "/api/v1/jobs/1/2/3", "/jobs", "/api/v1/JOBS"}) {
        const auto reply = get(router, path);
        EXPECT_EQ(reply.status, 404) << path;
        EXPECT_EQ(body_of(reply).at("code"), "no_such_route");
        EXPECT_EQ(reply.content_type, "application/json");
    }
}

TEST_F(Routing, a_slash_too_many_is_sent_on) {
    for (const auto* method : {"GET", "POST", "DELETE"}) {
        const auto reply = send(router, {.method = method, .target = "/api/v1/jobs/?page=2"});
        EXPECT_EQ(reply.status, 307);
        EXPECT_EQ(header(reply, "Location"), "/api/v1/jobs?page=2");
    }
    for (const auto* path : {"//jobs/", "//api/v1/jobs/", "/api/v1/jobs//"})
        EXPECT_EQ(get(router, path).status, 404) << path;
}

TEST_F(Routing, a_known_path_without_the_method_is_405_with_allow) {
    const auto reply = send(router, {.method = "DELETE", .target = "/api/v1/jobs"});
    EXPECT_EQ(reply.status, 405);
    EXPECT_EQ(header(reply, "Allow"), "GET, POST, HEAD, OPTIONS");
    EXPECT_EQ(body_of(reply).at("code"), "method_not_allowed");
    EXPECT_EQ(send(router, {.method = "TRACE", .target = "/api/v1/jobs"}).status, 405);
    EXPECT_EQ(send(router, {.method = "TRACE", .target = "/nowhere"}).status, 404);
    EXPECT_EQ(header(send(router, {.method = "GET", .target = "/api/v1/jobs/5/query"}), "Allow"),
              "POST, OPTIONS");
}

TEST_F(Routing, options_answers_what_is_allowed) {
    const auto reply = send(router, {.method = "OPTIONS", .target = "/api/v1/jobs/5"});
    EXPECT_EQ(reply.status, 204);
    EXPECT_EQ(header(reply, "Allow"), "GET, PUT, PATCH, DELETE, HEAD, OPTIONS");
    EXPECT_EQ(send(router, {.method = "OPTIONS", .target = "*"}).status, 204);
    EXPECT_EQ(send(router, {.method = "OPTIONS", .target = "/nowhere"}).status, 404);
}

TEST_F(Routing, head_is_matched_as_get) {
    EXPECT_EQ(send(router, {.method = "HEAD", .target = "/api/v1/jobs/5"}).status, 200);
}

TEST_F(Routing, two_slashes_at_the_front_leave_the_base) {
    const auto reply = get(router, "/text");
    EXPECT_EQ(reply.body, "hello");
    EXPECT_EQ(reply.content_type, "text/plain; charset=utf-8");
}

TEST_F(Routing, the_fallback_answers_browsers_outside_the_api) {
    router.set_fallback({.method = Method::get,
                         .path = "//",
                         .name = "show_page",
                         .summary = "The page.",
                         .right = Right::anyone,
                         .body = {},
                         .handler = &raw,
                         .description = {}});
    const auto admit = [&](std::string method, std::string target, std::string accept) {
        const sample::Sent sent{.method = std::move(method),
                                .target = std::move(target),
                                .headers = {{"accept", std::move(accept)}}};
        return std::holds_alternative<Admission>(router.admit(sample::head_of(sent)));
    };
    EXPECT_TRUE(admit("GET", "/models/x", "text/html,*/*"));
    EXPECT_FALSE(admit("GET", "/models/x", "*/*"));
    EXPECT_FALSE(admit("GET", "/api/v1/nowhere", "text/html"));
    EXPECT_FALSE(admit("POST", "/models/x", "text/html"));
    EXPECT_TRUE(admit("GET", "/text", "text/html"));
}

TEST_F(Routing, one_operation_id_or_one_path_cannot_be_mounted_twice) {
    Router other;
    constexpr std::array once{api::get<&sample::Jobs::show_stats>("/a", "A.", Right::anyone)};
    constexpr std::array same_id{api::get<&sample::Jobs::show_stats>("/b", "B.", Right::anyone)};
    constexpr std::array same_path{api::get<&sample::Jobs::show_text>("/a", "A.", Right::anyone)};
    other.mount(jobs, once, "A");
    EXPECT_THROW(other.mount(jobs, same_id, "A"), std::logic_error);
    EXPECT_THROW(other.mount(jobs, same_path, "A"), std::logic_error);
}

TEST_F(Routing, one_path_has_one_name_for_each_placeholder) {
    Router other;
    constexpr std::array by_id{
        api::get<&sample::Jobs::show_job>("/jobs/{id}", "A.", Right::anyone)};
    constexpr std::array by_name{
        api::put<&sample::Jobs::echo_name>("/jobs/{name}", "B.", Right::anyone)};
    other.mount(jobs, by_id, "A");
    EXPECT_THROW(other.mount(jobs, by_name, "A"), std::logic_error);
}

TEST_F(Routing, forms_limit_each_file_by_its_name) {
    Router limited{
        {.json_body_bytes = 10, .model_bytes = 30, .baseline_bytes = 20, .json_depth = 4}};
    limited.mount(jobs, sample::routes, "Jobs");
    const auto policy = [&](std::string method, std::string target) {
        const sample::Sent sent{.method = std::move(method), .target = std::move(target)};
        return std::get<Admission>(limited.admit(sample::head_of(sent))).body;
    };
    const auto form = policy("POST", "/api/v1/models");
    EXPECT_EQ(form.kind, BodyPolicy::Kind::form);
    EXPECT_EQ(form.file_parts, (std::vector<std::pair<std::string, std::uint64_t>>{
                                   {"model", 30}, {"baseline", 20}}));
    EXPECT_EQ(policy("POST", "/api/v1/jobs").max_bytes, 10u);
    EXPECT_EQ(policy("GET", "/api/v1/jobs").kind, BodyPolicy::Kind::none);
}

}  // namespace
}  // namespace ontos::api
