#pragma once
// A file that was put into the binary when it was built.

#include <span>
#include <string_view>

namespace ontos {

/// Lives as long as the process. `embed_folder` of cmake/Embed.cmake makes functions that answer
/// a table of these, sorted by path.
struct EmbeddedFile {
    std::string_view path;  ///< below the folder, without a leading slash: "0001_platform.sql"
    std::string_view bytes;
};

}  // namespace ontos
