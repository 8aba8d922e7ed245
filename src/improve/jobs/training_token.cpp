// The token of a training job.
#include "improve/jobs/training_token.hpp"

#include <array>

#include "platform/base/hash.hpp"

namespace ontos {

std::string new_job_token(Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return std::string{job_token_prefix} + to_hex(bytes);
}

std::string job_token_sha256(std::string_view token) { return sha256_hex(token); }

std::string job_token_caller(const std::string& token_sha256) {
    return "training-job:" + token_sha256;
}

}  // namespace ontos
