#pragma once
// HTTP requests to other servers, over libcurl, each with a deadline.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

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
    /// Called now and then with bytes sent and bytes to send.
    std::function<void(std::uint64_t, std::uint64_t)> progress;
};

struct OutboundReply {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// Follows no redirect. Throws Failure{unavailable} if there is no answer, with what curl says of
/// the reason, and Failure{timeout} at the deadline. Thread safe.
OutboundReply send_request(const OutboundRequest& request);

}  // namespace ontos
