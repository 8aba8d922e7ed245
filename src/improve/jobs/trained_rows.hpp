#pragma once
// Which rows a job was trained on: a file that stays when exports, rows and sheets are gone.

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ontos {

/// Writes the ids of rows (UUIDs; others are left out) sorted, 16 bytes each: on the disk when it
/// returns. Replaces what was there.
class TrainedRows {
public:
    void add(const std::string& row_id);
    void write(const std::filesystem::path& file);

private:
    std::string ids_;  ///< 16 bytes each
};

/// Whether one of the rows is in such a file; nullopt if there is no file.
std::optional<bool> has_trained_row(const std::filesystem::path& file,
                                    const std::set<std::string>& row_ids);

/// At most so many ids from the start; nothing if there is no file.
std::vector<std::string> trained_rows(const std::filesystem::path& file, std::size_t limit);

/// Calls back with ids of rows.
using NameRows = std::function<void(const std::function<void(const std::string& row_id)>& visit)>;
/// The same without those that `others` names. Takes 17 bytes of memory for each row.
std::vector<std::string> trained_rows_but(const std::filesystem::path& file, const NameRows& others,
                                          std::size_t limit);

}  // namespace ontos
