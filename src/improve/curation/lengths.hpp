#pragma once
// How long texts are: smallest, middle, largest.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ontos {

/// Counts of lengths, in at most 8 MiB: quantiles are exact (nearest rank) below 1,048,576, and at
/// most that above. Owned by one thread.
class Lengths {
public:
    void add(std::uint64_t length);

    std::uint64_t count() const { return count_; }
    std::uint64_t sum() const { return sum_; }
    std::uint64_t largest() const { return largest_; }
    /// `share` is 0..1; nullopt without lengths.
    std::optional<std::uint64_t> quantile(double share) const;

private:
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0, sum_ = 0, largest_ = 0;
};

/// Characters, not bytes.
std::uint64_t character_count(std::string_view utf8);

/// About how many tokens a model of the GPT family makes of so many characters: a quarter, rounded
/// up. No tokenizer is asked.
std::uint64_t tokens_of_characters(std::uint64_t characters);

}  // namespace ontos
