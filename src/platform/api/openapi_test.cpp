// What the document says must be what the router does.
#include <gmock/gmock.h>

#include "platform/api/sample_client.hpp"
#include "platform/api/schema.hpp"

namespace ontos::api {
namespace {

class Document : public testing::Test {
protected:
    void SetUp() override {
        router.mount(jobs, sample::routes, "Jobs");
        auto route = sample::raw_route(raw);
        route.description = {{"description", "By hand."},
                             {"responses", {{"200", {{"description", "OK."}}}}}};
        router.mount(route, "Jobs");
        router.mount(RawRoute{.method = Method::get,
                              .path = "//hidden",
                              .name = "hidden",
                              .summary = "Hidden.",
                              .right = Right::anyone,
                              .body = {},
                              .handler = &raw,
                              .description = {}},
                     "Jobs");
        document = router.openapi("1.2.3");
    }

    const json::value& operation(std::string_view path, std::string_view method) {
        return document.at("paths").at(path).at(method);
    }
    std::vector<std::string> statuses(std::string_view path, std::string_view method) {
        std::vector<std::string> out;
        for (const auto& [status, response] : operation(path, method).at("responses").as_object())
            out.emplace_back(status);
        std::ranges::sort(out);
        return out;
    }

    sample::Jobs jobs;
    sample::PlainHandler raw;
    Router router;
    json::object document;
};

using testing::ElementsAre;

TEST_F(Document, paths_are_sorted_and_raw_routes_without_description_are_left_out) {
    std::vector<std::string> paths;
    for (const auto& [path, item] : document.at("paths").as_object()) paths.emplace_back(path);
    EXPECT_TRUE(std::ranges::is_sorted(paths));
    EXPECT_EQ(std::ranges::count(paths, "/hidden"), 0);
    EXPECT_EQ(std::ranges::count(paths, "/text"), 1);
    EXPECT_EQ(document.at("info").at("version"), "1.2.3");
}

TEST_F(Document, every_operation_has_its_function_name_right_and_summary) {
    const auto& show = operation("/api/v1/jobs/{id}", "get");
    EXPECT_EQ(show.at("operationId"), "show_job");
    EXPECT_EQ(show.at("x-ontos-right"), "monitor:read");
    EXPECT_FALSE(show.as_object().contains("security"));
    EXPECT_EQ(operation("/api/v1/jobs/stats", "get").at("security"), json::array{});
}

TEST_F(Document, every_error_that_can_happen_is_named) {
    EXPECT_THAT(statuses("/api/v1/jobs/{id}", "get"),
                ElementsAre("200", "304", "400", "401", "403", "404", "408", "414", "429", "431",
                            "500", "503"));
    EXPECT_THAT(
        statuses("/api/v1/jobs/stats", "get"),
        ElementsAre("200", "304", "400", "401", "403", "408", "414", "429", "431", "500", "503"));
    EXPECT_THAT(statuses("/api/v1/jobs", "post"),
                ElementsAre("201", "400", "401", "403", "404", "408", "409", "412", "413", "414",
                            "415", "422", "429", "431", "500", "503", "507"));
    EXPECT_THAT(statuses("/api/v1/jobs/{id}", "put"), testing::IsSupersetOf({"200", "201", "412"}));
    EXPECT_THAT(statuses("/api/v1/jobs/{id}", "delete"), testing::Contains("204"));
    EXPECT_THAT(statuses("/api/v1/jobs/{id}/query", "post"),
                testing::IsSupersetOf({"200", "413", "504"}));
    EXPECT_THAT(statuses("/api/v1/download", "get"),
                testing::IsSupersetOf({"200", "206", "304", "416"}));
}

TEST_F(Document, parameters_stand_with_place_type_and_rule) {
    const auto& parameters = operation("/api/v1/jobs", "get").at("parameters").as_array();
    EXPECT_EQ(parameters.at(0), json::parse(R"({"name":"page","in":"query","description":"Page.",
        "schema":{"type":"integer","format":"int32","default":1,"minimum":1}})"));
    EXPECT_EQ(parameters.back().at("name"), "Trace-Level");
    EXPECT_EQ(parameters.back().at("in"), "header");
    EXPECT_EQ(parameters.at(1).at("schema").at("type"), "boolean");  // a text cannot be null
    EXPECT_EQ(operation("/api/v1/jobs/{id}", "get").at("parameters").at(0).at("required"), true);
    EXPECT_EQ(operation("/api/v1/jobs/{id}", "put").at("parameters").at(1).at("name"), "If-Match");
    EXPECT_EQ(operation("/api/v1/jobs/{id}/query", "post").at("parameters").at(0).at("name"), "id");
}

TEST_F(Document, a_body_says_whether_unknown_members_are_refused) {
    const auto reference = [&](std::string_view path) {
        return operation(path, "post")
            .at("requestBody")
            .at("content")
            .at("application/json")
            .at("schema")
            .at("$ref");
    };
    EXPECT_EQ(reference("/api/v1/jobs"), "#/components/schemas/NewJobInput");
    EXPECT_EQ(reference("/api/v1/jobs/submit"), "#/components/schemas/NewJob");
    const auto& schemas = document.at("components").at("schemas");
    EXPECT_EQ(schemas.at("NewJobInput").at("additionalProperties"), false);
    EXPECT_FALSE(schemas.at("NewJob").as_object().contains("additionalProperties"));
    EXPECT_FALSE(schemas.as_object().contains("JobPatch"));  // only its closed form is used
}

TEST_F(Document, a_form_names_its_files) {
    const auto& body = operation("/api/v1/models", "post").at("requestBody").at("content");
    const auto& schema = body.at("multipart/form-data").at("schema");
    EXPECT_EQ(schema.at("properties").at("baseline"),
              json::parse(R"({"type":"string","format":"binary","description":"Another."})"));
    EXPECT_EQ(schema.at("additionalProperties"), false);
}

TEST_F(Document, answers_pass_the_schema_that_it_gives_for_them) {
    const auto& components = document.at("components").at("schemas").as_object();
    for (const auto* target : {"/api/v1/jobs/7", "/api/v1/jobs/0", "/api/v1/nowhere"}) {
        const auto reply = sample::get(router, target);
        const auto* name = reply.status == 200 ? "Job" : "Problem";
        Schemas schemas;
        Violations broken;
        check_value(*schemas.compile(reference_to(name), components), json::parse(reply.body),
                    "reply", broken);
        EXPECT_TRUE(broken.empty()) << target;
    }
}

}  // namespace
}  // namespace ontos::api
