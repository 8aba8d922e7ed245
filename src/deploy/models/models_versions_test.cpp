// The registry through its routes: uploads, versions, and what an interruption leaves.
#include "deploy/models/models.hpp"

#include <gmock/gmock.h>

#include "deploy/models/test_registry.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

using Versions = RegistryTest;
INSTANTIATE_TEST_SUITE_P(on, Versions, sql::engines(), sql::engine_name);

TEST_P(Versions, registers_a_bare_model_and_makes_its_model) {
    std::vector<api::FormPart> form;
    form.push_back(file_part("model", onnx_bytes, "fraud.onnx"));
    form.push_back({"description", "first", {}});
    form.push_back({"run_id", "abc-1", {}});
    form.push_back({"signature",
                    R"({"inputs": [{"name": "age", "type": "float32"}],
                                     "outputs": []})",
                    {}});
    form.push_back(file_part("baseline", "age,label\n1,0\n2,1\n", "train.csv"));
    const auto made = upload("main.fraud.score", std::move(form));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_at(made, "version"), "1");
    EXPECT_EQ(text_at(made, "status"), "READY");
    EXPECT_EQ(text_at(made, "sha256"), sha256_hex(onnx_bytes));
    EXPECT_EQ(text_at(made, "source"), "upload:fraud.onnx");
    EXPECT_EQ(text_at(made, "run_id"), "abc-1");
    EXPECT_EQ(text_at(made, "created_by"), "ann");
    EXPECT_EQ(body_of(made).at("baseline").at("rows"), 2);
    EXPECT_EQ(body_of(made).at("size_bytes"), onnx_bytes.size());
    EXPECT_EQ(body_of(made).at("signature").at("inputs").at(0).at("name"), "age");
    EXPECT_EQ(body_of(get("/main.fraud.score/versions/1")), body_of(made));
    EXPECT_EQ(text_at(get("/main.fraud.score"), "latest_version"), "1");
    EXPECT_EQ(count("audit_log"), 2);
    EXPECT_EQ(count("artifacts_in_doubt"), 0);
}

TEST_P(Versions, refuses_an_upload_and_leaves_nothing) {
    EXPECT_THAT(upload_bare("a.b.c", "this is a text").body, HasSubstr("is no ONNX model"));
    EXPECT_EQ(upload_bare("a.b.c", "").status, 400);
    const auto refused = [&](std::vector<api::FormPart> form) {
        const auto reply = upload("a.b.c", std::move(form));
        expect_nothing_left();
        return reply;
    };
    EXPECT_EQ(refused({}).status, 400);
    EXPECT_EQ(refused({{"model", "text", {}}}).status, 400);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), {"path", "/x", {}}}).status, 400);
    EXPECT_EQ(refused({{"path", "/etc/passwd", {}}}).status, 403);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), {"signature", "{", {}}}).status, 400);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), {"signature", "[]", {}}}).status, 400);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), {"run_id", "a b", {}}}).status, 400);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), {"description", {"a\0b", 3}, {}}}).status,
              400);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), file_part("baseline", "a\n1,2\n")}).status,
              400);
    EXPECT_EQ(refused({file_part("model", onnx_bytes), file_part("baseline", "PAR1")}).status, 415);
    EXPECT_EQ(refused({file_part("model", "PK\x03\x04 no zip")}).status, 400);
    EXPECT_EQ(count("audit_log"), 0);
}

TEST_P(Versions, counts_versions_without_a_gap_for_what_failed) {
    EXPECT_EQ(text_at(upload_bare("a.b.c"), "version"), "1");
    EXPECT_EQ(upload_bare("a.b.c", "text").status, 400);
    EXPECT_EQ(text_at(upload_bare("a.b.c"), "version"), "2");
    EXPECT_EQ(send("DELETE", "/a.b.c/versions/2").status, 204);
    EXPECT_EQ(text_at(upload_bare("a.b.c"), "version"), "3");
    const auto listed = body_of(get("/a.b.c/versions")).as_array();
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed.at(0).at("version"), "3");
    EXPECT_EQ(listed.at(1).at("version"), "1");
    EXPECT_THAT(header_of(get("/a.b.c/versions?limit=1"), "Link"), HasSubstr("cursor=3"));
    EXPECT_EQ(body_of(get("/a.b.c/versions?cursor=3")).as_array().size(), 1u);
    EXPECT_EQ(get("/a.b.d/versions").status, 404);
    EXPECT_THAT(text_at(get("/a.b.c/versions/2"), "detail"), HasSubstr("it has 1, 3"));
    EXPECT_EQ(get("/a.b.c/versions/latest").status, 400);
}

TEST_P(Versions, shows_a_version_as_pending_while_it_is_looked_at) {
    std::string seen;
    during_inspection_ = [&] {
        const auto listed = get("/a.b.c/versions");
        seen = boost::json::value_to<std::string>(body_of(listed).at(0).at("status"));
        EXPECT_EQ(send("DELETE", "/a.b.c/versions/1").status, 409);
        EXPECT_EQ(send("DELETE", "/a.b.c").status, 409);
        EXPECT_EQ(send("PUT", "/a.b.c/aliases/champion", R"({"version": "1"})").status, 409);
        EXPECT_EQ(get("/a.b.c/versions/1/artifact").status, 409);
    };
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    EXPECT_EQ(seen, "PENDING_REGISTRATION");
}

TEST_P(Versions, fails_what_a_crash_interrupted_and_forgets_its_files) {
    const auto sha256 = sha256_hex(onnx_bytes);
    database().write([&](sql::Transaction& tx) {
        ModelsStore{tx}.insert({"a.b.c", "", "ann", true}, clock_.now());
        ModelsStore{tx}.take_version_number("a.b.c", clock_.now());
        VersionsStore{tx}.insert({.id = "v1",
                                  .full_name = "a.b.c",
                                  .version = 1,
                                  .description = {},
                                  .run_id = {},
                                  .source = "upload:m",
                                  .created_by = "ann",
                                  .training_job_id = {}},
                                 clock_.now());
        VersionsStore{tx}.doubt_artifacts({sha256}, clock_.now());
    });
    folder_.write("artifacts/" + sha256 + "/model.onnx", onnx_bytes);
    folder_.write("artifacts/staging/x/content/model.onnx", "half");
    restart();
    const auto version = get("/a.b.c/versions/1");
    EXPECT_EQ(text_at(version, "status"), "FAILED_REGISTRATION");
    EXPECT_THAT(text_at(version, "status_message"), HasSubstr("server stopped"));
    EXPECT_EQ(files_below(artifacts_folder()), std::set<std::string>{});
    EXPECT_EQ(count("artifacts_in_doubt"), 0);
    EXPECT_EQ(send("DELETE", "/a.b.c/versions/1").status, 204);
}

TEST_P(Versions, gives_back_what_was_uploaded) {
    EXPECT_EQ(upload_bare("a.b.c").status, 201);
    const auto bare = get("/a.b.c/versions/1/artifact");
    ASSERT_EQ(bare.status, 200) << bare.body;
    ASSERT_TRUE(bare.file);
    EXPECT_EQ(content_of(bare.file->path), onnx_bytes);
    EXPECT_EQ(header_of(bare, "ETag"), "\"" + sha256_hex(onnx_bytes) + "\"");

    folder_.write("m/MLmodel", "flavors: {onnx: {data: model.onnx}}\n");
    folder_.write("m/model.onnx", onnx_bytes);
    const auto made = upload("a.b.c", {{"path", (folder_.path() / "m").string(), {}}});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto zip = get("/a.b.c/versions/2/artifact");
    ASSERT_TRUE(zip.file);
    EXPECT_EQ(zip.content_type, "application/zip");
    auto staged = artifacts_->stage();
    unpack_archive(open_file(zip.file->path), Packing::zip, staged, {});
    EXPECT_EQ(content_hash(staged.files()), text_at(made, "sha256"));
}

TEST_P(Versions, repeats_its_answer_to_an_idempotency_key) {
    std::vector<api::FormPart> form;
    form.push_back(file_part("model", onnx_bytes));
    const auto first = upload("a.b.c", form, "key-1");
    ASSERT_EQ(first.status, 201) << first.body;
    form[0] = file_part("model", onnx_bytes);
    const auto again = upload("a.b.c", form, "key-1");
    EXPECT_EQ(again.status, 201) << again.body;
    EXPECT_EQ(header_of(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(body_of(again), body_of(first));
    EXPECT_EQ(count("model_versions"), 1);
    form[0] = file_part("model", onnx_bytes + "other");
    EXPECT_EQ(upload("a.b.c", form, "key-1").status, 422);
    EXPECT_EQ(count("model_versions"), 1);
    EXPECT_EQ(upload("a.b.c", form, "key-2").status, 201);
}

TEST_P(Versions, a_late_repeat_does_not_bring_back_what_was_deleted) {
    EXPECT_EQ(upload("a.b.c", {file_part("model", onnx_bytes)}, "key-1").status, 201);
    EXPECT_EQ(send("DELETE", "/a.b.c").status, 204);
    const auto repeat = upload("a.b.c", {file_part("model", onnx_bytes)}, "key-1");
    EXPECT_EQ(repeat.status, 409) << repeat.body;
    EXPECT_EQ(text_at(repeat, "code"), "already_done");
    expect_nothing_left();
    EXPECT_EQ(upload("a.b.c", {file_part("model", onnx_bytes)}, "key-2").status, 201);
}

TEST_P(Versions, tries_again_under_a_key_whose_first_attempt_failed) {
    during_inspection_ = [] { throw Failure{FailureKind::out_of_space, "the disk is full"}; };
    EXPECT_EQ(upload("a.b.c", {file_part("model", onnx_bytes)}, "key-1").status, 507);
    expect_nothing_left();
    during_inspection_ = [&] {
        EXPECT_EQ(upload("a.b.c", {file_part("model", onnx_bytes)}, "key-1").status, 409);
    };
    EXPECT_EQ(upload("a.b.c", {file_part("model", onnx_bytes)}, "key-1").status, 201);
    EXPECT_EQ(count("model_versions"), 1);
}

TEST_P(Versions, registers_the_sample_folder_once) {
    const auto folder = sample_folder();
    ASSERT_TRUE(std::filesystem::exists(folder)) << "the sample is part of the repository";
    const access::Actor actor{"local", "start"};
    const auto baseline = folder / "baseline.csv";
    const auto first = models_->register_folder("main.demo.cancer", folder / "v1", baseline, actor);
    EXPECT_EQ(first.version, "1");
    EXPECT_EQ(first.signature.inputs.size(), 30u);
    ASSERT_TRUE(first.baseline);
    EXPECT_GT(first.baseline->rows, 300);
    EXPECT_EQ(models_->register_folder("main.demo.cancer", folder / "v2", baseline, actor).version,
              "2");
    EXPECT_EQ(models_->register_folder("main.demo.cancer", folder / "v1", baseline, actor).version,
              "1");
    EXPECT_EQ(count("model_versions"), 2);
}

}  // namespace
}  // namespace ontos
