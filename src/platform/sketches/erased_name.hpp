#pragma once
// A name of a baseline that nobody may read any more: its counter stays, under the name's hash.

#include <array>

#include "platform/sketches/feature_bins.hpp"

namespace ontos::sketches {

/// "[ERASED 00c0ffee00c0ffee]": what a counter is called that belongs to the name of this hash.
std::array<char, 25> erased_name(std::uint64_t hash) noexcept;

/// Of a name with a counter of its own only the hash stays, as of rare names: its values go on
/// being counted there, in every feature that had the name under the same words.
void erase_name(BinRules& rules, std::string_view name);

}  // namespace ontos::sketches
