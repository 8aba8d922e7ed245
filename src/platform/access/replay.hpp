#pragma once
// The answer of an operation that an Idempotency-Key stands for already.

#include "platform/api/outputs.hpp"

namespace ontos::access {

/// Says that it is a repeat. Thrown by the handler, in place of what it would answer.
inline api::ReadyReply replay(api::Reply reply) {
    reply.headers.emplace_back("Idempotency-Replayed", "true");
    return {std::move(reply)};
}

}  // namespace ontos::access
