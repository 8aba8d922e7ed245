// What an export is for, and which side of its split a row is on, for ever.
#include "improve/exports/test_exports.hpp"

namespace ontos {
namespace {

using testing::SizeIs;

using SplitExports = ExportsTest;
INSTANTIATE_TEST_SUITE_P(on, SplitExports, sql::engines(), sql::engine_name);

TEST_P(SplitExports, of_an_evaluation_sheet_are_for_evaluation) {
    const auto judge = new_sheet(R"(, "allowed_uses": ["evaluation"])");
    add(judge, many(0, 12));
    const auto evals = export_as("ready", judge, R"("format": "openai_evals")");
    EXPECT_EQ(evals.at("report").at("purpose"), "evaluation");
    EXPECT_EQ(evals.at("manifest").at("options").at("purpose"), "evaluation");
    EXPECT_EQ(evals.at("train_count"), 0) << "what judges models is not to be trained on";
    EXPECT_EQ(evals.at("val_count"), 12);
    EXPECT_EQ(excluded(evals, "contaminated"), 0);
    const auto lines = export_as("ready", judge, R"("format": "jsonl", "purpose": "evaluation")");
    EXPECT_EQ(lines.at("val_count"), 12);
    const auto refused =
        export_as("refused", judge, R"("format": "openai_evals", "purpose": "training")");
    EXPECT_EQ(excluded(refused, "usage"), 12);
    EXPECT_EQ(refused.at("report").at("purpose"), "training");
}

TEST_P(SplitExports, for_evaluation_have_no_row_that_may_not_judge) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 20) + "," + good("a b c", "d", R"(, "prohibited_uses": ["evaluation"])") +
                   "," + good("e f g", "h", R"(, "allowed_uses": ["training"])"));
    const auto made = export_as("ready", sheet, R"("format": "openai_evals")");
    EXPECT_EQ(made.at("examples_exported"), 20);
    EXPECT_EQ(excluded(made, "usage"), 2);
}

TEST_P(SplitExports, never_move_rows_when_the_sheet_grows) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 30));
    const auto before = export_as("ready", sheet, R"("format": "trl_prompt_completion")");
    add(sheet, many(30, 60));
    const auto after = export_as("ready", sheet, R"("format": "trl_prompt_completion")");
    for (const std::string file : {"support_train.jsonl", "support_val.jsonl"})
        EXPECT_THAT(download(after, file), testing::StartsWith(download(before, file)));
}

TEST_P(SplitExports, keep_a_session_on_one_side) {
    const auto sheet = new_sheet();
    std::string rows;
    for (int i = 0; i < 60; ++i)
        rows += (i == 0 ? "" : ",") + good("q" + std::to_string(i), "a" + std::to_string(i * i),
                                           R"(, "session_id": "s)" + std::to_string(i % 12) + "\"");
    add(sheet, rows);
    const auto made = export_as("ready", sheet, R"("format": "jsonl", "train_split": 0.5)");
    const auto session_of = [](const std::string& line) {
        const auto prompt = text(boost::json::parse(line).at("prompt"));
        return std::stoi(prompt.substr(1)) % 12;
    };
    std::map<int, std::set<std::string>> sides;
    for (const std::string file : {"support_train.jsonl", "support_val.jsonl"}) {
        std::istringstream lines{download(made, file)};
        for (std::string line; std::getline(lines, line);) sides[session_of(line)].insert(file);
    }
    EXPECT_THAT(sides, SizeIs(12));
    for (const auto& [session, files] : sides) EXPECT_THAT(files, SizeIs(1)) << session;
    EXPECT_GT(made.at("val_count").as_int64(), 0);
}

TEST_P(SplitExports, keep_what_belongs_together_on_one_side_as_the_sheet_grows) {
    const auto sheet = new_sheet();
    const auto rows = [](int from, int to) {
        std::string out;
        for (int i = from; i < to; ++i) {
            const auto n = std::to_string(i * i * 7919);
            const auto name = [i](const std::string& member, int count) {
                return ", \"" + member + "\": \"" + member + std::to_string(i % count) + '"';
            };
            out += (i == from ? "" : ",") +
                   good("question " + std::to_string(i % 31) + ' ' + std::to_string(i % 31 * 7919) +
                            '?',
                        "answer " + n,
                        name("session_id", 53) + (i % 3 == 0 ? "" : name("subject_id", 17)));
        }
        return out;
    };
    std::map<std::string, std::string> before;
    for (int part = 0; part < 3; ++part) {
        add(sheet, rows(part * 100, part * 100 + 100));
        const auto made = export_as("ready", sheet, R"("format": "jsonl", "train_split": 0.6)");
        std::map<std::string, Json> known;
        const auto page = get(sheet + "/rows?limit=1000");
        for (const auto& row : page.at("items").as_array()) known[text(row.at("id"))] = row;
        std::map<std::string, std::string> now;
        std::map<std::string, std::set<std::string>> sides;
        for (const std::string file : {"support_train.jsonl", "support_val.jsonl"}) {
            std::istringstream lines{download(made, file)};
            for (std::string text_of_line; std::getline(lines, text_of_line);) {
                const auto id = text(boost::json::parse(text_of_line).at("row_id"));
                now[id] = file;
                for (const std::string member : {"prompt", "session_id", "subject_id"})
                    if (const auto& shared = known.at(id).at(member); shared.is_string())
                        sides[text(shared)].insert(file);
            }
        }
        for (const auto& [shared, files] : sides) EXPECT_THAT(files, SizeIs(1)) << shared;
        for (const auto& [row, file] : before) EXPECT_EQ(now[row], file) << "a row moved";
        EXPECT_GT(made.at("val_count").as_int64(), 0);
        EXPECT_GT(excluded(made, "split_conflict"), 0);
        before = now;
    }
}

TEST_P(SplitExports, keep_all_rows_of_a_person_although_sessions_differ) {
    const auto sheet = new_sheet();
    std::string rows;
    for (int i = 0; i < 60; ++i) {
        const auto n = std::to_string(i);
        rows += (i == 0 ? "" : ",") +
                good("q" + n, "a" + n, R"(, "subject_id": "carla", "session_id": ")" + n + '"');
    }
    add(sheet, rows);
    const auto made = export_as("ready", sheet, R"("format": "jsonl", "train_split": 0.6)");
    EXPECT_EQ(made.at("examples_exported"), 60);
    EXPECT_EQ(made.at("train_count").as_int64() * made.at("val_count").as_int64(), 0);
}

}  // namespace
}  // namespace ontos
