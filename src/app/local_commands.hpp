#pragma once
// The commands that work on this machine: serve, keys, backup, the document.

#include <string>

#include "app/config.hpp"

namespace ontos {

/// Runs until SIGINT or SIGTERM. When it is ready, prints one line on standard output:
/// `listening on http://HOST:PORT`.
void serve_until_signal(const Config& config);

/// The OpenAPI document as it is committed: two spaces, members in order, a newline at the end.
std::string openapi_text();

struct NewKeyOptions {
    std::string name;
    std::string rights = "deploy:write,monitor:write,improve:write,query";
    int expires_days = 0;
};

/// On the database itself: a running server sees the change within a second.
void create_key(const Config& config, const NewKeyOptions& options);
void list_keys(const Config& config);
void revoke_key(const Config& config, const std::string& id_or_name);

/// Database and artifacts as one tar.gz, consistent while a server runs.
void backup_to(const Config& config, const std::string& file);
/// Fills the data folder, which must be empty or absent, from a backup.
void restore_from(const Config& config, const std::string& file);

/// Throws Failure{unavailable} unless GET /health/ready answers 200.
void require_ready(const std::string& server);

}  // namespace ontos
