#pragma once
// A training baseline: the rows that a model was trained on, as CSV, checked before it is kept.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "deploy/models/signature.hpp"

namespace ontos {

/// The file name of a baseline in its artifact.
inline constexpr std::string_view baseline_name = "baseline.csv";

/// One value per row, so that a column of the same name can stand for it.
bool is_column(const SignatureField& input);

/// Rows of a CSV file (RFC 4180: quotes, CRLF or LF, UTF-8 with or without mark), checked one by
/// one. The first line names the columns, each once and at most 4,096, and among them every input
/// of the signature that is one value per row and not optional. A cell of a numeric input is a
/// number or empty (also NA, NaN, null), and not empty in all rows. Owned by one thread.
class BaselineReader {
public:
    /// Throws Failure{invalid, bad_baseline} that names the column and the rule.
    BaselineReader(const std::filesystem::path& csv, const Signature& signature);
    ~BaselineReader();

    const std::vector<std::string>& header() const;

    /// False at the end. Throws Failure{invalid, bad_baseline} that names line and column.
    bool next();
    /// Rows that were read.
    std::uint64_t rows() const;

    // Of the row that was read last, by the column's place in the header.
    bool is_missing(std::size_t column) const;
    const std::string& text(std::size_t column) const;
    /// Of a numeric or boolean input; NaN where it is missing.
    double number(std::size_t column) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The columns of a file that no signature describes: of numbers (float64), of true and false, else
/// of text; without those that have no value. Throws what BaselineReader throws.
std::vector<SignatureField> columns_found(const std::filesystem::path& csv);

/// Reads all of them: their number. Throws what BaselineReader throws.
std::uint64_t check_baseline(const std::filesystem::path& csv, const Signature& signature);

}  // namespace ontos
