#pragma once
// A folder as one tar.gz, and back.

#include <filesystem>

namespace ontos {

/// Writes all regular files below the folder, with their relative names, to `file`, which is
/// replaced. Throws Failure{internal} or {out_of_space} with the reason; `file` may be cut then.
void write_tar_gz(const std::filesystem::path& folder, const std::filesystem::path& file);

/// Unpacks into the folder, which is made. Names that lead out of it, links and devices are
/// refused. Throws Failure{invalid} for what is no such archive.
void read_tar_gz(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace ontos
