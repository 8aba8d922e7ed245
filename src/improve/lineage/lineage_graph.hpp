#pragma once
// What lineage speaks: things, and which of them came of which.

#include <boost/describe.hpp>
#include <functional>
#include <map>

#include "platform/api/codec.hpp"

namespace ontos {

/// In the order in which data flows.
BOOST_DEFINE_ENUM_CLASS(LineageKind, request, feedback, correction, row, sheet, sheet_version,
                        export_, training_job, model_version, deployment, endpoint)

/// Names a thing. A sheet version is `<sheet id>@<dataset_sha256>`, a model version
/// `<full name>:<version>`, a correction the id of its feedback.
struct LineageKey {
    LineageKind kind = LineageKind::request;
    std::string id;

    auto operator<=>(const LineageKey&) const = default;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&LineageKey::kind>("What it is."),
                          api::field<&LineageKey::id>("Its identifier.")};
    }
};

struct LineageNode {
    LineageKind kind = LineageKind::request;
    std::string id, label, state;
    std::optional<Timestamp> created_at;
    std::optional<std::string> path;
    std::int64_t distance = 0;
    std::map<std::string, api::json::value> details;

    static constexpr auto fields(auto...) {
        using T = LineageNode;
        return std::array{
            api::field<&T::kind>("What it is."),
            api::field<&T::id>("Its identifier."),
            api::field<&T::label>("What people call it."),
            api::field<&T::state>("How it is; `gone`: it was erased or deleted, or is kept no "
                                  "longer, and only what came of it or led to it is known."),
            api::field<&T::created_at>("When it came to be; null if that is not known."),
            api::field<&T::path>("Where the API shows it; null if nowhere."),
            api::field<&T::distance>("Steps from what was asked about: negative for what it came "
                                     "of."),
            api::omit_empty<&T::details>("What else is good to know: sha256 of files.")};
    }
};

struct LineageEdge {
    LineageKey from, to;
    std::string relation;

    static constexpr auto fields(auto...) {
        using T = LineageEdge;
        return std::array{api::field<&T::from>("What was first."),
                          api::field<&T::to>("What came of it."), api::field<&T::relation>("How.")};
    }
};

struct LineageGraph {
    LineageKey asked;
    std::vector<LineageNode> nodes;
    std::vector<LineageEdge> edges;
    bool truncated = false;

    static constexpr auto fields(auto...) {
        using T = LineageGraph;
        return std::array{
            api::field<&T::asked>("What was asked about."),
            api::field<&T::nodes>("What it came of and what came of it, by distance; itself too."),
            api::field<&T::edges>("From what was first to what came of it."),
            api::field<&T::truncated>("Whether there is more than depth and limit let in, or than "
                                      "could be looked through.")};
    }
};

/// Neighbours in one direction.
struct Neighbours {
    std::vector<std::string> ids;
    bool is_cut = false;
};
/// At most about `limit` of them.
using AskNeighbours = std::function<Neighbours(const std::string& id, std::size_t limit)>;

/// How things of one kind lead to things of another. Belongs to the folder that knows it.
struct EdgeProvider {
    LineageKind from, to;
    std::string relation;
    AskNeighbours down;  ///< of a `from`: what came of it
    AskNeighbours up;    ///< of a `to`: what it came of
};

/// nullopt: there is no such thing any more, or there never was.
using DescribeNode = std::function<std::optional<LineageNode>(const std::string& id)>;

struct LineageSources {
    std::vector<EdgeProvider> edges;
    std::map<LineageKind, DescribeNode> nodes;
};

struct LineageBounds {
    bool down = true, up = true;
    std::int64_t depth = 20;
    std::size_t nodes_max = 200;
};

/// Up and down are walked apart: what else came of an ancestor is not let in. nullopt if the thing
/// is not known and nothing leads to or from it.
std::optional<LineageGraph> walk_lineage(const LineageSources& sources, const LineageKey& start,
                                         const LineageBounds& bounds);

}  // namespace ontos
