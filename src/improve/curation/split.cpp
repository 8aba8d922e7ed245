// A split by hash.
#include "improve/curation/split.hpp"

#include <string>

#include "platform/base/hash.hpp"

namespace ontos {

SplitSide split_side(std::int64_t seed, std::string_view group, double train_share) {
    constexpr double places = 0x1p64;
    const auto place =
        static_cast<double>(stable_hash("split " + std::to_string(seed), group)) / places;
    return place < train_share ? SplitSide::train : SplitSide::validation;
}

}  // namespace ontos
