// The files of an export while they are written.
#include "improve/exports/export_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "platform/api/json_write.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::array both_sides{SplitSide::train, SplitSide::validation};

std::filesystem::path made_parent(const std::filesystem::path& path) {
    std::filesystem::create_directories(path.parent_path());
    return path;
}

/// Appends the lines of a file as a JSON array of texts that need no escape, piece by piece.
void append_lines(NewFile& to, const std::filesystem::path& path) {
    const auto file = open_file(path);
    std::string piece(buffer_bytes, '\0'), line, text = "[";
    bool is_first = true;
    for (std::size_t got = 0; (got = read_some(file, piece.data(), piece.size())) > 0;) {
        for (const char c : std::string_view{piece}.substr(0, got)) {
            if (c != '\n') {
                line += c;
                continue;
            }
            text.append(is_first ? "\"" : ",\"").append(line) += '"';
            line.clear();
            is_first = false;
        }
        to.append(std::exchange(text, {}));
    }
    to.append(text + "]");
}

std::string_view short_name(SplitSide side) { return side == SplitSide::train ? "train" : "val"; }

ExportedFile described(const std::string& name, std::optional<SplitSide> split, std::int64_t lines,
                       const FileFacts& facts) {
    return {.name = name,
            .split = split,
            .lines = lines,
            .size_bytes = static_cast<std::int64_t>(facts.size_bytes),
            .sha256 = facts.sha256};
}

/// Lines of text.
class LineData : public DataFile {
public:
    LineData(const std::filesystem::path& path, const std::string& heading)
        : file_{path.parent_path(), path.filename().string()} {
        if (!heading.empty()) file_.append(heading);
    }
    void append(const FormattedRow& row) override {
        for (const auto& line : row.lines) file_.append(line);
    }
    FileFacts finish() override { return file_.finish(); }

private:
    LineFile file_;
};

ParquetText text_view(std::string_view text) { return {text.data(), text.size()}; }

class ParquetData : public DataFile {
public:
    ParquetData(const std::filesystem::path& path, const DataShape& shape)
        : file_{path},
          columns_{shape.columns.size()},
          parquet_{shape.parquet.create(shape.columns,
                                        [this](std::string_view bytes) { file_.append(bytes); })} {}

    void append(const FormattedRow& row) override {
        messages_.clear();
        std::vector<ParquetCell> cells;
        for (const auto& cell : row.cells) cells.push_back(plain(cell));
        // What breaks a rule has no cells: it is counted, and its export is refused.
        for (std::size_t i = cells.size(); i < columns_; ++i) cells.push_back(plain({}));
        parquet_->append(cells);
    }
    FileFacts finish() override {
        parquet_->finish();
        return file_.finish();
    }

private:
    ParquetCell plain(const TableCell& cell) {
        ParquetCell out{};
        out.is_null = cell.index() == 0;
        if (const auto* text = std::get_if<std::string>(&cell)) out.text = text_view(*text);
        if (const auto* number = std::get_if<double>(&cell)) out.number = *number;
        if (const auto* integer = std::get_if<std::int64_t>(&cell)) out.integer = *integer;
        if (const auto* boolean = std::get_if<bool>(&cell)) out.number = *boolean ? 1 : 0;
        if (const auto* time = std::get_if<Timestamp>(&cell))
            out.time = time->time_since_epoch().count();
        if (const auto* chat = std::get_if<std::vector<ChatMessage>>(&cell)) {
            auto& plain_chat = messages_.emplace_back();
            for (const auto& said : *chat)
                plain_chat.push_back({text_view(api::to_text(said.role)), text_view(said.content)});
            out.messages = plain_chat.data();
            out.messages_size = plain_chat.size();
        }
        return out;
    }

    NewFile file_;
    const std::size_t columns_;
    std::deque<std::vector<ParquetMessage>> messages_;  ///< of the row that is appended
    std::unique_ptr<ParquetFile> parquet_;
};

}  // namespace

LineFile::LineFile(const std::filesystem::path& folder, std::string name)
    : name_{std::move(name)}, file_{made_parent(folder / name_)} {}

void LineFile::append(std::string_view line) {
    buffer_ += line;
    buffer_ += '\n';
    if (buffer_.size() >= buffer_bytes) flush();
}

void LineFile::flush() {
    file_.append(buffer_);
    buffer_.clear();
}

FileFacts LineFile::finish() {
    flush();
    return file_.finish();
}

std::string file_stem(std::string_view sheet_name) {
    constexpr std::size_t length_max = 60;
    std::string out;
    for (const char c : lower_case(sheet_name)) {
        if (is_alphanumeric(c))
            out += c;
        else if (!out.empty() && !out.ends_with('_'))
            out += '_';
        if (out.size() == length_max) break;
    }
    while (out.ends_with('_')) out.pop_back();
    return out.empty() ? "sheet" : out;
}

std::string FileNames::name(SplitSide side, std::size_t shard, std::size_t shards) const {
    const auto extension = facts_of(format).extension;
    if (format == ExportFormat::hf_dataset)
        return fmt::format("data/{}-{:05}-of-{:05}.{}", api::to_text(side), shard, shards,
                           extension);
    return fmt::format("{}_{}.{}", stem, short_name(side), extension);
}

ExportFiles::ExportFiles(std::filesystem::path folder, FileNames names, DataShape shape)
    : folder_{std::move(folder)}, names_{std::move(names)}, shape_{std::move(shape)} {}

std::filesystem::path ExportFiles::ids_of(const Shard& shard) const {
    return folder_ / (shard.working_name + ".ids");
}

bool ExportFiles::needs_shard(SplitSide side) const {
    const auto& there = shards(side);
    return there.empty() ||
           (names_.format == ExportFormat::hf_dataset && there.back().lines >= names_.shard_lines);
}

ExportFiles::Shard& ExportFiles::begin_shard(SplitSide side) {
    auto& there = sides_[index(side)];
    if (!there.empty()) close(there.back());
    auto& shard = there.emplace_back();
    shard.working_name = fmt::format("{}_{}.part", short_name(side), there.size() - 1);
    shard.ids = std::make_unique<LineFile>(folder_, shard.working_name + ".ids");
    return shard;
}

std::unique_ptr<DataFile> ExportFiles::make_data(const std::filesystem::path& path) const {
    if (is_parquet()) return std::make_unique<ParquetData>(path, shape_);
    return std::make_unique<LineData>(path, shape_.heading);
}

void ExportFiles::close(Shard& shard) {
    if (shard.data) shard.facts = shard.data->finish();
    if (shard.ids) shard.ids->finish();
    shard.data.reset();
    shard.ids.reset();
}

ExportFiles::Place ExportFiles::next_place(SplitSide side) const {
    const auto& there = shards(side);
    const bool is_new = needs_shard(side);
    const auto shard = is_new ? there.size() : there.size() - 1;
    const auto heading_lines = shape_.heading.empty() ? 0 : 1;
    return {names_.name(side, shard, shard + 1),
            (is_new ? 0 : there.back().lines) + heading_lines + 1};
}

void ExportFiles::add(SplitSide side, const std::string& row_id, const FormattedRow& row) {
    if (needs_shard(side)) {
        auto& made = begin_shard(side);
        made.data = make_data(folder_ / made.working_name);
    }
    auto& shard = sides_[index(side)].back();
    shard.data->append(row);
    for (std::size_t i = 0; i < row.lines.size(); ++i) shard.ids->append(row_id);
    shard.lines += std::ssize(row.lines);
}

void ExportFiles::add_copy(SplitSide side, const std::filesystem::path& parquet,
                           const std::function<std::optional<std::string>()>& choose) {
    auto& shard = begin_shard(side);
    NewFile file{folder_ / shard.working_name};
    const auto keep = [&] {
        const auto row_id = choose();
        if (!row_id) return false;
        shard.ids->append(*row_id);
        ++shard.lines;
        return true;
    };
    shape_.parquet.copy_rows(parquet, keep, [&](std::string_view bytes) { file.append(bytes); });
    shard.facts = file.finish();
    if (shard.lines > 0) return;
    remove_quietly(folder_ / shard.working_name);
    remove_quietly(ids_of(shard));
    sides_[index(side)].pop_back();
}

std::int64_t ExportFiles::lines(SplitSide side) const {
    std::int64_t sum = 0;
    for (const auto& shard : shards(side)) sum += shard.lines;
    return sum;
}

std::vector<ExportedFile> ExportFiles::finish() {
    std::vector<ExportedFile> files;
    for (const auto side : both_sides) {
        auto& there = sides_[index(side)];
        for (std::size_t i = 0; i < there.size(); ++i) {
            close(there[i]);
            const auto name = names_.name(side, i, there.size());
            std::filesystem::rename(folder_ / there[i].working_name, made_parent(folder_ / name));
            files.push_back(described(name, side, there[i].lines, there[i].facts));
        }
    }
    return files;
}

ExportedFile ExportFiles::write_manifest(const ExportManifest& manifest) const {
    const std::string name = "manifest.json";
    auto whole = api::to_json(manifest).as_object();
    const auto files = whole.at("files").as_array();
    whole.erase("files");
    auto text = api::to_json_text(whole);
    text.back() = ',';
    NewFile file{folder_ / name};
    file.append(text + "\"files\":[");
    auto next = files.begin();
    for (const auto side : both_sides)
        for (const auto& shard : shards(side)) {
            auto members = api::to_json_text(*next);
            members.back() = ',';
            file.append((next == files.begin() ? "" : ",") + members + "\"row_ids\":");
            append_lines(file, ids_of(shard));
            remove_quietly(ids_of(shard));
            file.append("}");
            ++next;
        }
    for (; next != files.end(); ++next)
        file.append((next == files.begin() ? "" : ",") + api::to_json_text(*next));
    file.append("]}\n");
    return described(name, std::nullopt, 0, file.finish());
}

void ExportFiles::sync() const {
    // Of no rows there are no shards, and no folder of theirs.
    if (const auto data = folder_ / "data"; std::filesystem::exists(data)) sync_folder(data);
    sync_folder(folder_);
}

ExportedFile ExportFiles::write_text(const std::string& name, std::string_view text) const {
    NewFile file{folder_ / name};
    file.append(text);
    return described(name, std::nullopt, 0, file.finish());
}

}  // namespace ontos
