// Where things came from and what came of them.
#include "improve/lineage/lineage.hpp"

#include <fmt/format.h>

#include <set>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About about_walk{
    api::UnknownMembers::refused,
    "request → feedback → correction → row → sheet_version → export → training_job → "
    "model_version → deployment → endpoint; a version that is served elsewhere leads to its "
    "endpoint without a deployment. What it came of and what came of it are walked apart, "
    "so that what else came of an ancestor stays out. What was erased or deleted stands there as "
    "`gone`, as long as something leads to it. Of exports, those whose files are on this server "
    "are looked through for rows; of training jobs, all."};

constexpr api::About about_subject{
    api::UnknownMembers::refused,
    "By the rows whose `subject_id` it is. Rows that a job was trained on are known although they "
    "were erased, but no longer whom they were about: the receipt of an erasure says that."};

constexpr std::array routes{
    api::get<&Lineage::show_lineage>("/lineage/{kind}/{id}",
                                     "Show what a thing came of, and what came of it.",
                                     Right::improve_read, about_walk),
    api::get<&Lineage::show_subject_lineage>(
        "/lineage/subject/{subject_id}",
        "Show which models were trained on rows about a person, and who serves them.",
        Right::improve_admin, about_subject),
};

}  // namespace

LineageGraph Lineage::show_lineage(const api::Path<LineagePath>& path,
                                   const api::Query<LineageQuery>& query) const {
    auto graph = walk_lineage(parts_.sources(), parts_.named({path.kind, path.id}),
                              {.down = query.direction != LineageDirection::up,
                               .up = query.direction != LineageDirection::down,
                               .depth = query.depth,
                               .nodes_max = static_cast<std::size_t>(query.limit)});
    if (graph) return *std::move(graph);
    throw Failure{FailureKind::not_found,
                  fmt::format("There is no {} \"{}\", and nothing that came of one.",
                              api::to_text(path.kind), shortened(path.id))};
}

SubjectLineage Lineage::show_subject_lineage(const api::Path<LineageSubjectPath>& path) const {
    const auto rows = parts_.rows_of_subject(path.subject_id, subject_rows_max);
    SubjectLineage out;
    out.subject_id = path.subject_id;
    out.rows = std::ssize(rows.ids);
    auto trained = parts_.models_trained_on({rows.ids.begin(), rows.ids.end()});
    out.models = std::move(trained.items);
    out.truncated = rows.is_cut || trained.truncated;
    std::set<std::string> names;
    for (const auto& model : out.models)
        names.insert(model.endpoints.begin(), model.endpoints.end());
    out.live_endpoints.assign(names.begin(), names.end());
    return out;
}

void mount(api::Router& router, Lineage& lineage) { router.mount(lineage, routes, "Lineage"); }

}  // namespace ontos
