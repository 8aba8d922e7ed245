#pragma once
// Shows what was committed to the data plane, keeps warm what it replaced, tells who listens.

#include <vector>

#include "deploy/endpoints/live_table.hpp"

namespace ontos {

/// Thread safe after the last add_observer.
class Publisher {
public:
    Publisher(LiveTable& live, WarmModels& warm) : live_{live}, warm_{warm} {}

    void add_observer(EndpointObserver& observer) { observers_.push_back(&observer); }

    /// Call it after the commit, outside locks.
    void publish(const std::vector<Activation>& activations);

private:
    void keep_replaced(const TableSwap& swap);
    void tell(const TableSwap& swap);

    LiveTable& live_;
    WarmModels& warm_;
    std::vector<EndpointObserver*> observers_;
};

}  // namespace ontos
