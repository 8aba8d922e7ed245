#pragma once
// A route outside the typed table: predictions, the page, facades. It reads the body itself.

#include <memory>

#include <boost/json/object.hpp>

#include "platform/api/exchange.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos::api {

/// What a raw handler keeps between `place` and `answer`.
struct RawState {
    virtual ~RawState() = default;
};

struct RawCall {
    const Request& request;
    std::span<const std::string> path_values;  ///< the placeholders, decoded, in order
    std::unique_ptr<RawState> state;
};

/// Thread safe: called for many requests at once.
class RawHandler {
public:
    virtual ~RawHandler() = default;
    /// On the I/O thread: must not block. Where `answer` is to run: null is here and now. A full
    /// executor is answered as 429 with `Retry-After`. May throw Failure.
    virtual Executor* place(RawCall& call) = 0;
    /// The reply. May throw Failure, which becomes the error body of the API.
    virtual Reply answer(RawCall& call) = 0;
};

struct RawRoute {
    Method method;
    std::string path;  ///< below /api/v1 unless it starts with "//"
    std::string name, summary;
    Right right;
    BodyPolicy body;
    RawHandler* handler;  ///< outlives the router
    /// The members of the OpenAPI operation beside id, summary and errors: description,
    /// parameters (else the placeholders), requestBody, responses of success. Empty: not in the
    /// document.
    boost::json::object description;
};

}  // namespace ontos::api
