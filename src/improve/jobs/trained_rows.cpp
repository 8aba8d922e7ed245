// Ids of the rows that a job was trained on.
#include "improve/jobs/trained_rows.hpp"

#include <algorithm>

#include "platform/base/ids.hpp"

namespace ontos {
namespace {

std::optional<RowDigits> digits_of(const std::string& row_id) {
    if (!is_uuid(row_id)) return std::nullopt;
    RowDigits out{};
    auto* at = out.data();
    // A letter or a digit of them: this bit is set in all digits, and in letters of lower case.
    for (const char c : row_id)
        if (c != '-') *at++ = static_cast<char>(c | 0x20);
    return out;
}

std::string row_id_of(const RowDigits& row) {
    std::string out{row.data(), row.size()};
    for (const std::size_t at : {8, 13, 18, 23}) out.insert(at, 1, '-');
    return out;
}

}  // namespace

std::vector<RowDigits> digits_of_rows(const NameRows& rows) {
    std::vector<RowDigits> out;
    rows([&](const std::string& row_id) {
        if (const auto digits = digits_of(row_id)) out.push_back(*digits);
    });
    std::ranges::sort(out);
    const auto repeated = std::ranges::unique(out);
    out.erase(repeated.begin(), repeated.end());
    return out;
}

std::vector<std::string> row_ids_of(std::span<const RowDigits> rows, std::size_t limit) {
    std::vector<std::string> out;
    for (const auto& row : rows.first(std::min(rows.size(), limit))) out.push_back(row_id_of(row));
    return out;
}

std::vector<std::string> row_ids_but(std::span<const RowDigits> rows, const NameRows& others,
                                     std::size_t limit) {
    std::vector<bool> is_named(rows.size());
    others([&](const std::string& row_id) {
        const auto digits = digits_of(row_id);
        if (!digits) return;
        const auto at = std::ranges::lower_bound(rows, *digits);
        if (at != rows.end() && *at == *digits)
            is_named[static_cast<std::size_t>(at - rows.begin())] = true;
    });
    std::vector<std::string> out;
    for (std::size_t i = 0; i < rows.size() && out.size() < limit; ++i)
        if (!is_named[i]) out.push_back(row_id_of(rows[i]));
    return out;
}

}  // namespace ontos
