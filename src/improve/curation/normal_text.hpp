#pragma once
// Texts as they are compared: what differs only in case, blanks or Unicode form is the same.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

/// NFC, case folded, blanks collapsed to one space and trimmed. Bytes that are not UTF-8 stay as
/// they are.
std::string normal_text(std::string_view text);

/// A hash of each word of a normal text, in order: runs of letters, digits and marks; all else
/// separates.
std::vector<std::uint64_t> word_hashes(std::string_view normal);

/// A hash of each run of `length` neighbours; none if there are fewer.
std::vector<std::uint64_t> gram_hashes(const std::vector<std::uint64_t>& items, std::size_t length);

/// 64 bits of a text, the same on every machine and in every version.
std::uint64_t text_hash(std::string_view text);

}  // namespace ontos
