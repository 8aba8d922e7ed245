// What is answered to a typed request, and what is said when it breaks rules.
#include <gmock/gmock.h>

#include "platform/api/sample_client.hpp"

namespace ontos::api {
namespace {

using sample::body_of;
using sample::errors_of;
using sample::get;
using sample::header;
using sample::send;
using sample::send_json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Answers : public testing::Test {
protected:
    void SetUp() override { router.mount(jobs, sample::routes, "Jobs"); }

    sample::Jobs jobs;
    Router router;
};

TEST_F(Answers, the_query_is_typed_by_the_schema) {
    const auto reply = get(router,
                           "/api/v1/jobs?page=3&enabled=true&condition=lt&condition=default"
                           "&as_of=now-1h&above=0.5&unknown=%F0%9F%98%80");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(jobs.filter->page, 3);
    EXPECT_EQ(jobs.filter->enabled, true);
    EXPECT_EQ(jobs.filter->condition,
              (std::vector{sample::Condition::lt, sample::Condition::default_}));
    EXPECT_EQ(jobs.filter->as_of->text, "now-1h");
    EXPECT_EQ(jobs.filter->above, 0.5);
}

TEST_F(Answers, absent_parameters_keep_their_initial_values) {
    ASSERT_EQ(get(router, "/api/v1/jobs").status, 200);
    EXPECT_EQ(jobs.filter->page, 1);
    EXPECT_EQ(jobs.filter->enabled, std::nullopt);
    EXPECT_TRUE(jobs.filter->condition.empty());
}

TEST_F(Answers, every_broken_rule_of_the_query_is_told) {
    const auto reply = get(router,
                           "/api/v1/jobs?page=abc&enabled=yes&condition=eq&above=nan"
                           "&as_of=soon&cursor=a&cursor=b");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(
        errors_of(reply),
        "/query/cursor must be given once; "
        "/query/page must be an integer, found the string \"abc\"; "
        "/query/enabled must be true or false, found the string \"yes\"; "
        "/query/condition/0 must be one of gt, lt, default; "
        "/query/above must be a number, found the string \"nan\"; "
        "/query/as_of must be an RFC 3339 time from 1970 on, milliseconds since then, now, or "
        "such as now-1h; ");
    EXPECT_EQ(errors_of(get(router, "/api/v1/jobs?page=0")), "/query/page must be at least 1; ");
    EXPECT_EQ(errors_of(get(router, "/api/v1/jobs?page=99999999999999999999")),
              "/query/page must be between -2147483648 and 2147483647; ");
    EXPECT_EQ(errors_of(get(router, "/api/v1/jobs?page")),
              "/query/page must be an integer, found the string \"\"; ");
}

TEST_F(Answers, a_broken_query_is_a_bad_request) {
    for (const auto* query : {"%", "a=%zz", "a=%00", "cursor=%C3", "%FF=1"})
        EXPECT_EQ(get(router, std::string{"/api/v1/jobs?"} + query).status, 400) << query;
}

TEST_F(Answers, the_error_body_says_everything) {
    const auto reply = get(router, "/api/v1/jobs/0");
    EXPECT_EQ(body_of(reply),
              json::parse(R"({"detail":"The request breaks a rule: /path/id must be at least 1.",
        "title":"Bad Request","status":400,"code":"invalid","request_id":"req-1",
        "errors":[{"where":"/path/id","what":"must be at least 1"}]})"));
}

TEST_F(Answers, problem_json_is_answered_to_those_who_ask_for_it) {
    const auto reply =
        get(router, "/api/v1/jobs/x", {{"Accept", "application/problem+json, */*;q=0.1"}});
    EXPECT_EQ(reply.content_type, "application/problem+json");
}

TEST_F(Answers, headers_are_typed_and_checked) {
    EXPECT_EQ(body_of(get(router, "/api/v1/jobs", {{"trace-level", "4"}})).at(0).at("id"), 4);
    EXPECT_EQ(errors_of(get(router, "/api/v1/jobs", {{"Trace-Level", "10"}})),
              "/header/trace_level must be at most 9; ");
    EXPECT_EQ(get(router, "/api/v1/jobs", {{"Trace-Level", "\xFF"}}).status, 400);
}

constexpr auto good_job = R"({"model":"m","stages":[{"name":"fit"}]})";

TEST_F(Answers, a_body_reaches_the_handler_and_its_caller_is_known) {
    const auto reply = send_json(router, "POST", "/api/v1/jobs", good_job);
    ASSERT_EQ(reply.status, 201) << reply.body;
    EXPECT_EQ(body_of(reply).at("created_by"), "ann");
    EXPECT_EQ(jobs.created->stages.at(0).minutes, 1.5);
    EXPECT_TRUE(header(reply, "ETag").empty());
}

TEST_F(Answers, every_broken_rule_of_all_parts_is_told_at_once) {
    const auto reply = send_json(router, "PATCH", "/api/v1/jobs/x?y=1", R"({"note":5,"lmit":1})");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(errors_of(reply),
              "/path/id must be an integer, found the string \"x\"; "
              "/body/note must be a string or null, found 5; "
              "/body/lmit is not a known member (did you mean limit?); ");
    EXPECT_THAT(std::string{body_of(reply).at("detail").as_string()},
                AllOf(HasSubstr("3 rules"), HasSubstr("/body/note"), Not(HasSubstr("and more"))));
    EXPECT_FALSE(jobs.patch.has_value());
}

TEST_F(Answers, unknown_members_are_ignored_on_routes_of_the_specification) {
    const auto with_more = R"({"model":"m","stages":[{"name":"fit","x":1}],"y":2})";
    EXPECT_EQ(send_json(router, "POST", "/api/v1/jobs/submit", with_more).status, 202);
    EXPECT_EQ(errors_of(send_json(router, "POST", "/api/v1/jobs", with_more)),
              "/body/stages/0/x is not a known member; /body/y is not a known member; ");
}

TEST_F(Answers, a_missing_body_is_named) {
    const auto reply = send(router, {.method = "POST", .target = "/api/v1/jobs"});
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(errors_of(reply), "/body a JSON body is required; ");
}

TEST_F(Answers, an_optional_body_may_be_absent) {
    EXPECT_EQ(body_of(send(router, {.method = "POST", .target = "/api/v1/tune"})).at("depth"), 7);
    EXPECT_EQ(body_of(send_json(router, "POST", "/api/v1/tune", R"({"depth":2})")).at("depth"), 2);
    EXPECT_EQ(send_json(router, "POST", "/api/v1/tune", "null").status, 400);
}

TEST_F(Answers, a_body_that_is_not_json_by_its_type_is_415) {
    const auto status = [&](HeaderList headers) {
        return send(router, {.method = "POST",
                             .target = "/api/v1/jobs",
                             .body = good_job,
                             .headers = std::move(headers)})
            .status;
    };
    EXPECT_EQ(status({}), 415);
    EXPECT_EQ(status({{"Content-Type", "text/plain"}}), 415);
    EXPECT_EQ(status({{"Content-Type", "application/x-www-form-urlencoded"}}), 415);
    EXPECT_EQ(status({{"Content-Type", "application/json; charset=latin-1"}}), 415);
    EXPECT_EQ(status({{"Content-Type", "application/jsonp"}}), 415);
    EXPECT_EQ(status({{"content-type", "Application/JSON ; charset=\"UTF-8\""}}), 201);
}

TEST_F(Answers, a_body_that_is_not_json_by_its_text_is_400_with_the_reason) {
    const auto code = [&](std::string body) {
        const auto reply = send_json(router, "POST", "/api/v1/jobs", std::move(body));
        EXPECT_EQ(reply.status, 400);
        return std::string{body_of(reply).at("code").as_string()};
    };
    EXPECT_EQ(code("{"), "not_json");
    EXPECT_EQ(code(std::string{good_job} + "x"), "not_json");
    EXPECT_EQ(code(R"({"model":NaN})"), "not_json");
    EXPECT_EQ(code("{\"model\":\"\xFF\"}"), "not_json");
    EXPECT_THAT(send_json(router, "POST", "/api/v1/jobs", "{\"model\":\"\xFF\"}").body,
                HasSubstr("The body is not JSON: it is not UTF-8 near byte 1"));
    EXPECT_EQ(code(R"({"model":"a","model":"b"})"), "repeated_member");
    EXPECT_EQ(code(std::string(65, '[') + std::string(65, ']')), "too_deep");
    EXPECT_EQ(code(std::string(64, '[') + std::string(64, ']')), "invalid");
    EXPECT_EQ(code("[1]"), "invalid");
}

TEST_F(Answers, a_text_that_is_cut_within_a_character_is_named) {
    const auto places = [&](std::string body) {
        std::vector<std::string> out;
        const auto errors = body_of(send_json(router, "POST", "/api/v1/jobs", std::move(body)));
        for (const auto& error : errors.at("errors").as_array())
            out.emplace_back(error.at("where").as_string());
        return out;
    };
    using testing::ElementsAre;
    EXPECT_THAT(places(R"({"a":["x","\ud83d y"],"b":"\ud83d\u0041","c":"\ude00"})"),
                ElementsAre("/body/a/1", "/body/b", "/body/c"));
    EXPECT_THAT(places(R"({"good":"\ud83d\ude00 \\ud83d","bad":"\\\ud83d"})"),
                ElementsAre("/body/bad"));
}

TEST_F(Answers, a_form_gives_texts_by_type_and_files_by_place) {
    std::vector<FormPart> form(4);
    form[0] = {"model", {}, UploadedFile{"/tmp/x", "m.onnx", 12, "ab"}};
    form[1] = {"name", "näh", {}};
    form[2] = {"copies", "2", {}};
    form[3] = {"tags", "a", {}};
    const auto send_form = [&] {
        return send(router, {.method = "POST",
                             .target = "/api/v1/models",
                             .headers = {{"Content-Type", "multipart/form-data; boundary=x"}},
                             .form = form});
    };
    ASSERT_EQ(send_form().status, 200) << send_form().body;
    EXPECT_EQ(jobs.upload->model.path, "/tmp/x");
    EXPECT_EQ(jobs.upload->model.size_bytes, 12u);
    EXPECT_EQ(jobs.upload->copies, 2);
    EXPECT_EQ(jobs.upload->name, "näh");
    EXPECT_EQ(jobs.upload->tags, std::vector<std::string>{"a"});
    EXPECT_FALSE(jobs.upload->baseline.has_value());

    form = {{"model", "text", {}}, {"copies", "0", {}}, {"nmae", "x", {}}};
    EXPECT_EQ(errors_of(send_form()),
              "/body/name is required; /body/model must be a file; "
              "/body/copies must be at least 1; "
              "/body/nmae is not a known member (did you mean name?); ");
    form = {{"name", "\xFF", {}}};
    EXPECT_EQ(send_form().status, 400);
    EXPECT_EQ(send_json(router, "POST", "/api/v1/models", "{}").status, 415);
}

TEST_F(Answers, a_read_has_an_etag_and_is_not_sent_twice) {
    const auto first = get(router, "/api/v1/jobs/5");
    const auto etag = header(first, "ETag");
    EXPECT_EQ(etag.size(), 34u);
    const auto again = get(router, "/api/v1/jobs/5", {{"If-None-Match", "\"x\", W/" + etag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
    EXPECT_EQ(header(again, "ETag"), etag);
    EXPECT_EQ(get(router, "/api/v1/jobs/6", {{"If-None-Match", etag}}).status, 200);
    EXPECT_EQ(get(router, "/api/v1/jobs/6", {{"If-None-Match", "*"}}).status, 304);
}

TEST_F(Answers, a_change_is_made_only_to_what_was_read) {
    const auto etag = header(get(router, "/api/v1/jobs/5"), "ETag");
    const auto put = [&](std::string target, HeaderList headers) {
        return send(router,
                    {.method = "PUT", .target = std::move(target), .headers = std::move(headers)})
            .status;
    };
    EXPECT_EQ(put("/api/v1/jobs/5", {{"If-Match", etag}}), 200);
    EXPECT_EQ(put("/api/v1/jobs/5", {}), 200);
    EXPECT_EQ(put("/api/v1/jobs/5", {{"If-Match", "*"}}), 200);
    EXPECT_EQ(put("/api/v1/jobs/5", {{"If-Match", "\"old\""}}), 412);
    EXPECT_EQ(put("/api/v1/jobs/5", {{"If-Match", "W/" + etag}}), 412);
    EXPECT_EQ(put("/api/v1/jobs/101", {}), 201);
}

TEST_F(Answers, nothing_is_204_without_a_type) {
    const auto reply = send(router, {.method = "DELETE", .target = "/api/v1/jobs/5"});
    EXPECT_EQ(reply.status, 204);
    EXPECT_TRUE(reply.content_type.empty());
    EXPECT_TRUE(reply.body.empty());
}

TEST_F(Answers, a_list_links_to_its_next_page) {
    EXPECT_EQ(header(get(router, "/api/v1/jobs?cursor=a&x=%C3%A4%26"), "Link"),
              "</api/v1/jobs?x=%C3%A4%26&cursor=b%26c>; rel=\"next\"");
    EXPECT_EQ(header(get(router, "/api/v1/jobs?cursor=end"), "Link"), "");
}

TEST_F(Answers, a_failure_keeps_its_code_hint_and_delay) {
    const auto reply = get(router, "/api/v1/names/busy/fail");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(header(reply, "Retry-After"), "2");
    EXPECT_EQ(body_of(reply).at("code"), "too_many");
    EXPECT_EQ(body_of(reply).at("hint"), "Wait.");
    EXPECT_EQ(header(get(router, "/api/v1/names/stopping/fail"), "Retry-After"), "1");
    const auto closed = get(router, "/api/v1/names/closed/fail");
    EXPECT_EQ(header(closed, "WWW-Authenticate"), "Bearer realm=\"ontos\"");
    EXPECT_THAT(closed.body, Not(HasSubstr("no key")));
    EXPECT_EQ(body_of(get(router, "/api/v1/names/x/fail")).at("detail"), "There is no job x.");
}

TEST_F(Answers, our_own_mistakes_give_an_incident_and_no_secret) {
    for (const auto* name : {"bug", "internal", "odd"}) {
        const auto reply = get(router, std::string{"/api/v1/names/"} + name + "/fail");
        EXPECT_EQ(reply.status, 500);
        EXPECT_EQ(body_of(reply).at("code"), "internal");
        EXPECT_EQ(body_of(reply).at("incident_id").as_string().size(), 36u);
        EXPECT_THAT(reply.body, Not(HasSubstr("secret")));
    }
    EXPECT_EQ(get(router, "/api/v1/names/memory/fail").status, 503);
}

TEST_F(Answers, a_ready_reply_is_sent_as_it_is) {
    const auto reply = get(router, "/api/v1/names/again/fail");
    EXPECT_EQ(reply.status, 201);
    EXPECT_EQ(reply.body, "{\"id\":5}");
}

TEST(StatusOf, every_kind_has_its_own) {
    constexpr std::array expected{400, 401, 403, 404, 405, 409, 412, 413,
                                  415, 422, 429, 500, 503, 504, 507};
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(status_of(static_cast<FailureKind>(i)), expected[i]);
}

}  // namespace
}  // namespace ontos::api
