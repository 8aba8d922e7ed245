// What the client commands do.
#include "cli/commands.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include <unistd.h>

#include "cli/table.hpp"
#include "platform/api/json_write.hpp"
#include "platform/archive/tar_file.hpp"

namespace ontos::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// A member as a person reads it; "–" where there is none.
std::string cell(const json::value& row, std::string_view member) {
    const auto* value = row.as_object().if_contains(member);
    if (!value || value->is_null()) return "–";
    if (value->is_string()) return std::string{value->as_string()};
    return api::to_json_text(*value);
}

std::string time_cell(const json::value& row, std::string_view member) {
    return short_time(cell(row, member));
}

void print_json(const json::value& value) { std::cout << api::to_json_text(value) << '\n'; }

/// Rows for people, the answer itself for programs.
void print(const Client& client, const json::value& answer, const Rows& rows,
           std::string_view when_empty) {
    if (client.target().as_json)
        print_json(answer);
    else if (rows.size() < 2)
        std::cout << when_empty << '\n';
    else
        std::cout << table_text(rows);
}

std::string model_path(const std::string& full_name) {
    return "/deployment/models/" + encoded(full_name);
}

std::string endpoint_path(const std::string& endpoint) {
    return "/deployment/endpoints/" + encoded(endpoint);
}

std::string aliases_cell(const json::value& model) {
    const auto* aliases = model.as_object().if_contains("aliases");
    std::string out;
    if (aliases && aliases->is_object())
        for (const auto& [alias, version] : aliases->as_object())
            out += (out.empty() ? "" : ", ") + std::string{alias} + "=" +
                   std::string{version.as_string()};
    return out.empty() ? "–" : out;
}

/// A model folder as one file that can be uploaded; removed with the object.
class PackedFolder {
public:
    explicit PackedFolder(const std::filesystem::path& folder)
        : path_{std::filesystem::temp_directory_path() /
                ("ontos-upload-" + std::to_string(getpid()) + ".tar.gz")} {
        write_tar_gz(folder, path_);
    }
    PackedFolder(const PackedFolder&) = delete;
    PackedFolder& operator=(const PackedFolder&) = delete;
    ~PackedFolder() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string read_argument(const std::string& argument) {
    if (argument == "-") return {std::istreambuf_iterator<char>{std::cin}, {}};
    if (!argument.starts_with('@')) return argument;
    std::ifstream in{argument.substr(1), std::ios::binary};
    if (!in) throw CommandFailure{ExitCode::usage, "There is no file " + argument.substr(1) + '.'};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// A whole query body, or the rows alone.
json::value query_body(const std::string& text) {
    boost::system::error_code error;
    auto body = json::parse(text, error);
    if (error) throw CommandFailure{ExitCode::usage, "The query is not JSON: " + error.message()};
    if (const auto* object = body.if_object())
        for (const auto* form : {"inputs", "dataframe_split", "dataframe_records", "instances"})
            if (object->contains(form)) return body;
    return json::object{{"inputs", std::move(body)}};
}

void print_deploy(const Client& client, const json::value& answer) {
    if (client.target().as_json) return print_json(answer);
    std::cout << cell(answer, "endpoint_name") << ": " << cell(answer, "message") << "\n"
              << "action " << cell(answer, "action") << ", status " << cell(answer, "status")
              << ", version " << cell(answer, "model_version") << ", revision "
              << cell(answer, "revision") << '\n';
}

}  // namespace

void list_models(const Client& client, const std::string& catalog) {
    const auto answer =
        client.get("/deployment/models" + (catalog.empty() ? "" : "?catalog=" + encoded(catalog)));
    Rows rows{{"MODEL", "LATEST", "ALIASES", "OWNER", "UPDATED (UTC)"}};
    for (const auto& model : answer.as_array())
        rows.push_back({cell(model, "full_name"), cell(model, "latest_version"),
                        aliases_cell(model), cell(model, "owner"), time_cell(model, "updated_at")});
    print(client, answer, rows,
          "No models yet. Register one: ontos models register catalog.schema.name PATH");
}

void list_versions(const Client& client, const std::string& full_name) {
    const auto answer = client.get(model_path(full_name) + "/versions");
    Rows rows{{"VERSION", "STATUS", "FLAVOR", "BYTES", "CREATED (UTC)", "DESCRIPTION"}};
    for (const auto& version : answer.as_array())
        rows.push_back({cell(version, "version"), cell(version, "status"), cell(version, "flavor"),
                        cell(version, "size_bytes"), time_cell(version, "created_at"),
                        cell(version, "description")});
    print(client, answer, rows, "No versions yet.");
}

void register_model(const Client& client, const RegisterOptions& options) {
    namespace fs = std::filesystem;
    if (!fs::exists(options.path))
        throw CommandFailure{ExitCode::usage, "There is no file or folder " + options.path + '.'};
    std::optional<PackedFolder> packed;
    if (fs::is_directory(options.path)) packed.emplace(options.path);
    std::vector<OutboundPart> form{{"model", {}, packed ? packed->path() : options.path}};
    if (!options.baseline.empty()) form.push_back({"baseline", {}, options.baseline});
    if (!options.description.empty()) form.push_back({"description", options.description, {}});
    const auto answer = client.upload(model_path(options.full_name) + "/versions", std::move(form));
    if (client.target().as_json) return print_json(answer);
    std::cout << options.full_name << " version " << cell(answer, "version") << ' '
              << cell(answer, "status") << " (" << cell(answer, "size_bytes") << " bytes, sha256 "
              << cell(answer, "sha256").substr(0, 12) << "…)\n";
}

void deploy(const Client& client, const DeployOptions& options) {
    json::object body{{"model_name", options.model_name},
                      {"model_version", options.model_version},
                      {"wait", options.wait}};
    if (!options.endpoint_name.empty()) body["endpoint_name"] = options.endpoint_name;
    if (!options.workload_size.empty()) body["workload_size"] = options.workload_size;
    if (options.scale_to_zero) body["scale_to_zero"] = *options.scale_to_zero;
    if (options.replace_model) body["replace_model"] = true;
    json::object variables;
    for (const auto& text : options.environment_vars) {
        const auto equals = text.find('=');
        if (equals == text.npos || equals == 0)
            throw CommandFailure{ExitCode::usage, "--env wants NAME=value, found " + text + '.'};
        variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
    if (!variables.empty()) body["environment_vars"] = std::move(variables);
    const auto answer = client.send("POST", "/deployment/deploy", body);
    print_deploy(client, answer);
    if (cell(answer, "status") == "deploying")
        throw CommandFailure{ExitCode::timeout, "Still deploying. See `ontos endpoints show " +
                                                    cell(answer, "endpoint_name") + "`."};
}

void list_endpoints(const Client& client) {
    const auto answer = client.get("/deployment/endpoints");
    Rows rows{{"ENDPOINT", "STATE", "MODEL", "VERSION", "REVISION", "UPDATE", "CREATOR"}};
    for (const auto& row : answer.as_array())
        rows.push_back({cell(row, "name"), cell(row, "state"), cell(row, "model_name"),
                        cell(row, "model_version"), cell(row, "revision"),
                        cell(row, "config_update"), cell(row, "creator")});
    print(client, answer, rows,
          "No endpoints yet. Deploy a model: ontos deploy catalog.schema.name");
}

void show_endpoint(const Client& client, const std::string& endpoint) {
    const auto answer = client.get(endpoint_path(endpoint));
    Rows rows{{"SERVED ENTITY", "MODEL", "VERSION", "SIZE", "STATE", "TRAFFIC", "MESSAGE"}};
    const auto& config = answer.at("config");
    for (const auto& entity : config.at("served_entities").as_array()) {
        std::string share = "–";
        for (const auto& route : config.at("traffic").as_array())
            if (cell(route, "served_entity_name") == cell(entity, "name"))
                share = cell(route, "traffic_percentage") + " %";
        rows.push_back({cell(entity, "name"), cell(entity, "entity_name"),
                        cell(entity, "entity_version"), cell(entity, "workload_size"),
                        cell(entity, "state"), share, cell(entity, "state_message")});
    }
    if (!client.target().as_json)
        std::cout << cell(answer, "name") << "  " << cell(answer, "state") << "  revision "
                  << cell(answer, "revision") << "  update " << cell(answer, "config_update")
                  << "  id " << cell(answer, "id") << "\n\n";
    print(client, answer, rows, "It serves nothing.");
}

void query(const Client& client, const QueryOptions& options) {
    const auto body = query_body(read_argument(options.body));
    const auto answer = client.send("POST", endpoint_path(options.endpoint) + "/query", body);
    if (client.target().as_json) return print_json(answer);
    const auto* probabilities = answer.as_object().if_contains("probabilities");
    std::size_t row = 0;
    for (const auto& prediction : answer.at("predictions").as_array()) {
        std::cout << api::to_json_text(prediction);
        if (probabilities)
            std::cout << "  " << api::to_json_text(probabilities->as_array().at(row));
        std::cout << '\n';
        ++row;
    }
}

void rollback(const Client& client, const RollbackOptions& options) {
    std::string path = endpoint_path(options.endpoint) + "/rollback?";
    path += options.to_revision > 0 ? "to_revision=" + std::to_string(options.to_revision)
                                    : "target_version=" + encoded(options.target_version);
    if (options.force) path += "&force=true";
    print_deploy(client, client.send("POST", path, nullptr));
}

void show_history(const Client& client, const std::string& endpoint, int limit) {
    const auto answer =
        client.get(endpoint_path(endpoint) + "/history?limit=" + std::to_string(limit));
    Rows rows{{"REVISION", "VERSION", "STATUS", "ACTION", "DEPLOYED (UTC)", "BY", "CHANGED"}};
    for (const auto& entry : answer.at("history").as_array()) {
        std::string changed;
        if (const auto* diff = entry.as_object().if_contains("diff"); diff && diff->is_array())
            for (const auto& change : diff->as_array())
                changed += (changed.empty() ? "" : ", ") + cell(change, "path");
        rows.push_back({cell(entry, "revision"), cell(entry, "model_version"),
                        cell(entry, "status"), cell(entry, "action"),
                        time_cell(entry, "deployed_at"), cell(entry, "deployed_by"),
                        changed.empty() ? "–" : changed});
    }
    print(client, answer, rows, "No revisions yet.");
}

}  // namespace ontos::cli
