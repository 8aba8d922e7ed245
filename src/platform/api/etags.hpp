#pragma once
// Whether what a client holds is what there is (RFC 9110, section 13).

#include <string_view>

namespace ontos::api {

enum class Comparison {
    strong,  ///< If-Match: a weak ETag matches nothing
    weak     ///< If-None-Match
};

/// Whether a header like `"a", W/"b"` or `*` names the ETag, which has its quotes.
bool names_etag(std::string_view header, std::string_view etag, Comparison comparison);

}  // namespace ontos::api
