// How counts add up.

#include "monitor/metrics/counts.hpp"

namespace ontos {

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
}

sketches::LatencyHistogram Counts::latency() const {
    auto all = successful;
    all.merge(failed);
    all.merge(timed_out);
    return all;
}

}  // namespace ontos
