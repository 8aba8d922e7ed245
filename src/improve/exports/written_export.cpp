// The files of an export, read again.
#include "improve/exports/written_export.hpp"

#include <algorithm>

#include "improve/exports/dataset_card.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

/// Byte after byte of a file.
class Bytes {
public:
    explicit Bytes(const std::filesystem::path& path) : file_{open_file(path)} {}

    /// Nullopt at the end.
    std::optional<char> next() {
        if (at_ == filled_) {
            filled_ = read_some(file_, piece_.data(), piece_.size());
            at_ = 0;
            if (filled_ == 0) return std::nullopt;
        }
        return piece_[at_++];
    }

private:
    Descriptor file_;
    std::string piece_ = std::string(1 << 16, '\0');
    std::size_t at_ = 0, filled_ = 0;
};

/// The texts in the `row_ids` lists of a manifest as write_manifest writes it. In a text, a quote
/// has a backslash before it: what begins a list stands nowhere else.
class RowIds {
public:
    explicit RowIds(const std::filesystem::path& manifest) : bytes_{manifest} {}

    std::optional<std::string> next() {
        while (true) {
            if (!is_inside_ && !find_list()) return std::nullopt;
            is_inside_ = true;
            const auto c = bytes_.next();
            if (!c) return std::nullopt;
            if (*c == '"') return text();
            if (*c == ']') is_inside_ = false;
        }
    }

private:
    bool find_list() {
        constexpr std::string_view start = "\"row_ids\":[";
        std::size_t same = 0;
        while (same < start.size()) {
            const auto c = bytes_.next();
            if (!c) return false;
            same = *c == start[same] ? same + 1 : (*c == start[0] ? 1 : 0);
        }
        return true;
    }
    std::string text() {
        std::string out;
        for (auto c = bytes_.next(); c && *c != '"'; c = bytes_.next()) out += *c;
        return out;
    }

    Bytes bytes_;
    bool is_inside_ = false;
};

/// Lines; a quoted field of CSV may hold line ends.
class Records {
public:
    Records(const std::filesystem::path& path, ExportFormat format)
        : bytes_{path}, has_quotes_{format == ExportFormat::csv} {}

    std::optional<std::string> next() {
        std::string out;
        bool is_quoted = false;
        for (auto c = bytes_.next(); c; c = bytes_.next()) {
            if (*c == '"' && has_quotes_) is_quoted = !is_quoted;
            if (*c == '\n' && !is_quoted) return out;
            out += *c;
        }
        return std::nullopt;
    }

private:
    Bytes bytes_;
    const bool has_quotes_;
};

std::string heading_of(const std::filesystem::path& folder, const ExportManifest& manifest) {
    if (manifest.options.format != ExportFormat::csv) return {};
    for (const auto& file : manifest.files)
        if (file.split) return Records{folder / file.name, ExportFormat::csv}.next().value_or("");
    return {};
}

/// A row may be several lines.
struct Gone {
    std::int64_t lines = 0;
    std::set<std::string> row_ids;
};

Gone copy_lines(const std::set<std::string>& row_ids, const std::filesystem::path& from,
                const ExportManifest& manifest, bool has_heading, ExportFiles& to) {
    RowIds ids{from / "manifest.json"};
    Gone gone;
    const auto kept = [&]() -> std::optional<std::string> {
        auto id = ids.next();
        check(id.has_value(), "the manifest names the row of each line");
        if (!row_ids.contains(*id)) return id;
        ++gone.lines;
        gone.row_ids.insert(*std::move(id));
        return std::nullopt;
    };
    for (const auto& file : manifest.files) {
        if (!file.split) continue;
        if (facts_of(manifest.options.format).is_parquet) {
            to.add_copy(*file.split, from / file.name, [&] { return kept(); });
            continue;
        }
        Records records{from / file.name, manifest.options.format};
        if (has_heading) records.next();
        while (auto record = records.next()) {
            if (const auto id = kept()) to.add(*file.split, *id, {{*std::move(record)}});
        }
    }
    return gone;
}

/// The same, some rows of which went out of the files again.
ExportReport counted_again(ExportReport report, std::int64_t rows_gone, const ExportFiles& files) {
    report.rows_exported -= rows_gone;
    const auto known = std::ranges::find(report.excluded, Exclusion::erased, &ExcludedRows::reason);
    if (known != report.excluded.end())
        known->rows += rows_gone;
    else
        report.excluded.push_back({.reason = Exclusion::erased, .rows = rows_gone, .row_ids = {}});
    report.split.train_count = files.lines(SplitSide::train);
    report.split.val_count = files.lines(SplitSide::validation);
    return report;
}

}  // namespace

void for_each_row_id(const std::filesystem::path& manifest,
                     const std::function<void(const std::string& row_id)>& visit) {
    RowIds ids{manifest};
    while (const auto id = ids.next()) visit(*id);
}

Rewritten write_without(const std::set<std::string>& row_ids, const std::filesystem::path& from,
                        const std::filesystem::path& to, const ExportManifest& manifest,
                        const ExportReport& report, const Parquet& parquet) {
    const auto heading = heading_of(from, manifest);
    ExportFiles files{
        to,
        {.stem = file_stem(manifest.training_sheet_name), .format = manifest.options.format},
        {.heading = heading, .columns = {}, .parquet = parquet}};
    const auto gone = copy_lines(row_ids, from, manifest, !heading.empty(), files);
    Rewritten out{.manifest = manifest,
                  .report = counted_again(report, std::ssize(gone.row_ids), files),
                  .lines_gone = gone.lines};
    out.manifest.files = files.finish();
    out.manifest.erased_lines += out.lines_gone;
    auto& all = out.manifest.files;
    std::string hashes = manifest.dataset_sha256;
    for (const auto& file : all) hashes += file.sha256;
    out.manifest.dataset_sha256 = sha256_hex(hashes);
    all.push_back(files.write_text("report.json", api::to_json_text(api::to_json(out.report))));
    if (manifest.options.format == ExportFormat::hf_dataset)
        all.push_back(files.write_text("README.md", dataset_card(out.manifest, out.report)));
    all.push_back(files.write_manifest(out.manifest));
    files.sync();
    return out;
}

}  // namespace ontos
