// What the report of an export says, also when rows were erased since.
#include "improve/exports/test_exports.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class ReportedExports : public ExportsTest {
protected:
    static std::vector<std::string> warnings(const Json& made) {
        std::vector<std::string> out;
        for (const auto& each : made.at("report").at("warnings").as_array())
            out.push_back(text(each));
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(on, ReportedExports, sql::engines(), sql::engine_name);

TEST_P(ReportedExports, agree_with_their_files_when_rows_were_erased) {
    const auto sheet = new_sheet();
    const auto ids =
        add(sheet, many(0, 30) + ',' + good("Who?", "Ann.") + ',' + good("who?", "ann."));
    for (const std::string format : {"jsonl", "trl_unpaired", "hf_dataset"}) {
        const auto made = export_as("ready", sheet, R"("format": ")" + format + "\"");
        const auto sheet_id = text(made.at("training_sheet_id"));
        EXPECT_EQ(made.at("excluded_count"), 1) << format;
        EXPECT_EQ(erase_rows(sheet_id, {ids[0], ids[1], ids[2]}).at(0).lines, 3);
        EXPECT_EQ(erase_rows(sheet_id, {ids[3]}).at(0).lines, 1);
        const auto after = get(path_of(made));
        const auto& report = after.at("report");
        EXPECT_EQ(after.at("examples_exported"), 27);
        EXPECT_EQ(report.at("rows_exported"), 27);
        EXPECT_EQ(excluded(after, "erased"), 4) << "of both erasures";
        EXPECT_EQ(excluded(after, "exact_duplicate"), 1);
        EXPECT_EQ(after.at("excluded_count"), 5);
        EXPECT_EQ(report.at("rows_seen"), 32);
        EXPECT_EQ(report.at("split").at("train_count"), after.at("train_count"));
        EXPECT_EQ(report.at("split").at("val_count"), after.at("val_count"));
        EXPECT_EQ(boost::json::parse(download(after, "report.json")), report);
        EXPECT_EQ(send("DELETE", path_of(made)).status, 204);
    }
}

TEST_P(ReportedExports, that_are_refused_name_the_file_where_no_line_is_wrong) {
    const auto sheet = new_sheet();
    add(sheet, good("Who?", "Ann."));
    const auto refused = export_as("refused", sheet, R"("format": "openai_sft")");
    EXPECT_THAT(
        text(refused.at("reason")),
        testing::MatchesRegex("1 rule of the format is broken, first in .*_train.jsonl: has "
                              "1 line; it must have at least 10. Approve more rows, or "
                              "export with force: true."));
    const auto empty = export_as("refused", sheet, R"("format": "openai_dpo")");
    EXPECT_THAT(text(empty.at("reason")), HasSubstr("No row is left"));
    EXPECT_THAT(warnings(empty), IsEmpty());
}

TEST_P(ReportedExports, take_the_times_of_filters_as_all_routes_do) {
    const auto sheet = new_sheet();
    add(sheet, many(0, 4));
    const auto before = clock_.now();
    clock_.advance(std::chrono::hours{2});
    add(sheet, many(10, 13));
    const auto since = before + std::chrono::hours{1};
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(since.time_since_epoch()).count();
    for (const auto& time :
         {std::string{R"("now-1h")"}, std::to_string(ms), '"' + to_rfc3339(since) + '"'}) {
        const auto late = export_as(
            "ready", sheet, R"("format": "jsonl", "filters": {"created_after": )" + time + '}');
        EXPECT_EQ(late.at("examples_exported"), 3) << time;
        EXPECT_EQ(text(late.at("options").at("filters").at("created_after")), to_rfc3339(since));
        const auto early = export_as(
            "ready", sheet, R"("format": "jsonl", "filters": {"created_before": )" + time + '}');
        EXPECT_EQ(early.at("examples_exported"), 4) << time;
    }
    expect_refused(400, "/body/filters/created_after", "POST", sheet + "/export",
                   R"({"format": "jsonl", "filters": {"created_after": "yesterday"}})");
}

}  // namespace
}  // namespace ontos
