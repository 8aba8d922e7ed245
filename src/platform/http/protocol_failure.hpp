#pragma once
// Failures of HTTP itself, whose statuses no feature uses: 400, 408, 414, 431, 501, 505.

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "platform/api/exchange.hpp"

namespace ontos::http {

/// Ends the request, and the connection, since what follows cannot be trusted to be a request.
class ProtocolFailure : public std::exception {
public:
    /// `code` is a literal.
    ProtocolFailure(int status, std::string_view code, std::string detail)
        : status_{status}, code_{code}, detail_{std::move(detail)} {}
    const char* what() const noexcept override { return detail_.c_str(); }
    int status() const { return status_; }
    std::string_view code() const { return code_; }

private:
    int status_;
    std::string_view code_;
    std::string detail_;
};

/// The API's error body with a status that Failure does not know.
api::Reply protocol_reply(const ProtocolFailure& failure, const api::RequestHead& head);

/// The words behind a status: "OK".
std::string_view reason_of(int status);

}  // namespace ontos::http
