// From buckets to the arrays that charts draw.

#include "monitor/metrics/series.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "monitor/metrics/levels.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {

namespace {

using sketches::LatencyHistogram;

constexpr std::size_t drawn_versions_max = 12;
constexpr std::size_t latency_classes_max = 24;

double in_ms(double nanoseconds) { return std::round(nanoseconds) / 1e6; }

std::optional<double> failed_share(const Counts& counts) {
    const auto failed = static_cast<double>(counts.failed_requests());
    const auto all = failed + static_cast<double>(counts.successful_requests());
    if (all == 0) return std::nullopt;
    return 100 * failed / all;
}

void add_percentile(PercentileSeries& series, const LatencyHistogram& latency, double q) {
    const auto value = latency.quantile(q);
    const auto bounds = latency.quantile_interval(q);
    series.values.push_back(value ? std::optional{in_ms(*value)} : std::nullopt);
    series.low.push_back(bounds ? std::optional{in_ms(bounds->first)} : std::nullopt);
    series.high.push_back(bounds ? std::optional{in_ms(bounds->second)} : std::nullopt);
}

/// How many values lie in bins before `end`: the rank where the quantiles reach it.
std::uint64_t count_before(const LatencyHistogram& times, std::size_t end) {
    std::uint64_t low = 0, high = times.count();
    while (low < high) {
        const auto rank = low + (high - low + 1) / 2;
        const auto q = (static_cast<double>(rank) - 0.5) / static_cast<double>(times.count());
        const auto bin = sketches::bin_of(static_cast<std::uint64_t>(*times.quantile(q)));
        if (bin < end)
            low = rank;
        else
            high = rank - 1;
    }
    return low;
}

/// The fewest bins in a class, by halving an octave, that make few enough classes.
LatencyHeat heat_of(const std::vector<LatencyHistogram>& times) {
    LatencyHeat heat;
    std::uint64_t smallest = UINT64_MAX, largest = 0;
    for (const auto& one : times) {
        smallest = std::min(smallest, one.min().value_or(UINT64_MAX));
        largest = std::max(largest, one.max().value_or(0));
    }
    heat.counts.resize(times.size());
    if (smallest > largest) return heat;
    // What lies below and above the regular bins belongs to the first and the last class.
    const auto regular = [](std::uint64_t time) {
        return std::clamp<std::size_t>(sketches::bin_of(time), 1, sketches::regular_bins) - 1;
    };
    std::size_t width = 4;
    while (regular(largest) / width - regular(smallest) / width >= latency_classes_max) width *= 2;
    const auto first = regular(smallest) / width, last = regular(largest) / width;
    for (auto i = first; i <= last + 1; ++i)
        heat.bounds_ms.push_back(in_ms(sketches::bin_lower(1 + i * width)));
    for (std::size_t at = 0; at < times.size(); ++at) {
        std::uint64_t before = 0;
        for (auto i = first; i <= last; ++i) {
            const auto end = i == last ? sketches::bin_count : 1 + (i + 1) * width;
            const auto up_to = count_before(times[at], end);
            heat.counts[at].push_back(static_cast<std::int64_t>(up_to - before));
            before = up_to;
        }
    }
    return heat;
}

std::vector<VersionSeries> versions_of(
    const std::map<std::pair<std::string, std::string>, std::vector<Counts>>& sums) {
    std::vector<VersionSeries> out;
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (const auto& [key, all] : sums) {
        auto& version = out.emplace_back();
        std::tie(version.model_version, version.served_entity) = key;
        std::int64_t total = 0;
        for (const auto& counts : all) {
            const auto requests = static_cast<std::int64_t>(counts.total_requests());
            total += requests;
            version.total_requests.push_back(requests);
            version.error_rate.push_back(failed_share(counts));
            const auto p95 = counts.latency().quantile(0.95);
            version.p95_latency_ms.push_back(p95 ? std::optional{in_ms(*p95)} : std::nullopt);
        }
        order.emplace_back(-total, order.size());
    }
    std::ranges::sort(order);
    if (order.size() > drawn_versions_max) order.resize(drawn_versions_max);
    std::vector<VersionSeries> largest;
    for (const auto& [_, index] : order) largest.push_back(std::move(out[index]));
    return largest;
}

void add_requests(MetricSeries& series, const Counts& counts) {
    const auto add = [](std::vector<std::int64_t>& to, std::uint64_t count) {
        to.push_back(static_cast<std::int64_t>(count));
    };
    add(series.successful, counts.successful_requests());
    add(series.failed, counts.failed.count());
    add(series.timed_out, counts.timed_out.count());
    add(series.client_errors, counts.client_errors);
    add(series.rate_limited, counts.rate_limited);
}

/// Null as a whole where nothing is counted.
void tell_tokens(MetricSeries& series, const std::vector<Counts>& sums) {
    std::vector<std::int64_t> in, out;
    std::vector<double> cost;
    for (const auto& counts : sums) {
        in.push_back(static_cast<std::int64_t>(counts.input_tokens));
        out.push_back(static_cast<std::int64_t>(counts.output_tokens));
        cost.push_back(static_cast<double>(counts.cost_nanos) / 1e9);
    }
    const auto has = [](const auto& all) {
        return std::ranges::any_of(all, [](auto number) { return number > 0; });
    };
    if (has(in) || has(out)) {
        series.input_tokens = std::move(in);
        series.output_tokens = std::move(out);
    }
    if (has(cost)) series.cost_dollars = std::move(cost);
}

}  // namespace

MetricSeries series_of(const EndpointInfo& endpoint, Interval window, std::chrono::seconds length,
                       std::span<const Bucket> buckets) {
    const auto size = buckets_in(window, length);
    std::vector<Counts> sums(size);
    std::map<std::pair<std::string, std::string>, std::vector<Counts>> by_version;
    for (const auto& bucket : buckets) {
        const auto at = static_cast<std::size_t>((bucket.started_at - window.from) / length);
        sums.at(at).merge(bucket.counts);
        auto& of_version = by_version[{bucket.model_version, bucket.served_entity}];
        if (of_version.empty()) of_version.resize(size);
        of_version.at(at).merge(bucket.counts);
    }
    MetricSeries series;
    series.endpoint_id = endpoint.id.text;
    series.endpoint_name = endpoint.name;
    series.time_period = to_rfc3339(window.from) + "/" + to_rfc3339(window.to);
    series.bucket_seconds = length.count();
    const auto first = std::chrono::floor<std::chrono::seconds>(window.from.time_since_epoch());
    std::vector<LatencyHistogram> times;
    for (std::size_t i = 0; i < size; ++i) {
        series.times.push_back((first + static_cast<std::int64_t>(i) * length).count());
        add_requests(series, sums[i]);
        const auto& latency = times.emplace_back(sums[i].latency());
        add_percentile(series.p50, latency, 0.50);
        add_percentile(series.p95, latency, 0.95);
        add_percentile(series.p99, latency, 0.99);
    }
    series.latency = heat_of(times);
    tell_tokens(series, sums);
    series.by_model_version = versions_of(by_version);
    return series;
}

}  // namespace ontos
