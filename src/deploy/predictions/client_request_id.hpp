#pragma once
// The name that a client gave its query, in the body.

#include <string>
#include <string_view>

namespace ontos {

/// The text of the root's member `client_request_id`; empty if there is none or the body is no
/// JSON. `body` has api::Request::body_padding readable bytes behind its end. Costs a search of the
/// body where the member is not there. Thread safe.
std::string client_request_id(std::string_view body);

}  // namespace ontos
