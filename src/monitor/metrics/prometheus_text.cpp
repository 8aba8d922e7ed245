// Escapes, numbers and histogram series of Prometheus text.

#include "monitor/metrics/prometheus_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace ontos {

namespace {

constexpr int first_octave = -14;  // 61 µs
constexpr int last_octave = 6;     // 64 s

std::string number_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"')
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

}  // namespace

void PrometheusText::family(std::string_view name, Type type, std::string_view help) {
    constexpr std::array<std::string_view, 3> types{"counter", "gauge", "histogram"};
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    text_.append(name).append(" ").append(types[static_cast<std::size_t>(type)]).append("\n");
}

void PrometheusText::line(std::string_view suffix, const PrometheusLabels& labels,
                          std::string_view value) {
    text_.append(name_).append(suffix);
    char separator = '{';
    for (const auto& [name, text] : labels) {
        text_ += std::exchange(separator, ',');
        text_.append(name).append("=\"").append(escaped(text)).append("\"");
    }
    if (!labels.empty()) text_ += '}';
    text_.append(" ").append(value).append("\n");
}

void PrometheusText::sample(const PrometheusLabels& labels, double value) {
    line("", labels, number_text(value));
}

void PrometheusText::sample(const PrometheusLabels& labels, std::uint64_t value) {
    line("", labels, std::to_string(value));
}

void PrometheusText::histogram(const PrometheusLabels& labels,
                               const sketches::LatencyHistogram& values) {
    auto with_bound = labels;
    with_bound.emplace_back("le", "");
    for (int octave = first_octave; octave <= last_octave; ++octave) {
        const auto bound = number_text(std::exp2(octave));
        with_bound.back().second = bound;
        line("_bucket", with_bound, std::to_string(values.count_up_to_octave(octave)));
    }
    with_bound.back().second = "+Inf";
    line("_bucket", with_bound, std::to_string(values.count()));
    line("_sum", labels, number_text(static_cast<double>(values.sum_ns()) / 1e9));
    line("_count", labels, std::to_string(values.count()));
}

}  // namespace ontos
