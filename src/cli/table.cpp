// Rows of text with aligned columns.
#include "cli/table.hpp"

#include <algorithm>

#include "platform/base/time_text.hpp"

namespace ontos::cli {
namespace {

std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string table_text(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width_of(row[i]));
    }
    std::string out;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size()) out.append(widths[i] - width_of(row[i]) + 2, ' ');
        }
        out += '\n';
    }
    return out;
}

std::string short_time(const std::string& text) {
    const auto time = parse_time(text, Timestamp{});
    if (!time) return text;
    auto shown = to_rfc3339(*time).substr(0, 19);
    std::ranges::replace(shown, 'T', ' ');
    return shown;
}

}  // namespace ontos::cli
