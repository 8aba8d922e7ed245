// A running server as the command line sees it.
#include "cli/client.hpp"

#include <unistd.h>

#include <cstdio>

#include "platform/base/failure.hpp"

namespace ontos::cli {
namespace {

ExitCode exit_of(int status) {
    switch (status) {
        case 400:
            return ExitCode::usage;
        case 404:
            return ExitCode::not_found;
        case 409:
            return ExitCode::conflict;
        case 504:
            return ExitCode::timeout;
        default:
            return ExitCode::failed;
    }
}

/// The server's sentence, with every violation and what to do next.
std::string message_of(const OutboundReply& reply) {
    boost::system::error_code error;
    const auto body = json::parse(reply.body, error);
    if (error || !body.is_object() || !body.as_object().contains("detail"))
        return "The server answered " + std::to_string(reply.status) + '.';
    const auto& object = body.as_object();
    std::string out{object.at("detail").as_string()};
    if (const auto* list = object.if_contains("errors"))
        for (const auto& violation : list->as_array())
            out += "\n  " + std::string{violation.at("where").as_string()} + ' ' +
                   std::string{violation.at("what").as_string()};
    if (const auto* hint = object.if_contains("hint")) out += "\n" + std::string{hint->as_string()};
    return out;
}

/// One line that is written over, on a terminal only.
void show_progress(std::uint64_t sent, std::uint64_t total) {
    if (!isatty(STDERR_FILENO)) return;
    constexpr double mebi = 1'048'576;
    std::fprintf(stderr, "\rsent %.1f of %.1f MiB (%3.0f %%)%s", static_cast<double>(sent) / mebi,
                 static_cast<double>(total) / mebi,
                 100 * static_cast<double>(sent) / static_cast<double>(total),
                 sent == total ? "\n" : "");
}

}  // namespace

json::value Client::get(const std::string& path) const {
    OutboundRequest request;
    request.url = path;
    return exchange(std::move(request));
}

json::value Client::send(const std::string& method, const std::string& path,
                         const json::value& body) const {
    OutboundRequest request;
    request.method = method;
    request.url = path;
    if (!body.is_null()) {
        request.body = json::serialize(body);
        request.headers.emplace_back("Content-Type: application/json");
    }
    return exchange(std::move(request));
}

json::value Client::upload(const std::string& path, std::vector<OutboundPart> form) const {
    OutboundRequest request;
    request.method = "POST";
    request.url = path;
    request.form = std::move(form);
    request.timeout = std::chrono::hours{1};
    request.progress = show_progress;
    return exchange(std::move(request));
}

json::value Client::exchange(OutboundRequest request) const {
    auto base = target_.server;
    while (base.ends_with('/')) base.pop_back();
    request.url = base + "/api/v1" + request.url;
    if (request.form.empty()) request.timeout = target_.timeout;
    if (!target_.api_key.empty())
        request.headers.push_back("Authorization: Bearer " + target_.api_key);
    try {
        const auto reply = send_request(request);
        if (reply.status < 200 || reply.status > 299)
            throw CommandFailure{exit_of(reply.status), message_of(reply)};
        return reply.body.empty() ? json::value{} : json::parse(reply.body);
    } catch (const Failure& failure) {
        const bool late = failure.kind() == FailureKind::timeout;
        throw CommandFailure{
            late ? ExitCode::timeout : ExitCode::failed,
            failure.message() + (late ? ""
                                      : "\nIs the server running? Start it with `ontos "
                                        "serve`, or name it with --server.")};
    }
}

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || plain.find(c) != plain.npos) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace ontos::cli
