#pragma once
// The data plane: pick the served entity, read the rows, score, answer, let it be observed.

#include <chrono>
#include <vector>

#include "deploy/endpoints/live.hpp"
#include "deploy/predictions/observer.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// `POST …/query`. Thread safe. Small models run where the request arrived; what is large, slow or
/// not measured yet runs on the scoring pool within the bound of its workload size.
class Predictions final : public api::RawHandler {
public:
    /// All must outlive it. `waiting_pool` is where requests wait for a model that loads.
    Predictions(EndpointSource& endpoints, Executor& waiting_pool, const Clock& clock);

    /// In the order in which they are told; before the first request.
    void add_observer(PredictionObserver& observer) { observers_.push_back(&observer); }

    Executor* place(api::RawCall& call) override;
    api::Reply answer(api::RawCall& call) override;

private:
    struct Query;

    std::shared_ptr<const LiveEndpoint> find(std::string_view reference);
    void admit(Query& query, const api::RawCall& call);
    Executor* choose_place(Query& query, const api::RawCall& call);
    void score(Query& query, std::string_view body);
    void wake(Query& query, std::string_view body);
    api::Reply reply(Query& query, const api::RawCall& call);
    void tell(Query& query, int status, std::string_view answer,
              const Failure* failure = nullptr) noexcept;

    EndpointSource& endpoints_;
    Executor& waiting_pool_;
    const Clock& clock_;
    const std::uint64_t instance_;
    std::vector<PredictionObserver*> observers_;
};

/// Whether a model of this speed may run on the I/O thread: hysteresis between 100 and 200 µs for
/// the whole batch, at most 64 rows, and only after 20 measured runs.
bool may_run_inline(EntityRuntime& runtime, std::size_t rows);

/// Moves the average by an eighth of the difference; a single slow run cannot double it.
void learn_speed(EntityRuntime& runtime, std::size_t rows, std::chrono::nanoseconds model_time);

void mount(api::Router& router, Predictions& predictions);

}  // namespace ontos
