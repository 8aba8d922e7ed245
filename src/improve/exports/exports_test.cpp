// Exports of sheets: what is in the files, what never is, and what a crash leaves.
#include "improve/exports/exports.hpp"

#include "improve/exports/exports_store.hpp"
#include "improve/exports/test_exports.hpp"
#include "platform/base/hash.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using SheetExports = ExportsTest;
INSTANTIATE_TEST_SUITE_P(on, SheetExports, sql::engines(), sql::engine_name);

TEST_P(SheetExports, have_files_with_hashes_a_manifest_and_a_report) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 40) + R"(,{"prompt": "waits", "response": "r"})");
    const auto made = export_as("ready", sheet, R"("format": "jsonl")");
    EXPECT_EQ(made.at("examples_exported"), 40);
    EXPECT_EQ(made.at("excluded_count"), 0);
    EXPECT_EQ(made.at("train_count").as_int64() + made.at("val_count").as_int64(), 40);
    EXPECT_GT(made.at("val_count").as_int64(), 0);
    EXPECT_EQ(made.at("progress"), 1);
    EXPECT_THAT(text(made.at("train_path")), testing::EndsWith("/1/support_train.jsonl"));
    EXPECT_EQ(made.at("report").at("rows_seen"), 40);
    EXPECT_EQ(made.at("report").at("not_exportable"), 1);
    EXPECT_EQ(made.at("report").at("rejected_as_target"), 0);
    const auto& report = made.at("report").as_object();
    EXPECT_LE(report.at("tokens_estimate").at("largest").as_int64(),
              (report.at("prompt_characters").at("largest").as_int64() +
               report.at("response_characters").at("largest").as_int64() + 3) /
                  4);
    EXPECT_EQ(made.at("manifest").at("redaction_policy_version"), 7);
    std::vector<std::string> names;
    for (const auto& file : made.at("manifest").at("files").as_array()) {
        names.push_back(text(file.at("name")));
        const auto bytes = download(made, names.back());
        EXPECT_EQ(text(file.at("sha256")), sha256_hex(bytes)) << names.back();
        EXPECT_EQ(file.at("size_bytes").as_int64(), std::ssize(bytes)) << names.back();
    }
    EXPECT_THAT(names, testing::ElementsAre("support_train.jsonl", "support_val.jsonl",
                                            "report.json", "manifest.json"));
    const auto manifest = boost::json::parse(download(made, "manifest.json"));
    const auto first_line = download(made, "support_train.jsonl");
    EXPECT_EQ(boost::json::parse(first_line.substr(0, first_line.find('\n'))).at("row_id"),
              manifest.at("files").at(0).at("row_ids").at(0));
    EXPECT_EQ(get(path_of(made)), made);
    EXPECT_EQ(get(path_of(made) + "/report"), made.at("report"));
    EXPECT_EQ(boost::json::parse(download(made, "report.json")), made.at("report"));
}

TEST_P(SheetExports, are_the_same_for_the_same_rows) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 30));
    const auto first = export_as("ready", sheet, R"("format": "trl_prompt_completion")");
    const auto again = export_as("ready", sheet, R"("format": "trl_prompt_completion")");
    EXPECT_EQ(first.at("manifest").at("dataset_sha256"), again.at("manifest").at("dataset_sha256"));
    EXPECT_EQ(first.at("manifest").at("files").at(0).at("sha256"),
              again.at("manifest").at("files").at(0).at("sha256"));
}

TEST_P(SheetExports, never_have_a_rejected_text_as_target) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 12) + "," + good("Who?", "Nobody  at ALL.") +
                   R"(,{"prompt": "who?", "rejected_response": "nobody at all."})");
    for (const std::string format : {"openai_sft", "jsonl", "csv", "trl_prompt_completion",
                                     "anthropic", "gemini", "hf_dataset"}) {
        const auto made =
            export_as("ready", sheet, R"("force": true, "format": ")" + format + "\"");
        EXPECT_EQ(excluded(made, "rejected_as_target"), 1) << format;
        EXPECT_THAT(all_lines(made), Not(HasSubstr("obody"))) << format;
    }
    const auto judged = export_as("ready", sheet, R"("format": "trl_unpaired")");
    EXPECT_THAT(all_lines(judged),
                HasSubstr(R"({"prompt":"who?","completion":"nobody at all.","label":false})"));
    EXPECT_THAT(all_lines(judged), Not(HasSubstr("Nobody  at ALL.")));
}

TEST_P(SheetExports, tell_repetitions_and_contradictions) {
    const auto sheet = new_sheet();
    const std::string stem =
        "one two three four five six seven eight nine ten eleven twelve "
        "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty ";
    add(sheet, good("Where is it?", "Here") + "," + good("where  is IT?", "here") + "," +
                   good("What colour?", "Red") + "," + good("What colour?", "Blue") + "," +
                   good(stem + stem + "a", "yes", R"(, "session_id": "s")") + "," +
                   good(stem + stem + "b", "yes", R"(, "session_id": "s")"));
    const auto made = export_as("ready", sheet, R"("format": "jsonl")");
    const auto& report = made.at("report");
    EXPECT_EQ(report.at("exact_duplicates").at("rows"), 1);
    EXPECT_EQ(excluded(made, "exact_duplicate"), 1);
    EXPECT_EQ(report.at("near_duplicates").at("rows"), 1);
    EXPECT_EQ(excluded(made, "near_duplicate"), 0);
    EXPECT_EQ(report.at("conflicts").at("prompts"), 1);
    EXPECT_THAT(report.at("conflicts").at("examples").at(0).at("row_ids").as_array(), SizeIs(2));
    EXPECT_THAT(report.at("warnings").as_array(), Not(IsEmpty()));
    const auto strict =
        export_as("ready", sheet, R"("format": "jsonl", "drop_duplicates": "near")");
    EXPECT_EQ(excluded(strict, "near_duplicate"), 1);
    const auto all = export_as("ready", sheet, R"("format": "jsonl", "drop_duplicates": "keep")");
    EXPECT_EQ(all.at("examples_exported"), 6);
}

TEST_P(SheetExports, leave_out_what_repeats_an_evaluation_sheet) {
    const auto judge = new_sheet(R"(, "allowed_uses": ["evaluation"])");
    const std::string run = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu";
    add(judge, good(run, "xi"));
    const auto sheet = new_sheet();
    add(sheet, many(0, 5) + "," + good("Before " + run + " after", "no"));
    const auto made = export_as("ready", sheet, R"("format": "jsonl")");
    EXPECT_EQ(excluded(made, "contaminated"), 1);
    EXPECT_EQ(made.at("report").at("contamination").at("evaluation_rows"), 1);
    EXPECT_EQ(made.at("report").at("contamination").at("rows"), 1);
    // And the evaluation sheet itself is nothing to train on.
    const auto refused = export_as("refused", judge, R"("format": "jsonl", "force": true)");
    EXPECT_EQ(excluded(refused, "usage"), 1);
}

TEST_P(SheetExports, are_filtered_by_the_name_of_an_endpoint_too) {
    const auto sheet = new_sheet();
    const auto id = sheet.substr(sheet.rfind('/') + 1);
    ask(201, "POST",
        "/feedback/" + give(Rating::positive) + "/to-training?training_sheet_id=" + id);
    add(sheet, many(0, 3));
    for (const std::string reference : {"endpoint-1", "iris"}) {
        const auto made =
            export_as("ready", sheet,
                      R"("format": "jsonl", "filters": {"endpoint_id": ")" + reference + R"("})");
        EXPECT_EQ(made.at("examples_exported"), 1) << reference;
        EXPECT_EQ(made.at("options").at("filters").at("endpoint_id"), "endpoint-1");
    }
    expect_refused(404, "Endpoint not found", "POST", sheet + "/export",
                   R"({"format": "jsonl", "filters": {"endpoint_id": "nobody"}})");
}

TEST_P(SheetExports, keep_to_what_rows_may_be_used_for_and_to_filters) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 20) + "," + good("a b c", "d", R"(, "prohibited_uses": ["training",
        "validation"])") +
                   "," + good("made by hand", "e", R"(, "response_source": "canonical")"));
    EXPECT_EQ(excluded(export_as("ready", sheet, R"("format": "jsonl")"), "usage"), 1);
    const auto some = export_as(
        "ready", sheet, R"("format": "jsonl", "filters": {"response_source": ["canonical"]})");
    EXPECT_EQ(some.at("examples_exported"), 1);
    EXPECT_EQ(excluded(some, "filter"), 21);
}

TEST_P(SheetExports, refuse_what_a_trainer_would_and_name_the_line) {
    const auto sheet = new_sheet();
    const auto ids = add(sheet, many(0, 30) +
                                    R"(,{"messages": [{"role": "user", "content": "a"},
        {"role": "user", "content": "b"}, {"role": "assistant", "content": "c"}],
        "review_status": "approved", "session_id": "x"})");
    const auto refused = export_as("refused", sheet, R"("format": "openai_sft")");
    ASSERT_THAT(refused.at("report").at("errors").as_array(), SizeIs(1));
    const auto& error = refused.at("report").at("errors").at(0);
    EXPECT_EQ(text(error.at("row_id")), ids.back());
    EXPECT_EQ(error.at("where"), "/messages/1/role");
    EXPECT_GT(error.at("line").as_int64(), 0);
    EXPECT_THAT(text(refused.at("reason")), HasSubstr("force"));
    EXPECT_TRUE(refused.at("manifest").is_null());
    EXPECT_EQ(send("GET", path_of(refused) + "/files/support_train.jsonl").status, 404);
    EXPECT_FALSE(std::filesystem::exists(folder() / text(refused.at("export_id"))));

    const auto forced = export_as("ready", sheet, R"("format": "openai_sft", "force": true)");
    EXPECT_EQ(forced.at("examples_exported"), 30);
    EXPECT_EQ(excluded(forced, "invalid_line"), 1);
}

TEST_P(SheetExports, of_too_few_examples_are_refused_by_the_format_that_says_so) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 5));
    const auto refused = export_as("refused", sheet, R"("format": "openai_sft")");
    EXPECT_EQ(refused.at("report").at("errors").at(0).at("line"), 0);
    export_as("ready", sheet, R"("format": "openai_sft", "force": true)");
    export_as("ready", sheet, R"("format": "jsonl")");
}

TEST_P(SheetExports, are_refused_where_they_make_no_sense) {
    const auto sheet = new_sheet();
    expect_refused(422, "nothing_to_export", "POST", sheet + "/export", R"({"format": "jsonl"})");
    add(sheet, R"({"prompt": "waits", "response": "r"})");
    expect_refused(422, "nothing_to_export", "POST", sheet + "/export", R"({"format": "jsonl"})");
    add(sheet, many(0, 3));
    expect_refused(400, "/body/format", "POST", sheet + "/export", R"({"format": "word"})");
    expect_refused(400, "/body/train_split", "POST", sheet + "/export", R"({"train_split": 0.99})");
    expect_refused(400, "/body/conversational", "POST", sheet + "/export",
                   R"({"format": "csv", "conversational": true})");
    expect_refused(400, "/body/layout", "POST", sheet + "/export",
                   R"({"format": "jsonl", "layout": "features"})");
    expect_refused(404, "sheet_not_found", "POST", "/training-sheets/none/export", "{}");
    EXPECT_EQ(send("GET", "/exports/none").status, 404);
    EXPECT_EQ(send("GET", "/exports/none/report").status, 404);
    EXPECT_EQ(send("DELETE", "/exports/none").status, 404);
    EXPECT_THAT(get("/exports").at("items").as_array(), IsEmpty());
}

TEST_P(SheetExports, download_only_what_they_name_and_remember_who_got_rows) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    const auto made = export_as("ready", sheet, R"("format": "hf_dataset")");
    EXPECT_EQ(send("GET", path_of(made) + "/files/..%2F..%2Fsecret").status, 404);
    EXPECT_EQ(send("GET", path_of(made) + "/files/1").status, 404);
    EXPECT_THAT(download(made, "README.md"), HasSubstr("config_name: default"));
    download(made, "manifest.json");
    const auto data = path_of(made) + "/files/data%2Ftrain-00000-of-00001.parquet";
    const auto etag = api::sample::header(send("HEAD", data), "ETag");
    EXPECT_EQ(send("GET", data, "", {{"Range", "bytes=99999999-"}}).status, 416);
    EXPECT_EQ(send("GET", data, "", {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(send("GET", data).status, 200);
    EXPECT_EQ(send("GET", data, "", {{"Range", "bytes=0-9"}}).status, 206);
    const auto known = database().read([&](sql::Transaction& tx) {
        return exports_store::downloads(tx, text(made.at("export_id")));
    });
    ASSERT_THAT(known, SizeIs(1)) << "the others have no rows";
    EXPECT_EQ(known[0].name, "data/train-00000-of-00001.parquet");
    EXPECT_EQ(known[0].requests, 2);
    EXPECT_EQ(known[0].downloaded_by, "ann");
}

TEST_P(SheetExports, are_made_once_by_one_key) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    const auto once = [&] {
        return send("POST", sheet + "/export", R"({"format": "jsonl"})",
                    {{"Idempotency-Key", "k"}});
    };
    EXPECT_EQ(once().body, once().body);
    EXPECT_THAT(get("/exports").at("items").as_array(), SizeIs(1));
}

TEST_P(SheetExports, are_listed_and_deleted_with_their_files) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    std::vector<Json> made;
    for (int i = 0; i < 3; ++i) {
        clock_.advance(std::chrono::seconds{1});
        made.push_back(export_as("ready", sheet, R"("format": "jsonl")"));
    }
    const auto id = text(made[0].at("training_sheet_id"));
    const auto page = get("/exports?limit=2&training_sheet_id=" + id);
    ASSERT_THAT(page.at("items").as_array(), SizeIs(2));
    EXPECT_EQ(page.at("items").at(0).at("export_id"), made[2].at("export_id"));
    EXPECT_EQ(page.at("items").at(0).at("train_count"), made[2].at("train_count"));
    EXPECT_THAT(
        get("/exports?limit=2&cursor=" + text(page.at("next_cursor"))).at("items").as_array(),
        SizeIs(1));
    EXPECT_THAT(get("/exports?status=failed").at("items").as_array(), IsEmpty());
    EXPECT_EQ(send("DELETE", path_of(made[0])).status, 204);
    EXPECT_FALSE(std::filesystem::exists(folder() / text(made[0].at("export_id"))));
    EXPECT_EQ(send("GET", path_of(made[0])).status, 404);
    EXPECT_THAT(get("/exports").at("items").as_array(), SizeIs(2));
}

TEST_P(SheetExports, that_a_crash_interrupted_are_made_by_the_next_start) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    exports_->stop();  // as a crash: what is begun is not finished
    const auto left = ask(201, "POST", sheet + "/export", R"({"format": "jsonl", "wait": 0})");
    EXPECT_EQ(left.at("status"), "running");
    exports_.reset();

    exports_ = make_exports("server-1");
    exports_->step();
    finish_work();
    const auto made = exports_->show_export({{text(left.at("export_id"))}});
    EXPECT_EQ(made.status, ExportStatus::ready);
    EXPECT_EQ(made.examples_exported, 3);
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / *made.train_path));
}

TEST_P(SheetExports, of_another_server_are_left_to_it_while_it_lives) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    exports_->stop();
    const auto left = ask(201, "POST", sheet + "/export", R"({"format": "jsonl", "wait": 0})");
    const api::Path<ExportPath> path{{text(left.at("export_id"))}};

    auto other = make_exports("server-2");
    clock_.advance(std::chrono::seconds{29});
    other->step();
    finish_work();
    EXPECT_EQ(other->show_export(path).status, ExportStatus::running);
    clock_.advance(std::chrono::seconds{2});
    other->step();
    finish_work();
    EXPECT_EQ(exports_->show_export(path).status, ExportStatus::ready);
    const auto reply = send("GET", "/exports/" + path.export_id + "/files/support_train.jsonl");
    EXPECT_EQ(reply.status, 404);
    EXPECT_THAT(reply.body, HasSubstr("server-2"));
}

TEST_P(SheetExports, of_features_refuse_a_feature_called_as_the_label_by_its_line) {
    const auto row = [](const std::string& name) {
        return R"({"features": {")" + name +
               R"(": 1}, "response": "yes", "review_status": "approved"})";
    };
    for (const std::string format : {"csv", "parquet"}) {
        const auto sheet = new_sheet();
        const auto ids = add(sheet, row("radius") + ',' + row("label"));
        const auto wanted =
            R"("layout": "features", "train_split": 0.95, "format": ")" + format + "\"";
        const auto refused = export_as("refused", sheet, wanted);
        const auto& errors = refused.at("report").at("errors").as_array();
        ASSERT_THAT(errors, SizeIs(1)) << format;
        EXPECT_EQ(text(errors.front().at("row_id")), ids.back());
        EXPECT_EQ(text(errors.front().at("where")), "/features/label");
        EXPECT_THAT(text(errors.front().at("what")), HasSubstr("must have another name"));
        const auto forced = export_as("ready", sheet, wanted + R"(, "force": true)");
        EXPECT_EQ(forced.at("examples_exported"), 1);
        EXPECT_EQ(excluded(forced, "invalid_line"), 1);
        if (format == "csv") {
            EXPECT_EQ(all_lines(forced), "radius,label\n1,yes\n");
        }
        const auto only = new_sheet();
        add(only, row("label"));
        export_as("refused", only, wanted + R"(, "force": true)");
    }
}

TEST_P(SheetExports, refuse_a_filter_that_is_not_there) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    expect_refused(400, "/body/filters/tag", "POST", sheet + "/export",
                   R"({"format": "jsonl", "filters": {"tag": "x"}, "of_the_earlier_page": true})");
}

TEST_P(SheetExports, are_forgotten_with_their_files_when_they_are_too_old) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    const auto old = export_as("ready", sheet, R"("format": "jsonl")");
    download(old, "manifest.json");
    clock_.advance(std::chrono::hours{24});
    const auto fresh = export_as("ready", sheet, R"("format": "jsonl")");
    exports_->forget(clock_.now() - std::chrono::hours{1});
    EXPECT_EQ(send("GET", path_of(old)).status, 404);
    EXPECT_THAT(files_below(folder()), SizeIs(fresh.at("manifest").at("files").as_array().size()));
    download(fresh, "manifest.json");
}

TEST_P(SheetExports, leave_no_files_that_nobody_knows) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 3));
    const auto made = export_as("ready", sheet, R"("format": "jsonl")");
    folder_.write("exports/00000000-gone/1/x_train.jsonl", "{}");
    folder_.write("exports/" + text(made.at("export_id")) + "/7/x_train.jsonl", "{}");
    exports_->sweep();
    EXPECT_THAT(files_below(folder()), SizeIs(made.at("manifest").at("files").as_array().size()));
    download(made, "manifest.json");
}

}  // namespace
}  // namespace ontos
