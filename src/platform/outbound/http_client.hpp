#pragma once
// HTTP requests to other servers, over libcurl, each with a deadline.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/outbound/address_guard.hpp"

namespace ontos {

/// A part of a multipart body: a text, or a file that is streamed.
struct OutboundPart {
    std::string name;
    std::string text;
    std::string file_path;  ///< not empty: the file's content
};

struct OutboundRequest {
    std::string method = "GET";
    std::string url;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;
    std::vector<OutboundPart> form;  ///< not empty: multipart/form-data instead of `body`
    std::chrono::milliseconds timeout{30'000};
    std::uint64_t reply_max = 64u << 20;  ///< bytes; a longer answer is a Failure
    bool cut_reply = false;               ///< a longer answer ends there instead
    /// Not null: the address that is connected to, once the name is resolved, must be one that it
    /// allows, and no proxy is used. Must outlive the call.
    const AddressGuard* guard = nullptr;
    std::string ca_file;  ///< PEM of authorities besides the system's; may be empty
    /// Asked about once a second: true ends the call with a Failure.
    std::function<bool()> is_cancelled;
    /// Called now and then with bytes sent and bytes to send.
    std::function<void(std::uint64_t, std::uint64_t)> progress;
};

struct OutboundReply {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
    std::optional<std::chrono::seconds> retry_after;  ///< of Retry-After, in either form
};

/// Follows no redirect. Throws Failure{unavailable} if there is no answer, with what curl says of
/// the reason, Failure{timeout} at the deadline, Failure{forbidden} if the guard refused. Thread
/// safe.
OutboundReply send_request(const OutboundRequest& request);

}  // namespace ontos
