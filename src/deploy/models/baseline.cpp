// A training baseline: the rows that a model was trained on, as CSV, checked before it is kept.
#include "deploy/models/baseline.hpp"

#include <array>
#include <charconv>
#include <set>

#include "deploy/models/csv.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

enum class CellKind { any, number, boolean };

[[noreturn]] void refuse(const std::string& why) {
    throw Failure{FailureKind::invalid, "baseline: " + why}
        .code("bad_baseline")
        .violations({{"/body/baseline", why}});
}

void refuse_parquet(const std::filesystem::path& path) {
    if (read_file(path, 4) != "PAR1") return;
    throw Failure{FailureKind::unsupported_media, "baseline: Parquet is not read; send CSV"}.code(
        "send_csv");
}

/// One value per row, so that a column of the same name can stand for it.
bool is_column(const SignatureField& input) {
    return input.shape.size() <= 1 || (input.shape.size() == 2 && input.shape[1] == 1);
}

CellKind kind_of(ElementType type) {
    if (type == ElementType::string) return CellKind::any;
    return type == ElementType::bool_ ? CellKind::boolean : CellKind::number;
}

bool is_missing(std::string_view cell) {
    constexpr std::array<std::string_view, 4> missing{"", "na", "nan", "null"};
    return cell.size() <= 4 && std::ranges::find(missing, lower_case(cell)) != missing.end();
}

bool is_number(std::string_view cell) {
    double value = 0;
    const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return error != std::errc::invalid_argument && stop == cell.data() + cell.size();
}

bool is_boolean(std::string_view cell) {
    constexpr std::array<std::string_view, 4> words{"true", "false", "0", "1"};
    return cell.size() <= 5 && std::ranges::find(words, lower_case(cell)) != words.end();
}

bool fits(std::string_view cell, CellKind kind) {
    if (kind == CellKind::any || is_missing(cell)) return true;
    return kind == CellKind::number ? is_number(cell) : is_boolean(cell);
}

std::string shown(const std::string& cell) {
    constexpr std::size_t shown_bytes_max = 100;
    if (cell.size() > shown_bytes_max) return std::to_string(cell.size()) + " bytes of text";
    return "`" + cell + "`";
}

void check_header(const std::vector<std::string>& header, const Signature& signature) {
    std::set<std::string_view> names;
    for (const auto& name : header)
        if (!names.insert(name).second) refuse("column `" + name + "` is there twice");
    for (const auto& input : signature.inputs) {
        if (!is_column(input) || input.optional || names.contains(input.name)) continue;
        const auto nearest = nearest_name(input.name, header);
        refuse("line 1 must name the model's inputs; `" + input.name + "` is missing" +
               (nearest.empty() ? "" : " (there is `" + std::string{nearest} + "`)"));
    }
}

std::vector<CellKind> kinds_of(const std::vector<std::string>& header, const Signature& signature) {
    std::vector<CellKind> kinds;
    for (const auto& name : header) {
        const auto input = std::ranges::find(signature.inputs, name, &SignatureField::name);
        kinds.push_back(input == signature.inputs.end() ? CellKind::any : kind_of(input->type));
    }
    return kinds;
}

void check_row(const std::vector<std::string>& header, const std::vector<CellKind>& kinds,
               const std::vector<std::string>& row, std::uint64_t line) {
    const auto where = "line " + std::to_string(line);
    if (row.size() != header.size())
        refuse(where + " has " + std::to_string(row.size()) + " fields, the header has " +
               std::to_string(header.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (fits(row[i], kinds[i])) continue;
        refuse(where + ", column `" + header[i] + "`: expected " +
               (kinds[i] == CellKind::number ? "a number" : "true or false") + ", found " +
               shown(row[i]));
    }
}

std::uint64_t count_rows(CsvReader& reader, const Signature& signature) {
    std::vector<std::string> header, row;
    if (!reader.next(header)) refuse("the file is empty");
    check_header(header, signature);
    const auto kinds = kinds_of(header, signature);
    std::uint64_t rows = 0;
    for (; reader.next(row); ++rows) check_row(header, kinds, row, reader.line());
    if (rows == 0) refuse("the file has a header but no row");
    return rows;
}

}  // namespace

std::uint64_t check_baseline(const std::filesystem::path& csv, const Signature& signature) {
    refuse_parquet(csv);
    CsvReader reader{csv};
    try {
        return count_rows(reader, signature);
    } catch (const Failure& failure) {
        if (failure.code() == "bad_baseline" || failure.kind() != FailureKind::invalid) throw;
        refuse(failure.message());
    }
}

}  // namespace ontos
