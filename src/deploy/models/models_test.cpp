// The registry through its routes: models, aliases, and what a deploy asks.
#include "deploy/models/models.hpp"

#include <gmock/gmock.h>

#include "deploy/models/local_registry.hpp"
#include "deploy/models/test_registry.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

using Registry = RegistryTest;
INSTANTIATE_TEST_SUITE_P(on, Registry, sql::engines(), sql::engine_name);

TEST_P(Registry, makes_shows_changes_and_deletes_a_model) {
    const auto made = send("POST", "", R"({"full_name": "main.fraud.score", "description": "d"})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(text_at(made, "name"), "score");
    EXPECT_EQ(text_at(made, "schema_name"), "fraud");
    EXPECT_EQ(text_at(made, "owner"), "ann");
    EXPECT_TRUE(body_of(made).at("latest_version").is_null());
    EXPECT_EQ(send("POST", "", R"({"full_name": "main.fraud.score"})").status, 409);

    const auto changed = send("PATCH", "/main.fraud.score",
                              R"({"description": null, "owner": "bob", "tags": {"team": "x"}})");
    EXPECT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text_at(changed, "description"), "");
    EXPECT_EQ(text_at(changed, "owner"), "bob");
    EXPECT_EQ(body_of(get("/main.fraud.score")), body_of(changed));
    EXPECT_EQ(body_of(changed).at("tags").at("team"), "x");

    EXPECT_EQ(send("DELETE", "/main.fraud.score").status, 204);
    EXPECT_EQ(get("/main.fraud.score").status, 404);
    EXPECT_EQ(send("DELETE", "/main.fraud.score").status, 404);
    EXPECT_EQ(count("audit_log"), 3);
}

TEST_P(Registry, lists_models_by_catalog_and_by_page) {
    for (const auto* name : {"a.s.m1", "a.s.m2", "a.s.m3", "b.s.m1"})
        EXPECT_EQ(send("POST", "", R"({"full_name": ")" + std::string{name} + "\"}").status, 201);
    EXPECT_EQ(body_of(get("")).as_array().size(), 4u);
    EXPECT_EQ(body_of(get("?catalog=a")).as_array().size(), 3u);
    EXPECT_EQ(body_of(get("?catalog=nobody")).as_array().size(), 0u);
    const auto page = get("?limit=2&catalog=a");
    EXPECT_EQ(body_of(page).as_array().size(), 2u);
    EXPECT_THAT(header_of(page, "Link"), HasSubstr("cursor=a.s.m2"));
    const auto rest = get("?limit=2&catalog=a&cursor=a.s.m2");
    EXPECT_EQ(body_of(rest).as_array().at(0).at("full_name"), "a.s.m3");
    EXPECT_EQ(header_of(rest, "Link"), "");
    EXPECT_EQ(get("?limit=0").status, 400);
    EXPECT_EQ(get("?cursor='").status, 400);
}

TEST_P(Registry, refuses_names_and_tags_that_break_a_rule) {
    for (const auto* name : {"a", "a.b", "a.b.c.d", "a..c", "a.b.c d", "a.b.'", "a.b.ü", "a.b.\n"})
        EXPECT_EQ(send("POST", "", boost::json::serialize(boost::json::value{{"full_name", name}}))
                      .status,
                  400)
            << name;
    EXPECT_EQ(send("POST", "", R"({"full_name": "a.b.)" + std::string(256, 'c') + "\"}").status,
              400);
    EXPECT_EQ(send("POST", "", R"({"full_name": "a.b.c", "unknown": 1})").status, 400);
    EXPECT_EQ(send("POST", "", R"({"full_name": "a.b.c"})").status, 201);
    EXPECT_EQ(send("PATCH", "/a.b.c", R"({"tags": {"": "x"}})").status, 400);
    EXPECT_EQ(
        send("PATCH", "/a.b.c", R"({"tags": {"k": ")" + std::string(5001, 'v') + "\"}}").status,
        400);
    EXPECT_EQ(send("PATCH", "/a.b.c", R"({"description": "a\u0000b"})").status, 400);
    EXPECT_EQ(get("/%2e%2e%2fetc").status, 400);
    EXPECT_EQ(get("/a.b.nothing").status, 404);
    EXPECT_THAT(text_at(get("/a.b.d"), "hint"), HasSubstr("a.b.c"));
}

TEST_P(Registry, keeps_an_artifact_until_its_last_version_goes) {
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    EXPECT_EQ(upload_bare("a.b.d").status, 201);
    const auto file = artifacts_folder() / sha256_hex(onnx_bytes) / "model.onnx";
    EXPECT_EQ(send("DELETE", "/a.b.c").status, 204);
    EXPECT_TRUE(std::filesystem::exists(file));
    EXPECT_EQ(send("DELETE", "/a.b.d/versions/1").status, 204);
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_EQ(count("artifacts_in_doubt"), 0);
}

TEST_P(Registry, does_not_delete_what_an_endpoint_uses) {
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    used_by_[{"a.b.c", "1"}] = {"fraud-v1", "shadow"};
    const auto refused = send("DELETE", "/a.b.c/versions/1");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(text_at(refused, "code"), "version_in_use");
    EXPECT_THAT(text_at(refused, "detail"), HasSubstr("fraud-v1, shadow"));
    EXPECT_EQ(send("DELETE", "/a.b.c").status, 409);
    EXPECT_EQ(get("/a.b.c/versions/1").status, 200);
    used_by_.clear();
    EXPECT_EQ(send("DELETE", "/a.b.c").status, 204);
    expect_nothing_left();
}

TEST_P(Registry, moves_and_removes_aliases) {
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    EXPECT_EQ(upload_bare("a.b.c", onnx_bytes + "2").status, 201);
    const auto put = send("PUT", "/a.b.c/aliases/champion", R"({"version": "1"})");
    EXPECT_EQ(put.status, 200) << put.body;
    EXPECT_EQ(text_at(put, "version"), "1");
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/champion", R"({"version": "2"})").status, 200);
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/challenger", R"({"version": "2"})").status, 200);
    EXPECT_EQ(body_of(get("/a.b.c")).at("aliases").at("champion"), "2");
    EXPECT_EQ(body_of(get("")).at(0).at("aliases").as_object().size(), 2u);
    EXPECT_EQ(body_of(get("/a.b.c/versions")).at(0).at("aliases").as_array().size(), 2u);
    EXPECT_EQ(body_of(get("/a.b.c/versions")).at(1).at("aliases").as_array().size(), 0u);
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/champion", R"({"version": "7"})").status, 404);
    EXPECT_EQ(send("DELETE", "/a.b.c/aliases/champion").status, 204);
    EXPECT_EQ(send("DELETE", "/a.b.c/aliases/champion").status, 404);
    EXPECT_EQ(send("DELETE", "/a.b.c/versions/2").status, 204);
    EXPECT_EQ(body_of(get("/a.b.c")).at("aliases").as_object().size(), 0u);
}

TEST_P(Registry, refuses_aliases_that_read_as_versions) {
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    for (const auto* alias : {"latest", "LATEST", "v1", "V12", "3", "a b", "%C3%BC", "'", "a.b"})
        EXPECT_EQ(send("PUT", "/a.b.c/aliases/" + std::string{alias}, R"({"version": "1"})").status,
                  400)
            << alias;
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/" + std::string(257, 'a'), R"({"version": "1"})").status,
              400);
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/ok", R"({"version": "v1"})").status, 400);
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/version-1", R"({"version": "1"})").status, 200);
}

TEST_P(Registry, changes_only_what_the_caller_has_seen) {
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    const auto etag = header_of(get("/a.b.c/versions/1"), "ETag");
    EXPECT_EQ(send("PATCH", "/a.b.c/versions/1", R"({"description": "x", "tags": {"k": "v"}})",
                   {{"If-Match", etag}})
                  .status,
              200);
    EXPECT_EQ(
        send("PATCH", "/a.b.c/versions/1", R"({"description": "y"})", {{"If-Match", etag}}).status,
        412);
    EXPECT_EQ(send("DELETE", "/a.b.c/versions/1", {}, {{"If-Match", etag}}).status, 412);
    EXPECT_EQ(send("DELETE", "/a.b.c", {}, {{"If-Match", "\"old\""}}).status, 412);
    EXPECT_EQ(
        send("PUT", "/a.b.c/aliases/x", R"({"version": "1"})", {{"If-Match", "\"old\""}}).status,
        412);
    const auto version = body_of(get("/a.b.c/versions/1"));
    EXPECT_EQ(version.at("description"), "x");
    EXPECT_EQ(version.at("tags").at("k"), "v");
    EXPECT_EQ(send("PATCH", "/a.b.c/versions/1", R"({"description": null})").status, 200);
    EXPECT_FALSE(body_of(get("/a.b.c/versions/1")).as_object().contains("description"));
}

TEST_P(Registry, resolves_numbers_aliases_and_latest) {
    LocalRegistry registry{database(), *artifacts_};
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    EXPECT_EQ(upload_bare("a.b.c", onnx_bytes + "2").status, 201);
    EXPECT_EQ(send("PUT", "/a.b.c/aliases/champion", R"({"version": "1"})").status, 200);
    EXPECT_EQ(registry.resolve("a.b.c", "2").ref.version, "2");
    EXPECT_EQ(registry.resolve("a.b.c", "latest").ref.version, "2");
    const auto champion = registry.resolve("a.b.c", "champion");
    EXPECT_EQ(champion.ref, (ModelVersionRef{"a.b.c", "1"}));
    EXPECT_EQ(champion.status, VersionStatus::READY);
    EXPECT_EQ(content_of(registry.fetch(champion) / champion.layout.model_file), onnx_bytes);
    EXPECT_TRUE(registry.is_intact(champion));
    folder_.write("artifacts/" + champion.sha256 + "/model.onnx", "changed");
    EXPECT_FALSE(registry.is_intact(champion));
    std::filesystem::remove_all(artifacts_folder() / champion.sha256);
    EXPECT_EQ(failure_of([&] { registry.fetch(champion); }).code(), "artifact_missing");
    EXPECT_THAT(failure_of([&] { registry.resolve("a.b.c", "3"); }).message(),
                HasSubstr("has no version 3; it has 1, 2, champion (1)"));
    EXPECT_EQ(failure_of([&] { registry.resolve("a.b.c", "' or 1=1"); }).kind(),
              FailureKind::not_found);
    EXPECT_EQ(failure_of([&] { registry.resolve("a.b.x", "latest"); }).code(), "model_not_found");
}

}  // namespace
}  // namespace ontos
