#pragma once
// Server-side paths of models: only below the configured roots, and through no link.

#include <filesystem>
#include <string>
#include <vector>

#include "deploy/models/files.hpp"

namespace ontos {

/// Constant after construction.
class ModelRoots {
public:
    /// Absolute paths of folders; links in the roots themselves are the operator's and followed.
    /// Throws Failure{invalid} for what is no folder.
    explicit ModelRoots(const std::vector<std::filesystem::path>& roots);

    /// The file or folder, open. Throws Failure{forbidden} for a path that is not below a root, or
    /// where none is configured; Failure{invalid} for one that does not exist, passes through a
    /// link, or is neither file nor folder.
    Descriptor open(const std::string& path) const;

private:
    std::vector<std::filesystem::path> roots_;
};

/// Opens a name in an open folder, following no link. A closed descriptor where it does not exist,
/// is a link or may not be read.
Descriptor open_in(const Descriptor& folder, const std::string& name);

bool is_folder(const Descriptor& opened);
bool is_regular_file(const Descriptor& opened);

}  // namespace ontos
