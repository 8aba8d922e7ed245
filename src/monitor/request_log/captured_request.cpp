// A request on its way to the log.
#include "monitor/request_log/captured_request.hpp"

#include <algorithm>
#include <cmath>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

constexpr std::size_t name_bytes_max = 256, error_bytes_max = 2'000;

/// The start of a text, not cut inside a character of UTF-8.
std::string_view start_of(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return text;
    auto end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

void describe(const Failure& failure, std::vector<std::string>& error) {
    std::size_t bytes = 0;
    const auto add = [&](std::string sentence) {
        bytes += sentence.size();
        error.push_back(std::move(sentence));
    };
    add(std::string{start_of(failure.message(), error_bytes_max)});
    for (const auto& [where, what] : failure.violations()) {
        if (bytes >= error_bytes_max) break;
        add(std::string{start_of(where, name_bytes_max)}
                .append(": ")
                .append(start_of(what, name_bytes_max))
                .append("."));
    }
}

}  // namespace

void capture(const PredictionSeen& seen, CapturedRequest& into) {
    into.id.clear();
    into.request_id = seen.request_id;
    into.client_request_id = start_of(seen.client_request_id, name_bytes_max);
    into.endpoint_id = seen.endpoint_id.text;
    into.endpoint_name = seen.endpoint_name;
    into.served_entity = seen.served_entity;
    into.model_name = seen.model_name;
    into.model_version = seen.model_version;
    into.requester = start_of(seen.requester, name_bytes_max);
    into.session_id = start_of(seen.session_id, name_bytes_max);
    into.error_code.clear();
    into.error.clear();
    if (seen.failure != nullptr) {
        into.error_code = seen.failure->code();
        describe(*seen.failure, into.error);
    }
    into.revision = seen.revision;
    into.bytes_in = seen.bytes_in;
    into.bytes_out = seen.bytes_out;
    into.status = seen.status;
    into.total = seen.total;
    into.model = seen.model;
    into.queue = seen.queue;
    into.rows = seen.rows;
}

void capture(const Ingested& ingested, CapturedRequest& into) {
    const auto& metric = ingested.metric;
    into = CapturedRequest{};
    into.endpoint_id = ingested.endpoint.id.text;
    into.endpoint_name = ingested.endpoint.name;
    into.id = ingested.id;
    into.request_id = ingested.request_id();
    into.model_name = ingested.version.full_name;
    into.model_version = ingested.version.version;
    if (metric.error_message)
        into.error.emplace_back(start_of(*metric.error_message, error_bytes_max));
    into.status = ingested.status;
    into.total = std::chrono::nanoseconds{std::llround(metric.latency_ms * 1e6)};
    into.created_at =
        ingested.answered_at - std::chrono::floor<std::chrono::microseconds>(into.total);
    into.rows = 1;
}

void capture_payload(const Ingested& ingested, std::size_t bytes_max, CapturedRequest& into) {
    into.query = api::to_json_text({{"inputs", ingested.metric.features}});
    if (!ingested.metric.prediction.is_null())
        into.answer = api::to_json_text({{"prediction", ingested.metric.prediction}});
    into.bytes_in = into.query.size();
    into.bytes_out = into.answer.size();
    into.query.resize(std::min(into.query.size(), bytes_max));
    into.answer.resize(std::min(into.answer.size(), bytes_max));
}

}  // namespace ontos
