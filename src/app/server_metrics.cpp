// What the HTTP server counts, for /metrics.
#include "app/server_metrics.hpp"

namespace ontos {

void write_server_metrics(PrometheusText& out, const http::ServerCounters& counters) {
    using enum PrometheusText::Type;
    out.family("ontos_http_connections", gauge, "Connections that are open.");
    out.sample({}, counters.connections_open);
    out.family("ontos_http_connections_accepted_total", counter, "Connections that were accepted.");
    out.sample({}, counters.connections_accepted);
    out.family("ontos_http_connections_refused_total", counter,
               "Connections over the most that are allowed.");
    out.sample({}, counters.connections_refused);
    out.family("ontos_http_answers_total", counter, "Answers by status class.");
    constexpr std::array<std::string_view, 6> classes{"", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t i = 2; i < classes.size(); ++i)
        out.sample({{"code_class", classes[i]}}, counters.answers_by_class[i]);
    out.family("ontos_http_requests_malformed_total", counter, "Requests that were not HTTP.");
    out.sample({}, counters.requests_malformed);
    out.family("ontos_http_requests_cut_total", counter, "Requests that came too slowly.");
    out.sample({}, counters.requests_cut);
    out.family("ontos_http_queue_full_total", counter, "Requests refused for want of a place.");
    out.sample({}, counters.executor_full);
    out.family("ontos_http_received_bytes_total", counter, "Bytes that were read.");
    out.sample({}, counters.bytes_received);
    out.family("ontos_http_sent_bytes_total", counter, "Bytes that were written.");
    out.sample({}, counters.bytes_sent);
}

}  // namespace ontos
