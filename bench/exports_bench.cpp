// How long the export of many rows takes, and how much memory:
// `bench_exports 1000000 [address of a database]`.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "improve/exports/export_run.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheets_store.hpp"

namespace ontos {
namespace {

constexpr std::string_view sheet_id = "sheet";

/// Rows as people could have approved them: 60 + 60 words of 5,000, one in ten with a rejected
/// answer, one in fifty a repetition but for a word.
class Rows {
public:
    TrainingRowRecord next() {
        TrainingRowRecord row;
        row.id = fmt::format("0198c0de-0000-7000-8000-{:012x}", written_);
        row.training_sheet_id = sheet_id;
        row.row_index = written_;
        if (written_ % 50 != 49 || last_.empty()) last_ = text(60);
        row.content.prompt = last_ + text(1);
        row.content.response = text(60);
        if (written_ % 10 == 0) row.content.rejected_response = text(60);
        row.response_source = ResponseSource::human_verified;
        row.review.review_status = ReviewStatus::approved;
        row.origin.session_id = fmt::format("session-{}", written_ / 3);
        row.created_by = "bench";
        settle(row, Timestamp{std::chrono::microseconds{1'700'000'000'000'000 + written_}});
        ++written_;
        return row;
    }

private:
    std::string text(int words) {
        std::string out;
        for (int i = 0; i < words; ++i) out += fmt::format("word{} ", choose_() % 5'000);
        return out;
    }

    std::int64_t written_ = 0;
    std::string last_;
    std::mt19937 choose_{1};
};

void write(sql::Database& database, std::int64_t count) {
    constexpr std::int64_t at_once = 5'000;
    TrainingSheetRecord sheet;
    sheet.id = sheet.name = sheet_id;
    database.write([&](sql::Transaction& tx) { sheets_store::insert(tx, sheet); });
    Rows rows;
    for (std::int64_t written = 0; written < count; written += at_once) {
        std::vector<TrainingRowRecord> some;
        SheetCounts counts;
        for (std::int64_t i = 0; i < std::min(at_once, count - written); ++i) {
            some.push_back(rows.next());
            counts = sum(counts, counts_of(some.back()));
        }
        database.write([&](sql::Transaction& tx) {
            rows_store::insert(tx, some);
            sheets_store::add_counts(tx, sheet.id, counts, {});
        });
    }
}

/// A line of /proc/self/status in MiB: VmHWM is the peak of resident memory since it was reset.
double memory_mib(std::string_view name) {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name)) return std::stod(line.substr(name.size() + 1)) / 1024;
    return 0;
}

void reset_peak() { std::ofstream{"/proc/self/clear_refs"} << 5; }

std::uintmax_t size_of(const std::filesystem::path& folder) {
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.is_regular_file()) bytes += entry.file_size();
    return bytes;
}

void measure(sql::Database& database, const std::filesystem::path& folder, ExportFormat format) {
    ExportRecord record;
    record.id = "export";
    record.training_sheet_id = sheet_id;
    record.options.format = format;
    const ExportRunParts parts{.database = database,
                               .redaction = {},
                               .tool_version = "bench",
                               .parquet = Parquet::open({})};
    std::filesystem::create_directories(folder);
    reset_peak();
    const auto before = memory_mib("VmHWM:");
    const auto started = std::chrono::steady_clock::now();
    const auto outcome = run_export(parts, record, folder, [](std::int64_t, std::int64_t) {});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    fmt::print("| {} | {} | {:.1f} | {:.0f} | {:.0f} | {:.0f} |\n", api::to_text(format),
               outcome.report.rows_exported, took.count(), before, memory_mib("VmHWM:"),
               static_cast<double>(size_of(folder)) / (1 << 20));
    std::fflush(stdout);
    std::filesystem::remove_all(folder);
}

int run(std::int64_t count, const std::string& address) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("ontos_exports_bench_{}", ::getpid());
    std::filesystem::create_directories(folder);
    {
        const auto url = address.empty() ? "sqlite://" + (folder / "bench.db").string() : address;
        const auto database = sql::open_database({.url = url});
        write(*database, count);
        fmt::print("| format | rows | s | resident before, MiB | peak, MiB | files, MiB |\n");
        fmt::print("| --- | --- | --- | --- | --- | --- |\n");
        for (const auto format : {ExportFormat::jsonl, ExportFormat::parquet,
                                  ExportFormat::hf_dataset, ExportFormat::openai_sft})
            measure(*database, folder / "export", format);
    }
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace
}  // namespace ontos

int main(int count, char** arguments) {
    return ontos::run(count > 1 ? std::atoll(arguments[1]) : 100'000,
                      count > 2 ? arguments[2] : "");
}
