// How many calls are let through: counted per renewal period, in this process.
#include "deploy/endpoints/rate_limiter.hpp"

#include <algorithm>
#include <array>

namespace ontos {

RateLimiter::RateLimiter(std::vector<RateLimit> limits)
    : limits_{std::move(limits)},
      limits_keys_{std::ranges::any_of(
          limits_, [](const auto& l) { return l.key == RateLimitKey::SERVICE_PRINCIPAL; })},
      counters_(limits_.size()) {}

bool RateLimiter::applies(const RateLimit& limit, const api::Caller& caller) const {
    const bool is_key = caller.kind == api::CallerKind::api_key;
    switch (limit.key) {
        case RateLimitKey::ENDPOINT:
            return true;
        case RateLimitKey::SERVICE_PRINCIPAL:
            return is_key;
        case RateLimitKey::USER:
            return !is_key || !limits_keys_;
    }
    return true;
}

RateLimiter::Window& RateLimiter::window_of(Counter& counter, const RateLimit& limit,
                                            std::string_view caller, Timestamp now) {
    if (limit.key == RateLimitKey::ENDPOINT) return counter.shared;
    auto& known = counter.by_caller;
    if (const auto found = known.find(caller); found != known.end()) return found->second;
    if (known.size() >= callers_max && now - counter.last_cleaned >= std::chrono::seconds{1}) {
        std::erase_if(known, [now](const auto& entry) { return entry.second.ends <= now; });
        counter.last_cleaned = now;
    }
    if (known.size() >= callers_max) return counter.shared;
    return known.emplace(std::string{caller}, Window{}).first->second;
}

std::optional<std::chrono::milliseconds> RateLimiter::admit(const api::Caller& caller,
                                                            Timestamp now) {
    const std::lock_guard lock{mutex_};
    std::optional<Timestamp> free_at;
    std::array<Window*, 32> counted{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < limits_.size() && count < counted.size(); ++i) {
        if (!applies(limits_[i], caller)) continue;
        auto& window = window_of(counters_[i], limits_[i], caller.name, now);
        const auto length = length_of(limits_[i].renewal_period);
        // A clock that was set back must not lock callers out for longer than a period.
        if (window.ends <= now || window.ends > now + length) window = {now + length, 0};
        if (window.used >= limits_[i].calls) free_at = std::max(free_at.value_or(now), window.ends);
        counted[count++] = &window;
    }
    if (free_at) return std::chrono::ceil<std::chrono::milliseconds>(*free_at - now);
    for (std::size_t i = 0; i < count; ++i) ++counted[i]->used;
    return std::nullopt;
}

}  // namespace ontos
