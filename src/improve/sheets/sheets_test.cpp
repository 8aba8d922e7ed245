// Training sheets and their rows through their routes, on both databases.
#include "improve/sheets/sheets.hpp"

#include <thread>

#include "improve/sheets/test_sheets.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

using TrainingSheets = SheetsTest;
INSTANTIATE_TEST_SUITE_P(on, TrainingSheets, sql::engines(), sql::engine_name);

TEST_P(TrainingSheets, are_made_changed_and_deleted) {
    const auto sheet = new_sheet(R"(, "description": "from users", "allowed_uses": ["training"])");
    auto made = get(sheet);
    EXPECT_EQ(made.at("name"), "support");
    EXPECT_EQ(made.at("sheet_name"), "support");
    EXPECT_EQ(made.at("status"), "ready");
    EXPECT_EQ(made.at("total_rows"), 0);
    EXPECT_EQ(made.at("created_by"), "ann");
    EXPECT_TRUE(made.at("approval_rate").is_null());

    made = ask(200, "PATCH", sheet, R"({"name": "better", "status": "exported"})");
    EXPECT_EQ(made.at("name"), "better");
    EXPECT_EQ(made.at("status"), "archived");
    EXPECT_EQ(made.at("description"), "from users");
    expect_refused(409, "sheet_archived", "POST", sheet + "/rows",
                   R"({"rows": [{"prompt": "a", "response": "b"}]})");

    EXPECT_EQ(send("DELETE", sheet).status, 204);
    EXPECT_EQ(send("GET", sheet).status, 404);
    EXPECT_THAT(get("/training-sheets/list").as_array(), SizeIs(0));
}

TEST_P(TrainingSheets, are_one_thing_under_both_names) {
    const auto made = ask(201, "POST", "/assemblies", R"({"sheet_name": "old"})");
    EXPECT_EQ(get("/training-sheets/" + text(made.at("id"))).at("name"), "old");
    EXPECT_EQ(get("/assemblies/" + text(made.at("id"))),
              get("/training-sheets/" + text(made.at("id"))));
}

TEST_P(TrainingSheets, are_listed_by_the_words_of_both_vocabularies) {
    const auto open = new_sheet();
    const auto closed = new_sheet();
    ask(200, "PATCH", closed, R"({"status": "archived"})");
    for (const std::string word : {"ready", "review", "approved"}) {
        const auto found = get("/training-sheets/list?limit=50&status=" + word).as_array();
        ASSERT_THAT(found, SizeIs(1)) << word;
        EXPECT_EQ("/training-sheets/" + text(found[0].at("id")), open);
    }
    for (const std::string word : {"archived", "exported"})
        EXPECT_THAT(get("/assemblies/list?status=" + word).as_array(), SizeIs(1)) << word;
    for (const std::string word : {"assembling", "generating", "failed", "rejected"})
        EXPECT_THAT(get("/training-sheets/list?status=" + word).as_array(), SizeIs(0)) << word;
    EXPECT_EQ(send("GET", "/training-sheets/list?status=finished").status, 400);
}

TEST_P(TrainingSheets, come_in_pages) {
    for (int i = 0; i < 3; ++i) {
        clock_.advance(std::chrono::seconds{1});
        new_sheet();
    }
    const auto first = send("GET", "/training-sheets/list?limit=2");
    EXPECT_THAT(api::sample::body_of(first).as_array(), SizeIs(2));
    const auto link = api::sample::header(first, "Link");
    const auto start = link.find("/training-sheets");
    const auto rest = get(link.substr(start, link.find('>') - start)).as_array();
    EXPECT_THAT(rest, SizeIs(1));
}

TEST_P(TrainingSheets, refuse_what_makes_no_sense) {
    expect_refused(400, "/body/name", "POST", "/training-sheets", "{}");
    expect_refused(400, "/body/name", "POST", "/training-sheets", R"({"name": ""})");
    expect_refused(400, "/body/sheet_name", "POST", "/training-sheets",
                   R"({"name": "a", "sheet_name": "b"})");
    expect_refused(400, "/body/allowed_uses/0", "POST", "/training-sheets",
                   R"({"name": "a", "allowed_uses": ["fun"]})");
    expect_refused(400, "/body/prohibited_uses", "POST", "/training-sheets",
                   R"({"name": "a", "allowed_uses": ["training", "testing"],
                       "prohibited_uses": ["testing"]})");
    for (const auto* name : {"name", "sheet_name"})
        expect_refused(400, "must not be blank", "POST", "/training-sheets",
                       R"({")" + std::string{name} + R"(": "  "})");
    const auto sheet = new_sheet(R"(, "allowed_uses": ["training"])");
    expect_refused(400, "must not be blank", "PATCH", sheet, R"({"name": "\t "})");
    expect_refused(400, "/body/prohibited_uses", "PATCH", sheet,
                   R"({"prohibited_uses": ["training"]})");
    expect_refused(400, "/body/rows/0/prohibited_uses", "POST", sheet + "/rows",
                   R"({"rows": [{"prompt": "a", "response": "b", "allowed_uses": ["training"],
                                 "prohibited_uses": ["training"]}]})");
    expect_refused(400, "/body/name", "PATCH", sheet, R"({"name": null})");
    expect_refused(404, "sheet_not_found", "PATCH", "/training-sheets/nobody", R"({"name": "a"})");
    expect_refused(404, "sheet_not_found", "POST", "/training-sheets/nobody/rows",
                   R"({"rows": [{"prompt": "a", "response": "b"}]})");
}

TEST_P(TrainingSheets, take_rows_as_texts_chats_and_features) {
    const auto sheet = new_sheet();
    add(sheet, R"({"prompt": "How?", "response": "So."},
                  {"messages": [{"role": "system", "content": "Be kind."},
                                {"role": "user", "content": "Hi"},
                                {"role": "assistant", "content": "Hello"},
                                {"role": "user", "content": "Why?"},
                                {"role": "assistant", "content": "Because."}],
                   "rejected_response": "Go away.", "review_status": "approved"},
                  {"features": {"width": 2.5, "colour": "red"}, "label": "apple",
                   "session_id": "s1"},
                  {"prompt": "Bad?", "rejected_response": "Awful."})");
    const auto rows = get(sheet + "/rows").at("items").as_array();
    ASSERT_THAT(rows, SizeIs(4));
    EXPECT_EQ(rows[0].at("row_index"), 0);
    EXPECT_EQ(rows[0].at("use"), "sft");
    EXPECT_EQ(rows[0].at("review_status"), "pending");
    EXPECT_EQ(rows[0].at("response_source"), "human_labeled");
    EXPECT_TRUE(rows[0].at("exportable_at").is_null());

    EXPECT_EQ(rows[1].at("prompt"), "Why?");
    EXPECT_EQ(rows[1].at("response"), "Because.");
    EXPECT_EQ(rows[1].at("use"), "preference");
    EXPECT_THAT(rows[1].at("context").as_array(), SizeIs(3));
    EXPECT_THAT(rows[1].at("messages").as_array(), SizeIs(5));
    EXPECT_EQ(rows[1].at("reviewed_by"), "ann");
    EXPECT_FALSE(rows[1].at("exportable_at").is_null());

    EXPECT_EQ(rows[2].at("prompt"), R"({"colour":"red","width":2.5})");
    EXPECT_EQ(rows[2].at("response"), "apple");
    EXPECT_EQ(rows[2].at("features").at("width"), 2.5);

    EXPECT_EQ(rows[3].at("use"), "unpaired_negative");
    EXPECT_EQ(rows[3].at("response_source"), "empty");
    EXPECT_FALSE(rows[3].at("exportable_at").is_null());
    expect_true_counts(sheet);
    EXPECT_EQ(count(sheet, "total_rows"), 4);
    EXPECT_EQ(count(sheet, "exportable_count"), 2);

    const auto preview = get(sheet + "/preview?limit=2&offset=1");
    EXPECT_EQ(preview.at("total_rows"), 4);
    EXPECT_EQ(preview.at("preview_rows"), 2);
    EXPECT_EQ(preview.at("rows").at(0).at("row_index"), 1);
}

TEST_P(TrainingSheets, refuse_rows_that_teach_nothing_and_add_none) {
    const auto sheet = new_sheet();
    const auto refuse = [&](const std::string& row, const std::string& says) {
        expect_refused(400, says, "POST", sheet + "/rows",
                       R"({"rows": [{"prompt": "a", "response": "b"}, )" + row + "]}");
    };
    refuse(R"({"response": "b"})", "/body/rows/1/prompt");
    refuse(R"({"prompt": "", "response": "b"})", "/body/rows/1/prompt");
    refuse(R"({"prompt": " \n", "response": "b"})", "/body/rows/1/prompt");
    refuse(R"({"prompt": "a", "response": " "})", "/body/rows/1/response");
    refuse(R"({"prompt": "a", "response": "No.", "rejected_response": " no. "})",
           "a rejected answer is no target");
    refuse(R"({"prompt": "a", "review_status": "approved"})", "/body/rows/1/response");
    refuse(R"({"prompt": "a", "response": "b", "review_status": "edited"})",
           "/body/rows/1/review_status");
    refuse(R"({"prompt": "a", "response": "b", "label": "b"})", "/body/rows/1/label");
    refuse(R"({"messages": [{"role": "assistant", "content": "a"}]})", "/body/rows/1/messages");
    refuse(R"({"messages": [{"role": "user", "content": "a"}], "prompt": "b"})",
           "/body/rows/1/prompt");
    refuse(R"({"messages": [{"role": "tool", "content": "a"}]})", "/body/rows/1/messages/0/role");
    refuse(R"({"prompt": "a", "response_source": "ai_generated"})", "/body/rows/1/response_source");
    refuse(R"({"prompt": "a", "answer": "b"})", "/body/rows/1/answer");
    refuse(R"({"prompt": ")" + std::string(100'001, 'x') + R"("})", "/body/rows/1/prompt");
    expect_refused(400, "/body/rows", "POST", sheet + "/rows", R"({"rows": []})");
    EXPECT_EQ(count(sheet, "total_rows"), 0);
}

TEST_P(TrainingSheets, keep_any_text_as_it_is_and_no_secrets) {
    const auto sheet = new_sheet();
    const std::string evil = R"(<script>alert('x')</script>'; drop table training_rows; --)";
    add(sheet, R"({"prompt": ")" + evil + R"(", "response": "mail ann@example.com"})");
    const auto row = get(sheet + "/rows/0");
    EXPECT_EQ(text(row.at("prompt")), evil);
    EXPECT_EQ(row.at("response"), "mail [REDACTED:email]");
    add(sheet, R"({"prompt": "p", "review_status": "flagged", "review_reason": "a@b.example"})");
    EXPECT_EQ(get(sheet + "/rows/1").at("flag_reason"), "[REDACTED:email]");
    for (const auto* change : {R"({"review_status": "flagged", "review_reason": "a@b.example"})",
                               R"({"is_flagged": true, "flag_reason": "a@b.example"})"})
        for (const auto* method : {"PATCH", "PUT"}) {
            const auto changed = ask(200, method, sheet + "/rows/0", change);
            EXPECT_EQ(changed.at("review_reason"), "[REDACTED:email]") << change;
            EXPECT_EQ(changed.at("flag_reason"), "[REDACTED:email]") << change;
        }
    EXPECT_EQ(send("GET", sheet + "/rows/" + "'%20or%20''%3D'").status, 404);
}

TEST_P(TrainingSheets, keep_no_column_that_must_not_be_written_not_even_in_the_prompt) {
    const auto sheet = new_sheet();
    add(sheet, R"({"features": {"salary": 5000, "card": 4111111111111111, "note": "a@b.example"},
                   "label": "yes"})");
    const auto row = get(sheet + "/rows/0");
    const auto features = api::json::parse(R"({"salary": "[REDACTED:column]",
        "card": "[REDACTED:card]", "note": "[REDACTED:email]"})");
    EXPECT_EQ(row.at("features"), features);
    EXPECT_EQ(api::json::parse(text(row.at("prompt"))), features);
}

TEST_P(TrainingSheets, remember_who_decided_what_and_why) {
    const auto sheet = new_sheet();
    const auto row = sheet + "/rows/" + add(sheet, R"({"prompt": "a", "response": "b"})")[0];
    auto now = ask(200, "PATCH", row, R"({"review_status": "approved"})");
    EXPECT_EQ(now.at("review_status"), "approved");
    EXPECT_EQ(now.at("reviewed_by"), "ann");
    EXPECT_EQ(now.at("response_source"), "human_verified");
    const auto exportable_at = now.at("exportable_at");
    EXPECT_FALSE(exportable_at.is_null());

    clock_.advance(std::chrono::seconds{1});
    now = ask(200, "PATCH", row, R"({"response": "c", "review_reason": "typo"})");
    EXPECT_EQ(now.at("review_status"), "edited");
    EXPECT_EQ(now.at("review_reason"), "typo");
    EXPECT_EQ(now.at("original").at("response"), "b");
    EXPECT_EQ(now.at("exportable_at"), exportable_at);
    now = ask(200, "PATCH", row, R"({"response": "d", "review_status": "approved"})");
    EXPECT_EQ(now.at("review_status"), "edited");
    EXPECT_EQ(now.at("original").at("response"), "b");  // the first
    EXPECT_EQ(now.at("revision"), 4);
    expect_true_counts(sheet);

    now = ask(200, "PATCH", row, R"({"review_status": "rejected", "review_reason": "wrong"})");
    EXPECT_TRUE(now.at("exportable_at").is_null());
    now = ask(200, "PUT", row, R"({"is_flagged": true, "flag_reason": "look", "other": 1})");
    EXPECT_EQ(now.at("review_status"), "flagged");
    EXPECT_EQ(now.at("flag_reason"), "look");
    EXPECT_EQ(count(sheet, "flagged_count"), 1);
    now = ask(200, "PUT", row, R"({"is_flagged": false})");
    EXPECT_EQ(now.at("review_status"), "pending");
    EXPECT_EQ(now.at("is_flagged"), false);
    expect_true_counts(sheet);
}

TEST_P(TrainingSheets, a_change_that_changes_nothing_makes_no_revision) {
    const auto sheet = new_sheet();
    const auto row = sheet + "/rows/" + add(sheet, R"({"prompt": "a", "response": "b"})")[0];
    const auto before = ask(200, "PATCH", row, R"({"review_status": "approved"})");
    EXPECT_EQ(before.at("revision"), 2);
    clock_.advance(std::chrono::seconds{1});
    for (const auto* change : {"{}", R"({"review_status": "approved"})", R"({"response": "b"})"})
        EXPECT_EQ(ask(200, "PATCH", row, change), before) << change;
    EXPECT_EQ(get(row), before);
}

TEST_P(TrainingSheets, refuse_reviews_that_make_no_sense_and_change_nothing) {
    const auto sheet = new_sheet();
    add(sheet, R"({"prompt": "a"}, {"prompt": "b", "rejected_response": "No"})");
    const auto before = get(sheet + "/rows");
    const auto refuse = [&](const std::string& row, const std::string& body,
                            const std::string& says) {
        expect_refused(400, says, "PATCH", sheet + "/rows/" + row, body);
    };
    refuse("0", R"({"review_status": "approved"})", "nothing to approve");
    refuse("0", R"({"review_status": "edited"})", "only with a change");
    refuse("0", R"({"review_status": "rejected"})", "/body/review_reason");
    refuse("0", R"({"review_status": "flagged", "review_reason": " "})", "/body/review_reason");
    refuse("0", R"({"review_status": null})", "/body/review_status");
    refuse("0", R"({"prompt": null})", "/body/prompt");
    refuse("1", R"({"response": "no"})", "a rejected answer is no target");
    EXPECT_EQ(send("PATCH", sheet + "/rows/7", R"({"review_status": "pending"})").status, 404);
    EXPECT_EQ(
        send("PATCH", sheet + "/rows/1", R"({"prompt": "c"})", {{"If-Match", "\"x\""}}).status,
        412);
    EXPECT_EQ(get(sheet + "/rows"), before);
}

TEST_P(TrainingSheets, a_corrected_negative_becomes_a_preference) {
    const auto sheet = new_sheet();
    add(sheet, R"({"prompt": "b", "rejected_response": "No"})");
    const auto now = ask(200, "PATCH", sheet + "/rows/0", R"({"response": "Yes"})");
    EXPECT_EQ(now.at("use"), "preference");
    EXPECT_EQ(now.at("review_status"), "edited");
    EXPECT_TRUE(now.at("original").at("response").is_null());
    EXPECT_EQ(count(sheet, "preference_count"), 1);
    EXPECT_EQ(count(sheet, "unpaired_negative_count"), 0);
    expect_true_counts(sheet);
}

TEST_P(TrainingSheets, rows_are_found_by_state_and_come_in_pages) {
    const auto sheet = new_sheet();
    add(sheet, R"({"prompt": "a", "response": "r", "review_status": "approved"},
                  {"prompt": "b", "response": "r"},
                  {"prompt": "c", "response": "r", "review_status": "approved"},
                  {"prompt": "d", "response": "r", "review_status": "approved"})");
    const auto first = get(sheet + "/rows?review_status=approved&limit=2");
    ASSERT_THAT(first.at("items").as_array(), SizeIs(2));
    EXPECT_EQ(first.at("items").at(1).at("prompt"), "c");
    const auto rest =
        get(sheet + "/rows?review_status=approved&limit=2&cursor=" + text(first.at("next_cursor")));
    ASSERT_THAT(rest.at("items").as_array(), SizeIs(1));
    EXPECT_EQ(rest.at("items").at(0).at("prompt"), "d");
    EXPECT_TRUE(rest.at("next_cursor").is_null());
    EXPECT_EQ(send("GET", sheet + "/rows?cursor=x").status, 400);
}

TEST_P(TrainingSheets, count_right_under_eight_threads) {
    const auto sheet = new_sheet();
    const auto seed =
        add(sheet, R"({"prompt": "z", "response": "r"}, {"prompt": "y", "response": "r"},
                           {"prompt": "x", "response": "r"}, {"prompt": "w", "response": "r"})");
    std::atomic<int> added{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                for (int round = 0; round < 5; ++round) {
                    const auto reply = send("POST", sheet + "/rows",
                                            R"({"rows": [{"prompt": "p", "response": "r"},
                                          {"prompt": "q", "rejected_response": "r"}]})");
                    if (reply.status == 201) added += 2;
                    EXPECT_TRUE(reply.status == 201 || reply.status == 503) << reply.body;
                    const auto status = i % 2 == 0 ? "approved" : "pending";
                    const auto changed =
                        send("PATCH", sheet + "/rows/" + seed[static_cast<std::size_t>(i) % 4],
                             std::string{R"({"review_status": ")"} + status + "\"}");
                    EXPECT_TRUE(changed.status == 200 || changed.status == 503) << changed.body;
                }
            });
    }
    EXPECT_GT(added, 0);
    EXPECT_EQ(count(sheet, "total_rows"), added + 4);
    expect_true_counts(sheet);
    const auto rows = get(sheet + "/rows?limit=1000").at("items").as_array();
    for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(rows[i].at("row_index").as_int64(), static_cast<std::int64_t>(i));
}

TEST_P(TrainingSheets, rows_of_deleted_ones_go_in_the_background) {
    const auto sheet = new_sheet();
    add(sheet, R"({"prompt": "a", "response": "b"})");
    ask(204, "DELETE", sheet);
    sheets_->forget_deleted();
    const auto left = database().read([](sql::Transaction& tx) {
        return tx.value<std::int64_t>(
            "select (select count(*) from training_rows) + (select count(*) from training_sheets)");
    });
    EXPECT_EQ(left, 0);
}

TEST_P(TrainingSheets, rows_are_added_once_under_one_idempotency_key) {
    const auto sheet = new_sheet();
    const std::string body = R"({"rows": [{"prompt": "a", "response": "b"}]})";
    const auto first = send("POST", sheet + "/rows", body, {{"Idempotency-Key", "k"}});
    const auto again = send("POST", sheet + "/rows", body, {{"Idempotency-Key", "k"}});
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(count(sheet, "total_rows"), 1);
}

}  // namespace
}  // namespace ontos
