// The table of metrics: names, meanings, and where the numbers come from.

#include "monitor/metrics/prometheus.hpp"

#include <algorithm>
#include <tuple>

#include "monitor/metrics/process_numbers.hpp"

namespace ontos {

namespace {

using Type = PrometheusText::Type;

/// Endpoint, served entity, model version.
using Key = std::tuple<std::string, std::string, std::string>;
using Sums = std::map<Key, Counts>;

PrometheusLabels labels_of(const Key& key) {
    return {{"endpoint", std::get<0>(key)},
            {"served_entity", std::get<1>(key)},
            {"model_version", std::get<2>(key)}};
}

PrometheusLabels labels_of(const Key& key, std::string_view code_class) {
    auto labels = labels_of(key);
    labels.emplace_back("code_class", code_class);
    return labels;
}

/// An endpoint that was deleted and made again has other ids and the same labels: one line.
Sums sums_of(const std::vector<Metrics::Total>& totals) {
    Sums sums;
    for (const auto& [series, counts] : totals) {
        const auto key = series.number < Prometheus::series_max
                             ? Key{series.endpoint_name, series.served_entity, series.model_version}
                             : Key{"other", "other", "other"};
        sums[key].merge(counts);
    }
    return sums;
}

struct NumberFamily {
    std::string_view name, help;
    std::uint64_t (*value)(const Counts&);
};

constexpr std::array number_families{
    NumberFamily{"ontos_requests_rate_limited_total", "Requests answered with 429.",
                 [](const Counts& counts) { return counts.rate_limited; }},
    NumberFamily{"ontos_requests_timed_out_total", "Requests answered with 504.",
                 [](const Counts& counts) { return counts.timed_out.count(); }},
    NumberFamily{"ontos_rows_total", "Rows scored successfully.",
                 [](const Counts& counts) { return counts.rows_scored; }},
    NumberFamily{"ontos_request_body_bytes_total", "Bytes of request bodies.",
                 [](const Counts& counts) { return counts.bytes_in; }},
    NumberFamily{"ontos_response_body_bytes_total", "Bytes of answers.",
                 [](const Counts& counts) { return counts.bytes_out; }},
    NumberFamily{"ontos_not_finite_values_total", "Predicted values that were NaN or infinite.",
                 [](const Counts& counts) { return counts.not_finite; }},
    NumberFamily{"ontos_input_tokens_total", "Tokens that language models read.",
                 [](const Counts& counts) { return counts.input_tokens; }},
    NumberFamily{"ontos_output_tokens_total", "Tokens that language models wrote.",
                 [](const Counts& counts) { return counts.output_tokens; }}};

struct HistogramFamily {
    std::string_view name, help;
    sketches::LatencyHistogram (*values)(const Counts&);
};

constexpr std::array histogram_families{
    HistogramFamily{"ontos_request_duration_seconds",
                    "Time from the request's header to its finished answer, of successful and "
                    "failed (5xx) requests.",
                    [](const Counts& counts) { return counts.latency(); }},
    HistogramFamily{"ontos_model_duration_seconds", "Time inside the model.",
                    [](const Counts& counts) { return counts.model_time; }},
    HistogramFamily{"ontos_queue_duration_seconds",
                    "Time that a request waited for a thread or for its model to load.",
                    [](const Counts& counts) { return counts.queue_time; }}};

void write_predictions(PrometheusText& out, const Sums& sums) {
    out.family("ontos_requests_total", Type::counter,
               "Requests to endpoints, by class of the answer's status.");
    for (const auto& [key, counts] : sums) {
        out.sample(labels_of(key, "2xx"), counts.successful_requests());
        out.sample(labels_of(key, "4xx"), counts.rejected_requests());
        out.sample(labels_of(key, "5xx"), counts.failed_requests());
    }
    for (const auto& family : number_families) {
        out.family(family.name, Type::counter, family.help);
        for (const auto& [key, counts] : sums) out.sample(labels_of(key), family.value(counts));
    }
    out.family("ontos_cost_dollars_total", Type::counter, "What requests cost.");
    for (const auto& [key, counts] : sums)
        out.sample(labels_of(key), static_cast<double>(counts.cost_nanos) / 1e9);
    for (const auto& family : histogram_families) {
        out.family(family.name, Type::histogram, family.help);
        for (const auto& [key, counts] : sums) out.histogram(labels_of(key), family.values(counts));
    }
}

void write_in_flight(PrometheusText& out, std::vector<EndpointInfo> endpoints) {
    std::ranges::sort(endpoints, {}, &EndpointInfo::name);
    if (endpoints.size() > Prometheus::series_max) endpoints.resize(Prometheus::series_max);
    out.family("ontos_in_flight_requests", Type::gauge, "Requests that are being served now.");
    for (const auto& endpoint : endpoints)
        out.sample({{"endpoint", endpoint.name}}, std::uint64_t{endpoint.in_flight});
}

template <class Number>
void write_one(PrometheusText& out, std::string_view name, Type type, std::string_view help,
               const std::optional<Number>& value) {
    if (!value) return;
    out.family(name, type, help);
    out.sample({}, *value);
}

/// The names that Prometheus' own client libraries use.
void write_process(PrometheusText& out) {
    const auto process = read_process_numbers();
    write_one(out, "process_cpu_seconds_total", Type::counter,
              "Total user and system CPU time spent in seconds.", process.cpu_seconds);
    write_one(out, "process_resident_memory_bytes", Type::gauge, "Resident memory size in bytes.",
              process.resident_bytes);
    write_one(out, "process_virtual_memory_bytes", Type::gauge, "Virtual memory size in bytes.",
              process.virtual_bytes);
    write_one(out, "process_open_fds", Type::gauge, "Number of open file descriptors.",
              process.open_files);
    write_one(out, "process_max_fds", Type::gauge, "Maximum number of open file descriptors.",
              process.open_files_max);
    write_one(out, "process_threads", Type::gauge, "Number of operating system threads.",
              process.threads);
    write_one(out, "process_start_time_seconds", Type::gauge,
              "Start time of the process since unix epoch in seconds.", process.start_time_seconds);
}

}  // namespace

Prometheus::Prometheus(Metrics& metrics, EndpointDirectory endpoints, std::string version)
    : metrics_{metrics}, endpoints_{std::move(endpoints)}, version_{std::move(version)} {}

void Prometheus::add_gauges(std::function<void(PrometheusText&)> write) {
    others_.push_back(std::move(write));
}

api::TextReply Prometheus::show_metrics() {
    PrometheusText out;
    out.family("ontos_build_info", Type::gauge, "The version of this server; always 1.");
    out.sample({{"version", version_}}, std::uint64_t{1});
    write_predictions(out, sums_of(metrics_.totals()));
    write_in_flight(out, endpoints_.list());
    write_one(out, "ontos_requests_not_counted_total", Type::counter,
              "Requests that are missing in these numbers.",
              std::optional{metrics_.lost_requests()});
    write_process(out);
    for (const auto& write : others_) write(out);
    return {"text/plain; version=0.0.4; charset=utf-8", out.text()};
}

}  // namespace ontos
