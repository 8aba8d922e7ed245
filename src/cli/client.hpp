#pragma once
// A running server as the command line sees it: JSON in, JSON out, failures as exit codes.

#include <boost/json.hpp>
#include <chrono>
#include <string>

#include "platform/outbound/http_client.hpp"

namespace ontos::cli {

namespace json = boost::json;

/// What every client command shares.
struct Target {
    std::string server = "http://127.0.0.1:8000";
    std::string api_key;
    bool as_json = false;
    std::chrono::seconds timeout{330};
};

/// What the process ends with.
enum class ExitCode { ok = 0, failed = 1, usage = 2, not_found = 3, conflict = 4, timeout = 5 };

/// Ends a command: `exit` is for the shell, the message for the person.
struct CommandFailure {
    ExitCode exit;
    std::string message;
};

class Client {
public:
    explicit Client(Target target) : target_{std::move(target)} {}

    const Target& target() const { return target_; }

    /// `path` begins behind /api/v1. Throws CommandFailure for every answer that is not 2xx.
    json::value get(const std::string& path) const;
    json::value send(const std::string& method, const std::string& path,
                     const json::value& body) const;
    json::value upload(const std::string& path, std::vector<OutboundPart> form) const;

private:
    json::value exchange(OutboundRequest request) const;

    Target target_;
};

/// Percent-encodes a path segment or a query value.
std::string encoded(std::string_view text);

}  // namespace ontos::cli
