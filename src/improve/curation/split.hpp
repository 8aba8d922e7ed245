#pragma once
// Which rows are trained on and which judge the training.

#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(SplitSide, train, validation)

/// By the hash of the row's group: the same for all rows of a group, for ever, whatever rows come
/// or go. `train_share` is 0..1.
SplitSide split_side(std::int64_t seed, std::string_view group, double train_share);

}  // namespace ontos
