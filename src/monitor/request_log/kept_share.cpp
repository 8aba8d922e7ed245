// How many of an endpoint's requests are kept.
#include "monitor/request_log/kept_share.hpp"

#include <algorithm>

#include "platform/base/hash.hpp"

namespace ontos {

std::uint32_t RequestRate::count(Timestamp now, std::uint32_t some) noexcept {
    const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    auto known = second_.load(std::memory_order_relaxed);
    if (known != second && second_.compare_exchange_strong(known, second)) {
        const auto counted = now_.exchange(0);
        before_.store(second == known + 1 ? counted : 0);
    }
    const auto counted = now_.fetch_add(some, std::memory_order_relaxed) + 1;
    return std::max(counted, before_.load(std::memory_order_relaxed));
}

double kept_share(std::uint32_t expected, std::uint32_t per_second) {
    return expected <= per_second ? 1.0 : static_cast<double>(per_second) / expected;
}

double share_place(std::string_view request_id) {
    // 53 bits are an exact double below 1.
    return static_cast<double>(stable_hash("request_log", request_id) >> 11) * 0x1p-53;
}

bool is_in_share(std::string_view request_id, double share) {
    return share_place(request_id) < share;
}

}  // namespace ontos
