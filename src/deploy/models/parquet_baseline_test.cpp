// Baselines as Parquet: the CSV that they become, and what is refused.
#include "deploy/models/parquet_baseline.hpp"

#include <gmock/gmock.h>

#include "deploy/models/test_folder.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

class ParquetBaseline : public testing::Test {
protected:
    /// A file with a column of texts; "-" is null.
    std::filesystem::path file_of(const std::vector<std::string>& names,
                                  const std::vector<std::vector<std::string>>& rows) {
        std::vector<ParquetFile::Column> columns;
        for (const auto& name : names) columns.push_back({name});
        std::string bytes;
        const auto file =
            intake_.parquet.create(columns, [&](std::string_view piece) { bytes += piece; });
        for (const auto& row : rows) {
            std::vector<ParquetCell> cells(row.size());
            for (std::size_t i = 0; i < row.size(); ++i) {
                cells[i].is_null = row[i] == "-";
                cells[i].text = {row[i].data(), row[i].size()};
            }
            file->append(cells);
        }
        file->finish();
        return folder_.write("b.parquet", bytes);
    }
    std::string csv_of(const std::filesystem::path& file) {
        const AsCsv csv{file, intake_, [](std::uint64_t) {}};
        return content_of(csv.path());
    }
    Failure failure_of(const std::filesystem::path& file) {
        try {
            csv_of(file);
        } catch (const Failure& failure) {
            return failure;
        }
        return Failure{FailureKind::internal, "nothing was thrown"};
    }

    TestFolder folder_;
    ParquetIntake intake_{.parquet = Parquet::open({})};
};

TEST_F(ParquetBaseline, becomes_csv_that_is_gone_afterwards) {
    const auto file = file_of({"age", "a,b"}, {{"1", "x\"y"}, {"-", ""}});
    EXPECT_TRUE(is_parquet(file));
    EXPECT_EQ(csv_of(file), "age,\"a,b\"\n1,\"x\"\"y\"\n,\n");
    EXPECT_THAT(files_below(folder_.path()), testing::ElementsAre("b.parquet"));
}

TEST_F(ParquetBaseline, of_one_column_keeps_its_empty_rows) {
    EXPECT_EQ(csv_of(file_of({"age"}, {{"1"}, {"-"}, {"2"}})), "age\n1\nnull\n2\n");
}

TEST_F(ParquetBaseline, that_is_csv_stays_as_it_is) {
    const auto file = folder_.write("b.csv", "age\n1\n");
    EXPECT_FALSE(is_parquet(file));
    const AsCsv csv{file, intake_, [](std::uint64_t) {}};
    EXPECT_EQ(csv.path(), file);
}

TEST_F(ParquetBaseline, that_cannot_be_read_leaves_nothing) {
    const auto failure = failure_of(folder_.write("b.parquet", "PAR1 and no more PAR1"));
    EXPECT_EQ(failure.kind(), FailureKind::invalid);
    EXPECT_EQ(failure.code(), "bad_baseline");
    EXPECT_THAT(failure.message(), HasSubstr("baseline: the Parquet file cannot be read: "));
    EXPECT_THAT(files_below(folder_.path()), testing::ElementsAre("b.parquet"));
}

TEST_F(ParquetBaseline, with_too_many_rows_is_too_large) {
    const auto file = file_of({"age"}, std::vector<std::vector<std::string>>(1000, {"12345"}));
    intake_.csv_bytes_max = 4 + 6 * 1000;
    EXPECT_THAT(csv_of(file), testing::SizeIs(4 + 6 * 1000));
    --intake_.csv_bytes_max;
    EXPECT_EQ(failure_of(file).kind(), FailureKind::too_large);
}

TEST_F(ParquetBaseline, without_the_module_asks_for_csv) {
    const auto file = file_of({"age"}, {{"1"}});
    intake_.parquet = {};
    const auto failure = failure_of(file);
    EXPECT_EQ(failure.kind(), FailureKind::unsupported_media);
    EXPECT_EQ(failure.code(), "send_csv");
    EXPECT_THAT(failure.message(), HasSubstr("send CSV"));
}

}  // namespace
}  // namespace ontos
