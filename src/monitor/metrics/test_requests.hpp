#pragma once
// Requests for tests: what the predictions would tell of them.

#include "monitor/metrics/metrics.hpp"

namespace ontos {

/// A served entity that requests go to, and how to tell an observer of them.
struct TestSeries {
    std::uint32_t number = 0;
    EndpointId endpoint{"0198c0de-0000-7000-8000-000000000001"};
    std::string endpoint_name = "iris", served_entity = "iris-1", model_version = "1";

    void tell(PredictionObserver& observer, int status, std::chrono::nanoseconds total,
              std::chrono::nanoseconds model = std::chrono::microseconds{20},
              std::uint32_t rows = 1) const {
        observer.observed({.endpoint_id = endpoint,
                           .endpoint_name = endpoint_name,
                           .served_entity = served_entity,
                           .model_version = model_version,
                           .revision = 1,
                           .series = number,
                           .status = status,
                           .total = total,
                           .model = status < 400 ? model : std::chrono::nanoseconds{0},
                           .queue = std::chrono::nanoseconds{0},
                           .rows = rows,
                           .bytes_in = 100,
                           .bytes_out = 50,
                           .request_id = "r",
                           .requester = "local",
                           .not_finite = 0,
                           .batch = nullptr});
    }
};

}  // namespace ontos
