// A training baseline: the rows that a model was trained on, as CSV, checked before it is kept.
#include "deploy/models/baseline.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>

#include "deploy/models/csv.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t columns_max = 4096;
constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

enum class CellKind { any, number, boolean };

[[noreturn]] void refuse_baseline(const std::string& why) {
    throw Failure{FailureKind::invalid, "baseline: " + why}
        .code("bad_baseline")
        .violations({{"/body/baseline", why}});
}

CellKind kind_of(ElementType type) {
    if (type == ElementType::string) return CellKind::any;
    return type == ElementType::bool_ ? CellKind::boolean : CellKind::number;
}

bool is_missing(std::string_view cell) {
    constexpr std::array<std::string_view, 4> missing{"", "na", "nan", "null"};
    return cell.size() <= 4 && std::ranges::find(missing, lower_case(cell)) != missing.end();
}

/// NaN where it is none.
double number_in(std::string_view cell) {
    double value = missing_number;
    const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error == std::errc::invalid_argument || stop != cell.data() + cell.size())
        return missing_number;
    if (error == std::errc::result_out_of_range) return std::strtod(std::string{cell}.c_str(), {});
    return value;
}

double boolean_in(std::string_view cell) {
    if (cell == "1" || (cell.size() == 4 && lower_case(cell) == "true")) return 1;
    if (cell == "0" || (cell.size() == 5 && lower_case(cell) == "false")) return 0;
    return missing_number;
}

std::string shown(const std::string& cell) {
    constexpr std::size_t shown_bytes_max = 100;
    if (cell.size() > shown_bytes_max) return std::to_string(cell.size()) + " bytes of text";
    return "`" + cell + "`";
}

/// Whether line 1 is split as it seems to be meant.
bool is_split_by_commas(const std::vector<std::string>& header) {
    return header.size() > 1 || header.front().find_first_of(";\t|") == std::string::npos;
}

void check_header(const std::vector<std::string>& header, const Signature& signature) {
    if (header.size() > columns_max)
        refuse_baseline("line 1 names " + std::to_string(header.size()) + " columns; at most " +
                        std::to_string(columns_max) + " are read");
    std::set<std::string_view> names;
    for (const auto& name : header)
        if (!names.insert(name).second) refuse_baseline("column `" + name + "` is there twice");
    for (const auto& input : signature.inputs) {
        if (!is_column(input) || input.optional || names.contains(input.name)) continue;
        const auto nearest = nearest_name(input.name, header);
        refuse_baseline("line 1 must name the model's inputs; `" + input.name + "` is missing" +
                        (nearest.empty() ? "" : " (there is `" + std::string{nearest} + "`)") +
                        (is_split_by_commas(header) ? "" : "; columns are separated by commas"));
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

}  // namespace

bool is_column(const SignatureField& input) {
    return input.shape.size() <= 1 || (input.shape.size() == 2 && input.shape[1] == 1);
}

struct BaselineReader::State {
    State(const std::filesystem::path& csv, const Signature& signature) : reader{csv} {
        if (!reader.next(header)) refuse_baseline("the file is empty");
        check_header(header, signature);
        kinds = kinds_of(header, signature);
        numbers.resize(header.size(), missing_number);
        has_value.resize(header.size(), false);
    }

    void check_row() {
        if (row.size() != header.size())
            refuse_baseline(where() + " has " + std::to_string(row.size()) +
                            " fields, the header has " + std::to_string(header.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (kinds[i] == CellKind::any) continue;
            const auto& cell = row[i];
            numbers[i] = kinds[i] == CellKind::number ? number_in(cell) : boolean_in(cell);
            if (std::isfinite(numbers[i]))
                has_value[i] = true;
            else if (std::isnan(numbers[i]) && !ontos::is_missing(cell))
                refuse_baseline(where() + ", column `" + header[i] + "`: expected " +
                                (kinds[i] == CellKind::number ? "a number" : "true or false") +
                                ", found " + shown(cell));
        }
    }

    void check_end() const {
        if (rows == 0) refuse_baseline("the file has a header but no row");
        for (std::size_t i = 0; i < header.size(); ++i)
            if (kinds[i] != CellKind::any && !has_value[i])
                refuse_baseline("column `" + header[i] + "` has no value in any of " +
                                std::to_string(rows) + " rows: an input needs a finite number");
    }

    std::string where() const { return "line " + std::to_string(reader.line()); }

    CsvReader reader;
    std::vector<std::string> header, row;
    std::vector<CellKind> kinds;
    std::vector<double> numbers;
    std::vector<char> has_value;
    std::uint64_t rows = 0;
};

namespace {

/// What the CSV reader refuses, as a mistake of the baseline.
template <class Read>
auto named(Read&& read) {
    try {
        return read();
    } catch (const Failure& failure) {
        if (failure.code() == "bad_baseline" || failure.kind() != FailureKind::invalid) throw;
        refuse_baseline(failure.message());
    }
}

}  // namespace

BaselineReader::BaselineReader(const std::filesystem::path& csv, const Signature& signature) {
    state_ = named([&] { return std::make_unique<State>(csv, signature); });
}

BaselineReader::~BaselineReader() = default;

const std::vector<std::string>& BaselineReader::header() const { return state_->header; }

bool BaselineReader::next() {
    return named([&] {
        if (!state_->reader.next(state_->row)) {
            state_->check_end();
            return false;
        }
        state_->check_row();
        ++state_->rows;
        return true;
    });
}

std::uint64_t BaselineReader::rows() const { return state_->rows; }

bool BaselineReader::is_missing(std::size_t column) const {
    return ontos::is_missing(state_->row[column]);
}

const std::string& BaselineReader::text(std::size_t column) const { return state_->row[column]; }

double BaselineReader::number(std::size_t column) const { return state_->numbers[column]; }

std::vector<SignatureField> columns_found(const std::filesystem::path& csv) {
    struct Seen {
        bool has_value = false, all_numbers = true, all_booleans = true;
    };
    BaselineReader reader{csv, Signature{}};
    std::vector<Seen> seen(reader.header().size());
    while (reader.next())
        for (std::size_t i = 0; i < seen.size(); ++i) {
            if (reader.is_missing(i)) continue;
            seen[i].has_value = true;
            seen[i].all_numbers &= !std::isnan(number_in(reader.text(i)));
            seen[i].all_booleans &= !std::isnan(boolean_in(reader.text(i)));
        }
    std::vector<SignatureField> columns;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (!seen[i].has_value) continue;
        SignatureField column;
        column.name = reader.header()[i];
        column.type = seen[i].all_numbers    ? ElementType::float64
                      : seen[i].all_booleans ? ElementType::bool_
                                             : ElementType::string;
        columns.push_back(std::move(column));
    }
    return columns;
}

std::uint64_t check_baseline(const std::filesystem::path& csv, const Signature& signature) {
    BaselineReader reader{csv, signature};
    while (reader.next()) {
    }
    return reader.rows();
}

}  // namespace ontos
