#pragma once
// How many calls are let through: counted per renewal period, in this process.

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "deploy/endpoints/guardrails.hpp"
#include "platform/api/caller.hpp"
#include "platform/base/clock.hpp"

namespace ontos {

/// A count starts with a caller's first call and is forgotten when its renewal period is over, so
/// that at most `calls` are let through in each period. USER counts each caller by name (API keys
/// too, unless there is a SERVICE_PRINCIPAL limit); SERVICE_PRINCIPAL counts each API key; ENDPOINT
/// counts all together. Thread safe, well under a microsecond, at most 10,000 callers a limit:
/// beyond that the new ones share one count.
class RateLimiter {
public:
    static constexpr std::size_t callers_max = 10'000;

    explicit RateLimiter(std::vector<RateLimit> limits);

    /// nullopt: let through, and counted by every limit. Else counted by none, and the time until
    /// the call would be let through.
    std::optional<std::chrono::milliseconds> admit(const api::Caller& caller, Timestamp now);

    const std::vector<RateLimit>& limits() const { return limits_; }

private:
    struct Window {
        Timestamp ends{};
        std::int64_t used = 0;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Counter {
        Window shared;  ///< of ENDPOINT, and of callers beyond the bound
        std::unordered_map<std::string, Window, TextHash, std::equal_to<>> by_caller;
        Timestamp last_cleaned{};
    };

    bool applies(const RateLimit& limit, const api::Caller& caller) const;
    static Window& window_of(Counter& counter, const RateLimit& limit, std::string_view caller,
                             Timestamp now);

    const std::vector<RateLimit> limits_;
    const bool limits_keys_;
    std::mutex mutex_;
    std::vector<Counter> counters_;
};

}  // namespace ontos
