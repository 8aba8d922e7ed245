#pragma once
// How many of an endpoint's requests are kept: all up to a rate, above it a share by hash.

#include <atomic>
#include <cstdint>
#include <string_view>

#include "platform/base/clock.hpp"

namespace ontos {

/// Counts an endpoint's requests by second. Thread safe, without a lock; threads that meet at the
/// turn of a second may miscount by one each.
class RequestRate {
public:
    /// Counts some, which are kept or not together. The answer is how many are to be expected in
    /// this second: as many as in the second before, or as many as have come with the first of
    /// these.
    std::uint32_t count(Timestamp now, std::uint32_t some = 1) noexcept;

private:
    std::atomic<std::int64_t> second_{0};
    std::atomic<std::uint32_t> before_{0}, now_{0};
};

/// 1 while no more than `per_second` are expected, else the part that makes so many of them.
double kept_share(std::uint32_t expected, std::uint32_t per_second);

/// Where between 0 and 1 a request stands; evenly spread, and the same everywhere.
double share_place(std::string_view request_id);

/// Whether the request belongs to the share: its place is below it. A request that belongs to a
/// share belongs to every larger one.
bool is_in_share(std::string_view request_id, double share);

}  // namespace ontos
