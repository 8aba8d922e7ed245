// Files of an export: names, shards, line numbers, and a manifest that names each row.
#include "improve/exports/export_files.hpp"

#include <gmock/gmock.h>

#include "deploy/models/test_folder.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr auto train = SplitSide::train, validation = SplitSide::validation;

void add(ExportFiles& files, SplitSide side, const std::string& row,
         std::vector<std::string> lines) {
    files.add(side, row, {std::move(lines)});
}

TEST(ExportFiles, are_named_for_the_sheet_and_its_side) {
    TestFolder folder;
    ExportFiles files{folder.path(), {.stem = "support", .format = ExportFormat::csv}, {"a,b"}};
    EXPECT_EQ(files.next_place(train).line, 2);  // behind the heading
    add(files, train, "r1", {"1,2"});
    add(files, validation, "r2", {"3,4"});
    add(files, train, "r3", {"5,6", "7,8"});
    EXPECT_EQ(files.next_place(train).line, 5);
    EXPECT_EQ(files.lines(train), 3);
    const auto made = files.finish();
    ASSERT_THAT(made, SizeIs(2));
    EXPECT_EQ(made[0].name, "support_train.csv");
    EXPECT_EQ(made[0].lines, 3);
    EXPECT_EQ(made[1].name, "support_val.csv");
    EXPECT_EQ(content_of(folder.path() / "support_train.csv"), "a,b\n1,2\n5,6\n7,8\n");
    EXPECT_EQ(made[0].sha256, sha256_hex("a,b\n1,2\n5,6\n7,8\n"));
    EXPECT_EQ(made[0].size_bytes, 16);

    ExportManifest manifest;
    manifest.export_id = "e1";
    manifest.files = made;
    const auto itself = files.write_manifest(manifest);
    EXPECT_EQ(itself.name, "manifest.json");
    EXPECT_THAT(files_below(folder.path()),
                ElementsAre("manifest.json", "support_train.csv", "support_val.csv"));
    const auto text = content_of(folder.path() / "manifest.json");
    EXPECT_EQ(itself.sha256, sha256_hex(text));
    const auto json = boost::json::parse(text);
    EXPECT_EQ(json.at("export_id"), "e1");
    EXPECT_EQ(json.at("files").at(0).at("row_ids"), (boost::json::array{"r1", "r3", "r3"}));
    EXPECT_EQ(json.at("files").at(1).at("row_ids"), (boost::json::array{"r2"}));
    EXPECT_EQ(json.at("files").at(1).at("split"), "validation");
}

TEST(ExportFiles, of_a_data_set_folder_are_shards) {
    TestFolder folder;
    const std::vector<ParquetFile::Column> columns{{"n", ParquetKind::number}};
    const auto parquet = Parquet::open({});
    ExportFiles files{folder.path(),
                      {.stem = "x", .format = ExportFormat::hf_dataset, .shard_lines = 2},
                      {.heading = "", .columns = columns, .parquet = parquet}};
    for (int i = 0; i < 5; ++i) files.add(train, "r" + std::to_string(i), {{"{}"}, {}, {1.5 * i}});
    EXPECT_EQ(files.next_place(train).line, 2);
    EXPECT_EQ(files.next_place(validation).line, 1);
    const auto made = files.finish();
    ASSERT_THAT(made, SizeIs(3));
    EXPECT_EQ(made[0].name, "data/train-00000-of-00003.parquet");
    EXPECT_EQ(made[2].name, "data/train-00002-of-00003.parquet");
    EXPECT_EQ(made[2].lines, 1);
    std::vector<std::string> texts;
    for (const auto& file : made)
        parquet.read_rows(folder.path() / file.name, {}, [&](Parquet::Cells cells) {
            texts.emplace_back(cells.front().data, cells.front().size);
        });
    EXPECT_THAT(texts, ElementsAre("n", "0", "1.5", "n", "3", "4.5", "n", "6"));
    const auto readme = files.write_text("README.md", "---\n");
    EXPECT_EQ(readme.size_bytes, 4);
}

TEST(ExportFiles, more_ids_than_fit_into_a_buffer_come_out_whole) {
    TestFolder folder;
    ExportFiles files{folder.path(), {.stem = "x", .format = ExportFormat::jsonl}, {}};
    const std::string id(36, 'i');
    for (int i = 0; i < 60'000; ++i) add(files, train, id, {"{}"});
    ExportManifest manifest;
    manifest.files = files.finish();
    files.write_manifest(manifest);
    const auto json = boost::json::parse(content_of(folder.path() / "manifest.json"));
    const auto& ids = json.at("files").at(0).at("row_ids").as_array();
    ASSERT_THAT(ids, SizeIs(60'000));
    for (const auto& found : ids) ASSERT_EQ(found.as_string(), id);
}

TEST(ExportFiles, stems_are_plain) {
    EXPECT_EQ(file_stem("Support / FAQ (v2)"), "support_faq_v2");
    EXPECT_EQ(file_stem("../../etc/passwd"), "etc_passwd");
    EXPECT_EQ(file_stem("\xC3\xA9\xC3\xA9"), "sheet");
    EXPECT_LE(file_stem(std::string(200, 'a')).size(), 60u);
}

}  // namespace
}  // namespace ontos
