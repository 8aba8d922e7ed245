#pragma once
// The token with which a trainer behind a webhook reports, fetches and brings: of one job only.

#include <string>
#include <string_view>

#include "platform/base/random.hpp"

namespace ontos {

inline constexpr std::string_view job_token_prefix = "ontosjob_";

/// "ontosjob_" and 64 hexadecimal digits.
std::string new_job_token(Random& random);
/// What is kept of it.
std::string job_token_sha256(std::string_view token);
/// The name of a caller who comes with it.
std::string job_token_caller(const std::string& token_sha256);

}  // namespace ontos
