#pragma once
// What a served request tells the later stages, on the thread that served it.

#include <chrono>
#include <cstdint>
#include <string_view>

#include "deploy/ids.hpp"
#include "deploy/inference/served_model.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

/// One request to an endpoint that exists, after its answer was made. Views live until `observed`
/// returns.
struct PredictionSeen {
    const EndpointId& endpoint_id;
    std::string_view endpoint_name{};
    std::string_view served_entity{};  ///< empty if none was picked (not ready, rejected before)
    std::string_view model_name{};     ///< catalog.schema.model; empty if no entity was picked
    std::string_view model_version{};
    std::uint64_t revision = 0;
    /// Unique in this process per endpoint, entity and version; small and dense: an index.
    std::uint32_t series = 0;
    int status = 0;                     ///< HTTP status of the answer
    std::chrono::nanoseconds total{0};  ///< from the header block's arrival to the finished answer
    std::chrono::nanoseconds model{0};  ///< inside the model
    std::chrono::nanoseconds queue{0};  ///< waiting for a thread, or for a model that loads
    std::uint32_t rows = 0;
    std::uint64_t bytes_in = 0, bytes_out = 0;
    std::string_view request_id{}, requester{};
    std::string_view client_request_id{};  ///< the body's member of this name; empty without one
    std::string_view session_id{};         ///< the header X-Session-Id; empty without one
    std::string_view request_body{};       ///< as it was sent, decompressed
    std::string_view answer_body{};        ///< empty if it failed
    const Failure* failure = nullptr;      ///< why it failed, where that is known
    std::uint32_t not_finite = 0;          ///< answers that were NaN or infinite
    const ServedModel* served_model = nullptr;  ///< null if it failed before the model was there
    const Batch* batch = nullptr;               ///< null if it failed before
};

/// Called on the scoring thread: must not block, allocate in the steady state, or keep views.
class PredictionObserver {
public:
    virtual ~PredictionObserver() = default;
    virtual void observed(const PredictionSeen& seen) noexcept = 0;
};

}  // namespace ontos
