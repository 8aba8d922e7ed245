// Walks from thing to thing.
#include "improve/lineage/lineage_graph.hpp"

#include <algorithm>
#include <deque>
#include <set>

namespace ontos {
namespace {

class Walk {
public:
    Walk(const LineageSources& sources, const LineageKey& start, const LineageBounds& bounds)
        : sources_{sources}, bounds_{bounds} {
        graph_.asked = start;
        const auto found = describe(start);
        is_known_ = found.has_value();
        add(start, 0, found);
    }

    void go_down() {
        go([](const EdgeProvider& edge) { return edge.from; },
           [](const EdgeProvider& edge) -> const AskNeighbours& { return edge.down; }, 1);
    }
    void go_up() {
        go([](const EdgeProvider& edge) { return edge.to; },
           [](const EdgeProvider& edge) -> const AskNeighbours& { return edge.up; }, -1);
    }
    std::optional<LineageGraph> finish() {
        if (!is_known_ && graph_.edges.empty()) return std::nullopt;
        std::ranges::stable_sort(graph_.nodes, {}, &LineageNode::distance);
        return std::move(graph_);
    }

private:
    struct Step {
        LineageKey key;
        std::int64_t distance;
    };

    std::optional<LineageNode> describe(const LineageKey& key) const {
        const auto known = sources_.nodes.find(key.kind);
        return known == sources_.nodes.end() ? std::nullopt : known->second(key.id);
    }

    void add(const LineageKey& key, std::int64_t distance, std::optional<LineageNode> found) {
        if (!found) {
            found.emplace();
            found->label = std::string{api::to_text(key.kind)} + ' ' + key.id;
            found->state = "gone";
        }
        found->kind = key.kind;
        found->id = key.id;
        found->distance = distance;
        graph_.nodes.push_back(*std::move(found));
        seen_.insert(key);
    }

    void add_edge(const EdgeProvider& provider, const LineageKey& here, const LineageKey& there,
                  std::int64_t sign) {
        LineageEdge edge{here, there, provider.relation};
        if (sign < 0) std::swap(edge.from, edge.to);
        if (edges_.insert({edge.from, edge.to}).second) graph_.edges.push_back(std::move(edge));
    }

    void go(auto kind_here, auto ask, std::int64_t sign) {
        std::set<LineageKey> visited{graph_.asked};
        std::deque<Step> waiting{{graph_.asked, 0}};
        while (!waiting.empty()) {
            const auto step = waiting.front();
            waiting.pop_front();
            for (const auto& provider : sources_.edges) {
                if (kind_here(provider) != step.key.kind || !ask(provider)) continue;
                const auto room = bounds_.nodes_max - std::min(bounds_.nodes_max, seen_.size());
                const auto found = ask(provider)(step.key.id, room + 1);
                graph_.truncated |= found.is_cut;
                const auto other = sign > 0 ? provider.to : provider.from;
                for (const auto& id : found.ids) {
                    const LineageKey there{other, id};
                    if (!enter(there, step.distance + 1, sign)) continue;
                    add_edge(provider, step.key, there, sign);
                    if (visited.insert(there).second) waiting.push_back({there, step.distance + 1});
                }
            }
        }
    }

    /// Whether it is, or may be, a node.
    bool enter(const LineageKey& key, std::int64_t distance, std::int64_t sign) {
        if (seen_.contains(key)) return true;
        if (distance > bounds_.depth || seen_.size() >= bounds_.nodes_max) {
            graph_.truncated = true;
            return false;
        }
        add(key, sign * distance, describe(key));
        return true;
    }

    const LineageSources& sources_;
    const LineageBounds bounds_;
    LineageGraph graph_;
    bool is_known_ = false;
    std::set<LineageKey> seen_;
    std::set<std::pair<LineageKey, LineageKey>> edges_;
};

}  // namespace

std::optional<LineageGraph> walk_lineage(const LineageSources& sources, const LineageKey& start,
                                         const LineageBounds& bounds) {
    Walk walk{sources, start, bounds};
    if (bounds.down) walk.go_down();
    if (bounds.up) walk.go_up();
    return walk.finish();
}

}  // namespace ontos
