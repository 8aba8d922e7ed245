// A baseline that is sent as Parquet becomes CSV before anybody reads it.
#include "deploy/models/parquet_baseline.hpp"

#include "deploy/models/csv.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

constexpr std::size_t written_piece_bytes = 1 << 20;
constexpr std::uint64_t csv_rows_between_reports = 4'096;

Failure unreadable_parquet(const std::string& why) {
    const auto what = "the Parquet file cannot be read: " + why;
    return Failure{FailureKind::invalid, "baseline: " + what}
        .code("bad_baseline")
        .violations({{"/body/baseline", what}});
}

/// Lines of CSV, through a buffer. Owned by one thread.
class CsvLines {
public:
    CsvLines(NewFile& file, std::uint64_t bytes_max) : file_{file}, bytes_max_{bytes_max} {}

    void add(Parquet::Cells cells) {
        for (const auto& cell : cells) {
            const std::string_view text{cell.data, cell.size};
            if (&cell != &cells.front()) buffer_ += ',';
            // A line with nothing in it is no row.
            buffer_ += cells.size() == 1 && text.empty() ? "null" : csv_field(text);
        }
        buffer_ += '\n';
        if (written_ + buffer_.size() > bytes_max_)
            throw Failure{FailureKind::too_large, "baseline: the Parquet file has more than " +
                                                      std::to_string(bytes_max_) +
                                                      " bytes when it is written as CSV"}
                .hint("Send a sample of the rows.");
        if (buffer_.size() >= written_piece_bytes) flush();
    }
    void flush() {
        file_.append(buffer_);
        written_ += buffer_.size();
        buffer_.clear();
    }

private:
    NewFile& file_;
    const std::uint64_t bytes_max_;
    std::string buffer_;
    std::uint64_t written_ = 0;
};

}  // namespace

bool is_parquet(const std::filesystem::path& file) { return begins_as_parquet(read_file(file, 4)); }

void write_as_csv(const ParquetIntake& intake, const std::filesystem::path& parquet, NewFile& csv,
                  const OnCsvRows& on_rows) {
    if (!intake.parquet.problem().empty())
        throw Failure{FailureKind::unsupported_media,
                      "baseline: this server has no module that reads Parquet; send CSV",
                      Cause{intake.parquet.problem()}}
            .code("send_csv")
            .hint("./dev build on the server gets the module, or --parquet names it.");
    CsvLines lines{csv, intake.csv_bytes_max};
    std::uint64_t records = 0;
    const auto take = [&](Parquet::Cells cells) {
        lines.add(cells);
        if (++records % csv_rows_between_reports == 0) on_rows(records - 1);
    };
    try {
        intake.parquet.read_rows(parquet, {}, take);
    } catch (const Failure& failure) {
        if (failure.kind() != FailureKind::invalid) throw;
        throw unreadable_parquet(failure.message());
    }
    lines.flush();
}

AsCsv::AsCsv(const std::filesystem::path& file, const ParquetIntake& intake,
             const OnCsvRows& on_rows)
    : path_{file} {
    if (!is_parquet(file)) return;
    made_ = path_ = std::filesystem::path{file}.replace_extension(".rows.csv");
    remove_quietly(made_);
    try {
        NewFile csv{made_};
        write_as_csv(intake, file, csv, on_rows);
        csv.finish();
    } catch (...) {
        remove_quietly(made_);
        throw;
    }
}

AsCsv::~AsCsv() {
    if (!made_.empty()) remove_quietly(made_);
}

}  // namespace ontos
