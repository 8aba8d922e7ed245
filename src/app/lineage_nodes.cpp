// How lineage shows each thing.
#include "app/lineage_nodes.hpp"

#include <fmt/format.h>

#include "app/lineage_external.hpp"
#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints_store.hpp"
#include "deploy/models/names.hpp"
#include "deploy/models/versions_store.hpp"
#include "improve/exports/exports_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/jobs/jobs_store.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "monitor/request_log/request_log_store.hpp"

namespace ontos {
namespace {

using Found = std::optional<LineageNode>;
using Kind = LineageKind;

/// A node of a record, if there is one.
LineageNode node(std::string label, std::string_view state, Timestamp created_at,
                 const std::string& path) {
    LineageNode out;
    out.label = std::move(label);
    out.state = state;
    out.created_at = created_at;
    out.path = "/api/v1" + path;
    return out;
}

Found request_node(sql::Transaction& tx, const std::string& id) {
    const auto found = request_log_store::find(tx, id);
    if (!found || found->request_id != id) return std::nullopt;
    return node("request to " + found->endpoint_name, found->status < 400 ? "succeeded" : "failed",
                found->created_at, "/monitoring/requests/" + found->id);
}

Found feedback_node(sql::Transaction& tx, const std::string& id) {
    const auto found = feedback_store::find(tx, id);
    if (!found) return std::nullopt;
    const auto what =
        found->rating ? std::string{api::to_text(*found->rating)} + " rating" : found->name;
    return node(what + " by " + found->source_id.value_or(found->created_by),
                api::to_text(found->state), found->created_at, "/feedback/" + id);
}

Found correction_node(sql::Transaction& tx, const std::string& id) {
    const auto found = feedback_store::find(tx, id);
    if (!found || !found->correction) return std::nullopt;
    return node("correction by " + found->source_id.value_or(found->created_by),
                api::to_text(found->state), found->updated_at, "/feedback/" + id);
}

Found row_node(sql::Transaction& tx, const std::string& id) {
    const auto found = rows_store::find_anywhere(tx, id);
    // Those of a deleted sheet are still there for a while, but no route shows them.
    if (!found || !sheets_store::find(tx, found->training_sheet_id)) return std::nullopt;
    return node(fmt::format("row {}", found->row_index), api::to_text(found->review.review_status),
                found->created_at, "/training-sheets/" + found->training_sheet_id + "/rows/" + id);
}

Found sheet_node(sql::Transaction& tx, const std::string& id) {
    const auto found = sheets_store::find(tx, id);
    if (!found) return std::nullopt;
    return node(found->name, api::to_text(found->status), found->created_at,
                "/training-sheets/" + id);
}

Found sheet_version_node(sql::Transaction& tx, const std::string& id) {
    const auto at = id.find('@');
    if (at == id.npos) return std::nullopt;
    ExportsQuery query;
    query.training_sheet_id = id.substr(0, at);
    query.status = ExportStatus::ready;
    const auto sha256 = id.substr(at + 1);
    // The oldest of those that there are is when this version was first seen.
    Found out;
    for (const auto& made : exports_store::list(tx, query, 101))
        if (made.manifest && made.manifest->dataset_sha256 == sha256) {
            out = node(fmt::format("{}, {} rows", made.manifest->training_sheet_name,
                                   answered(made).examples_exported),
                       "fixed", made.created_at, "/training-sheets/" + made.training_sheet_id);
            out->details = {{"dataset_sha256", sha256.c_str()}};
        }
    return out;
}

Found export_node(sql::Transaction& tx, const std::string& id) {
    const auto found = exports_store::find(tx, id);
    if (!found) return std::nullopt;
    auto out = node(std::string{api::to_text(found->options.format)} + " export",
                    api::to_text(found->status), found->created_at, "/exports/" + id);
    if (!found->manifest) return out;
    api::json::array files;
    for (const auto& file : found->manifest->files)
        if (file.split && files.size() < 20)
            files.push_back({{"name", file.name}, {"sha256", file.sha256}});
    out.details = {{"files", std::move(files)}};
    return out;
}

Found job_node(sql::Transaction& tx, const std::string& id) {
    const auto found = jobs_store::find(tx, id);
    if (!found) return std::nullopt;
    auto out = node(found->order.trainer + " trains " + found->order.model_name,
                    api::to_text(found->progress.status), found->progress.created_at,
                    "/training/jobs/" + id);
    if (found->progress.dataset_sha256)
        out.details = {{"dataset_sha256", found->progress.dataset_sha256->c_str()}};
    return out;
}

std::optional<ModelVersion> version_in(sql::Transaction& tx, const std::string& key) {
    const auto [name, version] = version_named(key);
    const auto number = version_number(version);
    return number ? VersionsStore{tx}.find(name, *number) : std::nullopt;
}

Found version_node(sql::Transaction& tx, const std::string& id) {
    const auto found = version_in(tx, id);
    if (!found) return external_version_node(tx, id);
    const auto name = version_named(id).full_name;
    auto out =
        node(name + " version " + found->version, api::to_text(found->status),
             found->created_at.time, "/deployment/models/" + name + "/versions/" + found->version);
    out.details = {{"sha256", found->sha256.c_str()}};
    return out;
}

Found deployment_node(sql::Transaction& tx, const std::string& id) {
    const auto found = find_deployment(tx, id);
    if (!found) return std::nullopt;
    return node(
        fmt::format("revision {} of {}", found->revision, found->endpoint_name),
        api::to_text(found->status), found->started_at,
        fmt::format("/deployment/endpoints/{}/revisions/{}", found->endpoint_id, found->revision));
}

Found endpoint_node(sql::Transaction& tx, const std::string& id) {
    const auto found = find_endpoint_by_id(tx, id);
    if (!found) return std::nullopt;
    return node(found->endpoint_name, found->deleted_at ? "deleted" : api::to_text(found->status),
                found->created_at, "/deployment/endpoints/" + id);
}

}  // namespace

std::map<LineageKind, DescribeNode> lineage_nodes(sql::Database& database) {
    std::map<LineageKind, DescribeNode> out;
    const auto put = [&](LineageKind kind,
                         Found (*describe)(sql::Transaction&, const std::string&)) {
        out[kind] = [&database, describe](const std::string& id) {
            return database.read([&](sql::Transaction& tx) { return describe(tx, id); });
        };
    };
    put(Kind::request, request_node);
    put(Kind::feedback, feedback_node);
    put(Kind::correction, correction_node);
    put(Kind::row, row_node);
    put(Kind::sheet, sheet_node);
    put(Kind::sheet_version, sheet_version_node);
    put(Kind::export_, export_node);
    put(Kind::training_job, job_node);
    put(Kind::model_version, version_node);
    put(Kind::deployment, deployment_node);
    put(Kind::endpoint, endpoint_node);
    return out;
}

std::optional<ModelVersion> find_version(sql::Database& database, const std::string& key) {
    return database.read([&](sql::Transaction& tx) { return version_in(tx, key); });
}

}  // namespace ontos
