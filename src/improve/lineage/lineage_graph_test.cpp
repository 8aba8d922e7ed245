// Walks through a small world: a line of things with siblings that must stay out.
#include "improve/lineage/lineage_graph.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using enum LineageKind;

/// Two feedback items of request r; row 1 of the first, row 2 of the second; both in export e;
/// jobs j1 and j2 of it.
class World {
public:
    std::multimap<std::string, std::string> request_feedback{{"r", "f1"}, {"r", "f2"}},
        feedback_row{{"f1", "1"}, {"f2", "2"}}, row_export{{"1", "e"}, {"2", "e"}},
        export_job{{"e", "j1"}, {"e", "j2"}};
    std::set<std::string> gone;

    LineageSources sources() const {
        LineageSources out;
        out.edges = {edge(request, feedback, request_feedback), edge(feedback, row, feedback_row),
                     edge(row, export_, row_export), edge(export_, training_job, export_job)};
        for (const auto kind : {request, feedback, row, export_, training_job})
            out.nodes[kind] = [this](const std::string& id) -> std::optional<LineageNode> {
                if (gone.contains(id) || id == "nobody") return std::nullopt;
                LineageNode node;
                node.label = "the " + id;
                node.state = "active";
                return node;
            };
        return out;
    }

private:
    static EdgeProvider edge(LineageKind from, LineageKind to,
                             const std::multimap<std::string, std::string>& pairs) {
        return {from, to, "leads to",
                [&pairs](const std::string& id, std::size_t limit) {
                    Neighbours out;
                    for (auto [at, end] = pairs.equal_range(id); at != end; ++at)
                        out.ids.push_back(at->second);
                    out.is_cut = out.ids.size() > limit;
                    if (out.is_cut) out.ids.resize(limit);
                    return out;
                },
                [&pairs](const std::string& id, std::size_t) {
                    Neighbours out;
                    for (const auto& [first, second] : pairs)
                        if (second == id) out.ids.push_back(first);
                    return out;
                }};
    }
};

std::vector<std::string> ids(const LineageGraph& graph) {
    std::vector<std::string> out;
    for (const auto& node : graph.nodes) out.push_back(node.id);
    return out;
}

std::vector<std::string> edges(const LineageGraph& graph) {
    std::vector<std::string> out;
    for (const auto& edge : graph.edges) out.push_back(edge.from.id + ">" + edge.to.id);
    return out;
}

TEST(Lineage, of_a_row_is_what_it_came_of_and_what_came_of_it_without_its_siblings) {
    const World world;
    const auto graph = walk_lineage(world.sources(), {row, "1"}, {});
    ASSERT_TRUE(graph);
    EXPECT_THAT(ids(*graph), UnorderedElementsAre("r", "f1", "1", "e", "j1", "j2"));
    EXPECT_THAT(edges(*graph), UnorderedElementsAre("r>f1", "f1>1", "1>e", "e>j1", "e>j2"));
    EXPECT_FALSE(graph->truncated);
    EXPECT_EQ(graph->nodes.front().distance, -2);
    EXPECT_EQ(graph->nodes.back().distance, 2);
}

TEST(Lineage, goes_one_way_if_asked_to) {
    const World world;
    EXPECT_THAT(ids(*walk_lineage(world.sources(), {row, "1"}, {.up = false})),
                UnorderedElementsAre("1", "e", "j1", "j2"));
    EXPECT_THAT(ids(*walk_lineage(world.sources(), {training_job, "j1"}, {.down = false})),
                UnorderedElementsAre("j1", "e", "1", "2", "f1", "f2", "r"));
}

TEST(Lineage, says_where_depth_or_limit_cut_it) {
    const World world;
    const auto shallow = walk_lineage(world.sources(), {request, "r"}, {.depth = 1});
    EXPECT_THAT(ids(*shallow), ElementsAre("r", "f1", "f2"));
    EXPECT_TRUE(shallow->truncated);
    for (std::size_t most = 1; most <= 7; ++most) {
        const auto few = walk_lineage(world.sources(), {request, "r"}, {.nodes_max = most});
        EXPECT_LE(few->nodes.size(), most);
        EXPECT_TRUE(few->truncated) << most;
    }
    EXPECT_FALSE(walk_lineage(world.sources(), {request, "r"}, {.nodes_max = 8})->truncated);
}

TEST(Lineage, shows_what_is_gone_where_something_leads_to_it) {
    World world;
    world.gone = {"f1"};
    const auto graph = walk_lineage(world.sources(), {row, "1"}, {});
    for (const auto& node : graph->nodes)
        EXPECT_EQ(node.state, node.id == "f1" ? "gone" : "active") << node.id;
    EXPECT_TRUE(walk_lineage(world.sources(), {feedback, "f1"}, {})) << "something came of it";
    EXPECT_FALSE(walk_lineage(world.sources(), {feedback, "nobody"}, {}));
}

TEST(Lineage, ends_where_things_lead_in_a_circle) {
    World world;
    world.feedback_row.emplace("f1", "2");
    const auto graph = walk_lineage(world.sources(), {request, "r"}, {});
    EXPECT_EQ(graph->nodes.size(), 8);
    EXPECT_EQ(graph->edges.size(), 9);
}

}  // namespace
}  // namespace ontos
