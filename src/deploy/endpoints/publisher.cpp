// Shows what was committed to the data plane, keeps warm what it replaced, tells who listens.
#include "deploy/endpoints/publisher.hpp"

#include <algorithm>

namespace ontos {

void Publisher::publish(const std::vector<Activation>& activations) {
    for (const auto& swap : live_.apply(activations)) {
        keep_replaced(swap);
        tell(swap);
    }
}

/// A deleted endpoint has nothing to roll back to.
void Publisher::keep_replaced(const TableSwap& swap) {
    if (!swap.before || !swap.after) return;
    for (const auto& old : swap.before->entities) {
        const bool serves_on = std::ranges::any_of(
            swap.after->entities,
            [&](const LiveEntity& entity) { return entity.version == old.version; });
        if (!serves_on) warm_.keep(old.runtime->model());
    }
}

void Publisher::tell(const TableSwap& swap) {
    const auto& [before, after] = swap;
    if (before && !after)
        for (auto* observer : observers_) observer->deleted(before->id);
    if (!after || !after->is_ready) return;
    const bool is_news = !before || !before->is_ready || before->revision != after->revision;
    if (is_news)
        for (auto* observer : observers_) observer->went_live(*after);
}

}  // namespace ontos
