#pragma once
// Labels and numbers as the texts that are compared and stored.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/codec.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// A whole number without point or exponent, any other in its shortest form: a label is the same
/// text whether it was predicted or sent, as integer or as float.
std::string number_text(double number);

/// A label as clients send it: a text, a number or a truth value; nullopt for anything else, and
/// for an empty text.
std::optional<std::string> label_text(const api::json::value& label);

/// Where nothing else is known of it, a label is the value of this column.
inline constexpr std::string_view label_column = "prediction";

/// What may be written of a label: numbers and truth values as they are, a text redacted as the
/// value of this column.
std::string kept_label(const Redactor& redactor, std::string_view column, std::string label);

/// The whole text as a finite number.
std::optional<double> number_in(std::string_view text);

/// Numbers separated by blanks, in the shortest form that reads back as the same `float` (or
/// `double`).
void append_score(std::string& scores, float score);
void append_score(std::string& scores, double score);
std::vector<double> scores_in(std::string_view scores);

}  // namespace ontos
