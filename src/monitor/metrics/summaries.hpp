#pragma once
// From counts to the numbers that people read: rates in percent, times in milliseconds.

#include <span>

#include "monitor/metrics/counts.hpp"
#include "monitor/metrics/model.hpp"

namespace ontos {

/// One number for each request counted, by what they share. null where there were none.
EndpointPerformance performance_of(const EndpointInfo& endpoint, Interval window,
                                   std::span<const Bucket> buckets);

RealtimeMetrics realtime_of(const EndpointInfo& endpoint, std::int32_t minutes, Interval window,
                            std::span<const Bucket> buckets, const Ratings& ratings);

/// One point for each `length` from the window's start, which is a multiple of it.
std::vector<TimeseriesPoint> timeseries_of(Interval window, std::chrono::seconds length,
                                           std::span<const Bucket> buckets);

}  // namespace ontos
