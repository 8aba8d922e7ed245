#pragma once
// A request without a server; for tests.

#include <string>
#include <utility>
#include <vector>

#include "platform/api/exchange.hpp"
#include "platform/base/text.hpp"

namespace ontos::access {

/// What a client sends, and from where.
struct TestRequest {
    std::string target = "/api/v1/audit";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string peer = "192.0.2.7";
    api::Method method = api::Method::get;
    std::string method_text = "GET";

    /// Valid as long as this.
    api::RequestHead head() const {
        return {.method = method,
                .method_text = method_text,
                .target = target,
                .headers = {this, &TestRequest::find},
                .peer = peer,
                .scheme = "http",
                .arrived = {},
                .request_id = "req-1",
                .traceparent = {}};
    }

private:
    static std::optional<std::string_view> find(const void* source, std::string_view name) {
        for (const auto& [header, value] : static_cast<const TestRequest*>(source)->headers)
            if (same_ignoring_case(header, name)) return value;
        return std::nullopt;
    }
};

}  // namespace ontos::access
