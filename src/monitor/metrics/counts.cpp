// How counts add up.

#include "monitor/metrics/counts.hpp"

namespace ontos {

void Counts::add(int status, std::uint64_t nanoseconds) {
    if (status < 400)
        successful.add(nanoseconds);
    else if (status == 429)
        ++rate_limited;
    else if (status < 500)
        ++client_errors;
    else if (status == 504)
        timed_out.add(nanoseconds);
    else
        failed.add(nanoseconds);
}

void Counts::merge(const Counts& other) {
    successful.merge(other.successful);
    failed.merge(other.failed);
    timed_out.merge(other.timed_out);
    model_time.merge(other.model_time);
    queue_time.merge(other.queue_time);
    client_errors += other.client_errors;
    rate_limited += other.rate_limited;
    rows_scored += other.rows_scored;
    bytes_in += other.bytes_in;
    bytes_out += other.bytes_out;
    not_finite += other.not_finite;
    input_tokens += other.input_tokens;
    output_tokens += other.output_tokens;
    cost_nanos += other.cost_nanos;
}

sketches::LatencyHistogram Counts::latency() const {
    auto all = successful;
    all.merge(failed);
    all.merge(timed_out);
    return all;
}

}  // namespace ontos
