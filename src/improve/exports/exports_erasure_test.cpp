// Exports lose the lines of erased rows, and are else as they were.
#include "improve/exports/test_exports.hpp"
#include "platform/base/hash.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using ErasedLines = ExportsTest;
INSTANTIATE_TEST_SUITE_P(on, ErasedLines, sql::engines(), sql::engine_name);

TEST_P(ErasedLines, are_gone_and_the_others_are_as_they_were) {
    const auto sheet = new_sheet();
    const auto ids =
        add(sheet, many(0, 30) + "," + good("secret \\n prompt", "canary, \\\"of\\\" one"));
    for (const std::string format : {"csv", "jsonl"}) {
        const auto made = export_as("ready", sheet, R"("format": ")" + format + "\"");
        const auto id = text(made.at("export_id"));
        ASSERT_THAT(all_lines(made), HasSubstr("canary")) << format;
        const auto sheet_id = text(made.at("training_sheet_id"));
        const auto erased = erase_rows(sheet_id, {ids.back(), ids.front()});
        ASSERT_EQ(erased.size(), 1);
        EXPECT_EQ(erased[0].export_id, id);
        EXPECT_EQ(erased[0].lines, 2);
        EXPECT_THAT(erased[0].copies, Not(IsEmpty()));
        const auto after = get(path_of(made));
        EXPECT_EQ(after.at("examples_exported"), 29);
        EXPECT_EQ(after.at("manifest").at("erased_lines"), 2);
        for (const auto& file : after.at("manifest").at("files").as_array())
            EXPECT_EQ(text(file.at("sha256")), sha256_hex(download(after, text(file.at("name")))));
        std::set<std::string> left;
        exports_->for_each_row(id, [&](const std::string& row) { left.insert(row); });
        EXPECT_EQ(left, (std::set<std::string>{ids.begin() + 1, ids.end() - 1})) << format;
        for (const auto& name : files_below(folder()))
            EXPECT_THAT(content_of(folder() / name), Not(HasSubstr("canary"))) << name;
        EXPECT_THAT(erase_rows(sheet_id, {ids.back()}), IsEmpty());
        EXPECT_EQ(send("DELETE", path_of(made)).status, 204);
    }
}

TEST_P(ErasedLines, of_parquet_are_gone_too) {
    const auto sheet = new_sheet();
    const auto row = [](const std::string& city) {
        return R"({"features": {"city": ")" + city + R"(", "n": )" + std::to_string(city.size()) +
               R"(}, "response": "yes", "review_status": "approved"})";
    };
    const auto ids = add(sheet, row("canary") + ',' + row("Rome") + ',' + row("Milano"));
    const auto rows_of = [&](const Json& made) {
        std::string rows;
        for (const auto& file : made.at("manifest").at("files").as_array()) {
            if (file.at("split").is_null()) continue;
            const auto path = folder_.write("read.parquet", download(made, text(file.at("name"))));
            Parquet::open({}).read_rows(path, {}, [&](Parquet::Cells cells) {
                for (const auto& cell : cells) rows += std::string{cell.data, cell.size} + '|';
            });
        }
        return rows;
    };
    for (const std::string format : {"parquet", "hf_dataset"}) {
        const auto made =
            export_as("ready", sheet,
                      R"("layout": "features", "train_split": 0.95, "format": ")" + format + "\"");
        EXPECT_THAT(rows_of(made), HasSubstr("canary|6|yes|")) << format;
        const auto erased = erase_rows(text(made.at("training_sheet_id")), {ids.front()});
        EXPECT_EQ(erased.at(0).lines, 1);
        const auto after = get(path_of(made));
        EXPECT_EQ(after.at("examples_exported"), 2);
        EXPECT_THAT(rows_of(after), Not(HasSubstr("canary"))) << format;
        EXPECT_THAT(rows_of(after), HasSubstr("Milano|6|yes|")) << format;
        for (const auto& file : after.at("manifest").at("files").as_array())
            EXPECT_EQ(text(file.at("sha256")), sha256_hex(download(after, text(file.at("name")))));
        erase_rows(text(made.at("training_sheet_id")), {ids[1], ids[2]});
        EXPECT_EQ(get(path_of(made)).at("examples_exported"), 0);
        EXPECT_EQ(send("DELETE", path_of(made)).status, 204);
    }
}

}  // namespace
}  // namespace ontos
