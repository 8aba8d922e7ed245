#pragma once
// The text format of Prometheus, version 0.0.4.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/sketches/latency_histogram.hpp"

namespace ontos {

using PrometheusLabels = std::vector<std::pair<std::string_view, std::string_view>>;

/// Writes families in order: first `family`, then its samples. Names and label names are ours;
/// help and label values may be any UTF-8. Owned by one thread.
class PrometheusText {
public:
    enum class Type { counter, gauge, histogram };

    /// Counters end in `_total`, units are base units and come last: `_seconds`, `_bytes`.
    void family(std::string_view name, Type type, std::string_view help);
    /// A sample of the last family.
    void sample(const PrometheusLabels& labels, double value);
    void sample(const PrometheusLabels& labels, std::uint64_t value);
    /// All samples of a histogram in seconds. The bounds are powers of two from 61 µs to 64 s:
    /// there the counts are exact.
    void histogram(const PrometheusLabels& labels, const sketches::LatencyHistogram& values);

    const std::string& text() const { return text_; }

private:
    void line(std::string_view suffix, const PrometheusLabels& labels, std::string_view value);

    std::string name_, text_;
};

}  // namespace ontos
