#pragma once
// What the client commands do: one function each, options in, text on standard output.

#include <optional>
#include <vector>

#include "cli/client.hpp"

namespace ontos::cli {

struct RegisterOptions {
    std::string full_name, path, baseline, description;
};
struct DeployOptions {
    std::string model_name, model_version = "latest", endpoint_name, workload_size;
    std::optional<bool> scale_to_zero;
    std::vector<std::string> environment_vars;  ///< "NAME=value"
    bool replace_model = false;
    int wait = 10;
};
struct QueryOptions {
    std::string endpoint, body;  ///< JSON, "@file" or "-" for standard input
};
struct RollbackOptions {
    std::string endpoint, target_version;
    int to_revision = 0;
    bool force = false;
};

void list_models(const Client& client, const std::string& catalog);
void list_versions(const Client& client, const std::string& full_name);
void register_model(const Client& client, const RegisterOptions& options);
void deploy(const Client& client, const DeployOptions& options);
void list_endpoints(const Client& client);
void show_endpoint(const Client& client, const std::string& endpoint);
void query(const Client& client, const QueryOptions& options);
void rollback(const Client& client, const RollbackOptions& options);
void show_history(const Client& client, const std::string& endpoint, int limit);

}  // namespace ontos::cli
