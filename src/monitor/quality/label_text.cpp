// Labels and numbers as the texts that are compared and stored.
#include "monitor/quality/label_text.hpp"

#include <charconv>
#include <cmath>

#include "platform/redaction/column_value.hpp"

namespace ontos {
namespace {

template <class T>
void append_shortest(std::string& out, T number) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    out.append(buffer, end);
}

template <class T>
void append_to_scores(std::string& scores, T score) {
    if (!scores.empty()) scores += ' ';
    append_shortest(scores, score);
}

}  // namespace

std::string number_text(double number) {
    constexpr double exact_max = 0x1p53;
    std::string out;
    if (std::trunc(number) == number && std::abs(number) <= exact_max)
        append_shortest(out, static_cast<std::int64_t>(number));
    else
        append_shortest(out, number);
    return out;
}

std::optional<std::string> label_text(const api::json::value& label) {
    if (label.is_bool()) return label.as_bool() ? "true" : "false";
    if (label.is_int64()) return std::to_string(label.as_int64());
    if (label.is_uint64()) return std::to_string(label.as_uint64());
    if (label.is_double()) return number_text(label.as_double());
    if (!label.is_string() || label.as_string().empty()) return std::nullopt;
    return std::string{label.as_string()};
}

std::string kept_label(const Redactor& redactor, std::string_view column, std::string label) {
    if (label == "true" || label == "false" || number_in(label)) return label;
    return redacted_value(redactor, column, label);
}

std::optional<double> number_in(std::string_view text) {
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

void append_score(std::string& scores, float score) { append_to_scores(scores, score); }
void append_score(std::string& scores, double score) { append_to_scores(scores, score); }

std::vector<double> scores_in(std::string_view scores) {
    std::vector<double> out;
    while (!scores.empty()) {
        const auto end = std::min(scores.find(' '), scores.size());
        out.push_back(number_in(scores.substr(0, end)).value_or(0));
        scores.remove_prefix(std::min(end + 1, scores.size()));
    }
    return out;
}

}  // namespace ontos
