#pragma once
// The files of an export while they are written: by side of the split, in shards, with the ids of
// their rows.

#include <functional>
#include <memory>
#include <optional>

#include "deploy/models/files.hpp"
#include "improve/exports/export_model.hpp"

namespace ontos {

/// Writes lines through a buffer. Owned by one thread.
class LineFile {
public:
    /// `name` below `folder`; its parents are made.
    LineFile(const std::filesystem::path& folder, std::string name);

    /// With its end.
    void append(std::string_view line);
    const std::string& name() const { return name_; }
    /// On the disk. Nothing can be appended afterwards.
    FileFacts finish();

private:
    void flush();

    std::string name_, buffer_;
    NewFile file_;
};

/// What the data files are, beside their names.
struct DataShape {
    std::string heading;  ///< the first line; empty: there is none
    /// Of Parquet.
    std::vector<ParquetFile::Column> columns{};
    Parquet parquet{};
};

/// A data file while it is written. Owned by one thread.
class DataFile {
public:
    virtual ~DataFile() = default;
    virtual void append(const FormattedRow& row) = 0;
    /// On the disk. Nothing can be appended afterwards.
    virtual FileFacts finish() = 0;
};

/// How files are named: `<stem>_train.jsonl`, or the shards of a data set folder.
struct FileNames {
    std::string stem;
    ExportFormat format = ExportFormat::jsonl;
    /// Of a data set folder: lines of a shard.
    std::int64_t shard_lines = 500'000;

    /// `shards` is of the whole side.
    std::string name(SplitSide side, std::size_t shard, std::size_t shards) const;
};

/// A name for files from the name of a sheet: lower case letters, digits and underscores.
std::string file_stem(std::string_view sheet_name);

/// Owned by one thread.
class ExportFiles {
public:
    /// The folder exists and is empty.
    ExportFiles(std::filesystem::path folder, FileNames names, DataShape shape);

    /// The file and line number that the next line of a side gets.
    struct Place {
        std::string file;
        std::int64_t line = 0;
    };
    Place next_place(SplitSide side) const;
    void add(SplitSide side, const std::string& row_id, const FormattedRow& row);
    /// A shard of its own: the rows of a Parquet file for which `choose` names a row.
    void add_copy(SplitSide side, const std::filesystem::path& parquet,
                  const std::function<std::optional<std::string>()>& choose);
    std::int64_t lines(SplitSide side) const;

    /// All data files, on the disk.
    std::vector<ExportedFile> finish();
    /// Writes manifest.json: the manifest, and in each data file the ids of its rows.
    ExportedFile write_manifest(const ExportManifest& manifest) const;
    /// A file about the others: README.md.
    ExportedFile write_text(const std::string& name, std::string_view text) const;
    /// The names of the files are on the disk.
    void sync() const;

private:
    /// A data file, and beside it the ids of its rows.
    struct Shard {
        std::string working_name;  ///< until it is known how many shards there are
        std::unique_ptr<DataFile> data;
        std::unique_ptr<LineFile> ids;
        std::int64_t lines = 0;
        FileFacts facts;
    };
    using Shards = std::vector<Shard>;

    static std::size_t index(SplitSide side) { return side == SplitSide::train ? 0 : 1; }
    const Shards& shards(SplitSide side) const { return sides_[index(side)]; }
    bool needs_shard(SplitSide side) const;
    Shard& begin_shard(SplitSide side);
    std::unique_ptr<DataFile> make_data(const std::filesystem::path& path) const;
    bool is_parquet() const { return facts_of(names_.format).is_parquet; }
    static void close(Shard& shard);
    std::filesystem::path ids_of(const Shard& shard) const;

    const std::filesystem::path folder_;
    const FileNames names_;
    const DataShape shape_;
    std::array<Shards, 2> sides_;
};

}  // namespace ontos
