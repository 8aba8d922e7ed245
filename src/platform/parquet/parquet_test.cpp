// Parquet written, read and copied; and files that are not what they seem.
#include "platform/parquet/parquet.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

ParquetText view(std::string_view text) { return {text.data(), text.size()}; }

ParquetCell text_cell(std::string_view text) {
    return {.is_null = false,
            .text = view(text),
            .number = 0,
            .time = 0,
            .integer = 0,
            .messages = nullptr,
            .messages_size = 0};
}
ParquetCell number_cell(double number) {
    auto cell = text_cell("");
    cell.number = number;
    return cell;
}
ParquetCell null_cell() {
    auto cell = text_cell("");
    cell.is_null = true;
    return cell;
}

class ParquetFiles : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(parquet_.problem(), "");
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path write(const std::string& bytes) {
        const auto path = folder_ / "file.parquet";
        std::ofstream{path, std::ios::binary} << bytes;
        return path;
    }
    std::string made(std::span<const ParquetFile::Column> columns,
                     const std::vector<std::vector<ParquetCell>>& rows) {
        std::string bytes;
        const auto file = parquet_.create(columns, [&](std::string_view piece) { bytes += piece; });
        for (const auto& row : rows) file->append(row);
        file->finish();
        return bytes;
    }
    /// Lines of the cells between bars.
    std::vector<std::string> rows_of(const std::string& bytes, const Parquet::Bounds& bounds = {}) {
        std::vector<std::string> lines;
        parquet_.read_rows(write(bytes), bounds, [&](Parquet::Cells cells) {
            auto& line = lines.emplace_back();
            for (const auto& cell : cells) line += std::string{cell.data, cell.size} + '|';
        });
        return lines;
    }
    std::string refused(const std::string& bytes, const Parquet::Bounds& bounds = {}) {
        try {
            rows_of(bytes, bounds);
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind(), FailureKind::invalid) << failure.cause();
            EXPECT_THAT(failure.message(), testing::Not(HasSubstr(folder_.string())));
            return failure.message();
        }
        return "not refused";
    }
    /// Rows of a number and a text.
    std::string sample(int rows) {
        const std::vector<ParquetFile::Column> columns{{"n", ParquetKind::number}, {"t"}};
        std::vector<std::string> texts;
        for (int i = 0; i < rows; ++i) texts.push_back("text " + std::to_string(i * 7919 % 1000));
        std::vector<std::vector<ParquetCell>> all;
        for (int i = 0; i < rows; ++i) all.push_back({number_cell(i), text_cell(texts[i])});
        return made(columns, all);
    }

    const Parquet parquet_ = Parquet::open({});
    const fs::path folder_ =
        fs::temp_directory_path() / ("ontos_parquet_test_" + std::to_string(::getpid()));
};

TEST_F(ParquetFiles, give_back_what_was_written) {
    const std::vector<ParquetFile::Column> columns{{"text"},
                                                   {"n", ParquetKind::number},
                                                   {"b", ParquetKind::boolean},
                                                   {"t", ParquetKind::time},
                                                   {"i", ParquetKind::integer}};
    auto large = number_cell(0);
    large.integer = 9'007'199'254'740'993;
    auto time = number_cell(0);
    time.time = 1'700'000'000'123'456;
    const auto bytes =
        made(columns, {{text_cell("a,\"b\"\n"), number_cell(0.1), number_cell(1), time, large},
                       {null_cell(), null_cell(), null_cell(), null_cell(), null_cell()},
                       {text_cell(""), number_cell(1e300), number_cell(0), time, large}});
    EXPECT_THAT(
        rows_of(bytes),
        ElementsAre("text|n|b|t|i|",
                    "a,\"b\"\n|0.1|true|2023-11-14 22:13:20.123456Z|9007199254740993|", "|||||",
                    "|1e+300|false|2023-11-14 22:13:20.123456Z|9007199254740993|"));
    EXPECT_THAT(parquet_.version(), HasSubstr("."));
}

TEST_F(ParquetFiles, are_the_same_bytes_for_the_same_rows) { EXPECT_EQ(sample(100), sample(100)); }

TEST_F(ParquetFiles, of_many_row_groups_come_back_whole) {
    const auto lines = rows_of(sample(25'000));
    ASSERT_EQ(lines.size(), 25'001u);
    EXPECT_EQ(lines[20'001], "20000|text 0|");
}

TEST_F(ParquetFiles, with_lists_are_refused_by_column) {
    const std::vector<ParquetFile::Column> columns{{"chat", ParquetKind::chat}};
    const ParquetMessage said{view("user"), view("hello")};
    auto cell = text_cell("");
    cell.messages = &said;
    cell.messages_size = 1;
    EXPECT_THAT(refused(made(columns, {{cell}})), HasSubstr("column `chat` is list<"));
}

TEST_F(ParquetFiles, are_copied_without_some_rows) {
    int row = 0;
    std::string bytes;
    parquet_.copy_rows(
        write(sample(25'000)), [&] { return row++ % 5'000 == 1; },
        [&](std::string_view piece) { bytes += piece; });
    EXPECT_EQ(row, 25'000);
    EXPECT_THAT(rows_of(bytes),
                ElementsAre("n|t|", "1|text 919|", "5001|text 919|", "10001|text 919|",
                            "15001|text 919|", "20001|text 919|"));
}

TEST_F(ParquetFiles, that_are_none_are_refused) {
    EXPECT_THAT(refused(""), HasSubstr("cut off"));
    EXPECT_THAT(refused("PAR1PAR1"), HasSubstr("cut off"));
    EXPECT_THAT(refused("a,b\n1,2\n1,2\n1,2\n"), HasSubstr("does not end"));
    EXPECT_THAT(refused("PAR1" + std::string(100, 'x') + "\xff\xff\xff\x7fPAR1"),
                HasSubstr("footer has 2147483647 bytes"));
}

TEST_F(ParquetFiles, cut_off_anywhere_are_refused) {
    const auto whole = sample(300);
    for (std::size_t size = 0; size < whole.size(); size += 1 + size % 13)
        EXPECT_NE(refused(whole.substr(0, size)), "not refused") << size;
}

/// A flipped byte may be one that nobody reads; what must not happen is another end.
TEST_F(ParquetFiles, with_flipped_bytes_are_read_or_refused) {
    const auto whole = sample(2'000);
    std::mt19937 choose{7};
    for (int round = 0; round < 300; ++round) {
        auto bytes = whole;
        for (int flips = 0; flips < 3; ++flips)
            bytes[choose() % bytes.size()] = static_cast<char>(choose());
        refused(bytes);
        // The footer is what everything else hangs on.
        bytes = whole;
        bytes[bytes.size() - 1 - choose() % 600] = static_cast<char>(choose());
        refused(bytes);
    }
}

TEST_F(ParquetFiles, above_the_bounds_are_refused) {
    EXPECT_THAT(refused(sample(10), {.columns_max = 1, .memory_bytes_max = 1 << 20}),
                HasSubstr("it has 2 columns; at most 1 are read"));
    const std::string large(4 << 20, 'x');
    const std::vector<ParquetFile::Column> columns{{"t"}};
    EXPECT_THAT(refused(made(columns, {{text_cell(large)}}),
                        {.columns_max = 1, .memory_bytes_max = 2 << 20}),
                HasSubstr("more memory than is given"));
}

TEST_F(ParquetFiles, let_through_what_callbacks_throw) {
    struct Own {};
    EXPECT_THROW(parquet_.read_rows(write(sample(3)), {}, [](Parquet::Cells) { throw Own{}; }),
                 Own);
    EXPECT_THROW(parquet_.copy_rows(
                     write(sample(3)), []() -> bool { throw Own{}; }, [](std::string_view) {}),
                 Own);
    const std::vector<ParquetFile::Column> columns{{"t"}};
    const auto write_all = [&] {
        parquet_.create(columns, [](std::string_view) { throw Own{}; })->finish();
    };
    EXPECT_THROW(write_all(), Own);
}

TEST(ParquetModule, that_is_missing_says_what_to_do) {
    for (const auto& absent : {Parquet{}, Parquet::open("/nowhere/libontos_parquet.so")}) {
        EXPECT_NE(absent.problem(), "");
        EXPECT_EQ(absent.version(), "");
        try {
            absent.require();
            FAIL();
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.code(), "parquet_missing");
            EXPECT_THAT(failure.hint(), HasSubstr("./dev build"));
        }
    }
}

TEST(ParquetModule, that_is_another_library_is_none) {
    EXPECT_THAT(Parquet::open("libm.so.6").problem(), HasSubstr("is no Parquet module"));
}

}  // namespace
}  // namespace ontos
