#pragma once
// Which served entity a request goes to: a bucket of 10,000, by a hash of what it sticks to.

#include <string>
#include <string_view>

#include "deploy/endpoints/live.hpp"
#include "platform/api/exchange.hpp"

namespace ontos {

inline constexpr int bucket_count = 10'000;

/// 0..9,999, by stable_hash. The salt is the endpoint's id, so that the buckets of two endpoints
/// are independent.
int bucket_of(std::string_view salt, std::string_view key);

/// The entity whose range holds the bucket.
const LiveEntity& entity_at(const LiveEndpoint& endpoint, int bucket);

/// What the request sticks to, by the endpoint's `sticky_by`: its request id ("" and
/// "request_id"), the caller's name ("user"), the header `X-Session-Id` ("session"), a JSON pointer
/// into the body ("/inputs/user_id"), or else a column of the first row. A request that lacks it
/// goes by its request id.
std::string sticky_key(const LiveEndpoint& endpoint, const api::Request& request);

}  // namespace ontos
