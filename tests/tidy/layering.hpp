#pragma once
// Who may include whom: src/CMakeLists.txt is the law.

#include <map>
#include <set>

#include "tidy/source.hpp"

namespace ontos::tidy {

/// A sentence per broken rule, starting with file:line.
using Findings = std::vector<std::string>;

/// What an `ontos_folder(...)` line declares.
struct Folder {
    std::vector<std::string> depends;
    std::set<std::string> links;
    std::set<std::string> visible;  ///< itself and what it depends on, transitively
};

struct Layers {
    std::map<std::string, Folder> folders;
    std::vector<std::string> order;  ///< as declared
};

Layers parse_layers(std::string_view cmake);

/// The list itself: dependencies stand above, and no stage sees a later one.
Findings check_order(const Layers& layers);
/// Our own headers come only from folders that are declared.
Findings check_layers(const Source& source, const Layers& layers);
/// The headers of a library only where it is owned or declared.
Findings check_owned_headers(const Source& source, const Layers& layers);
/// A header that brings heavy ones stays in its folder.
Findings check_heavy_headers(const std::vector<Source>& tree);
/// Every header is included by someone.
Findings check_dead_headers(const std::vector<Source>& tree);

}  // namespace ontos::tidy
