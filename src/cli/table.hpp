#pragma once
// Rows of text with aligned columns, for people.

#include <string>
#include <vector>

namespace ontos::cli {

/// The first row is the heading. Columns are as wide as their widest cell, counted in code points.
std::string table_text(const std::vector<std::vector<std::string>>& rows);

/// "2026-11-23 14:05:09" (UTC) of RFC 3339 or epoch milliseconds; the text itself if it is neither.
std::string short_time(const std::string& text);

}  // namespace ontos::cli
