// API keys from the command line, on the database itself.
#include <iostream>

#include "app/local_commands.hpp"
#include "app/places.hpp"
#include "cli/table.hpp"
#include "platform/access/access.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

/// What the key commands need, without a server.
struct KeyStore {
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<sql::Database> database;
    access::Access access;

    explicit KeyStore(const Config& config)
        : database{open(config)}, access{{}, *database, clock, random} {}

    static std::unique_ptr<sql::Database> open(const Config& config) {
        std::filesystem::create_directories(Places{config}.data);
        return sql::open_database({.url = database_url(config)});
    }
};

std::string text_of(const std::optional<Timestamp>& time) {
    return time ? cli::short_time(to_rfc3339(*time)) : "–";
}

}  // namespace

void create_key(const Config& config, const NewKeyOptions& options) {
    KeyStore keys{config};
    std::optional<Timestamp> expires_at;
    if (options.expires_days > 0)
        expires_at = keys.clock.now() + std::chrono::days{options.expires_days};
    const auto made = keys.access.create_key(options.name, options.rights, expires_at, "local");
    std::cout << made.secret << '\n';
    std::cerr << "Key of " << made.key.name << " (" << made.key.rights
              << "). It is shown only now: keep it. Send it as `Authorization: Bearer <key>`.\n";
}

void list_keys(const Config& config) {
    KeyStore keys{config};
    std::vector<std::vector<std::string>> rows{
        {"NAME", "RIGHTS", "KEY", "CREATED (UTC)", "EXPIRES", "REVOKED", "ID"}};
    for (const auto& key : keys.access.list_keys())
        rows.push_back({key.name, key.rights, key.prefix + "…", text_of(key.created_at),
                        text_of(key.expires_at), text_of(key.revoked_at), key.id});
    if (rows.size() == 1)
        std::cout << "No keys yet. Make one: ontos keys create NAME\n";
    else
        std::cout << cli::table_text(rows);
}

void revoke_key(const Config& config, const std::string& id_or_name) {
    KeyStore keys{config};
    const auto key = keys.access.revoke_key(id_or_name, "local");
    std::cout << "revoked " << key.name << " (" << key.id << ")\n";
}

}  // namespace ontos
