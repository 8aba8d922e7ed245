#pragma once
// Which texts a model will be judged by: what shares 13 words in a row with them is no training
// text.

#include <cstdint>
#include <string_view>
#include <vector>

namespace ontos {

/// What of a text is compared: its 13-word runs (the whole of a shorter one), or only the whole, as
/// of rows of numbers, which share runs by chance.
enum class Compared { runs, whole };

/// The texts of evaluation sheets. Owned by one thread.
class EvaluationTexts {
public:
    static constexpr std::size_t gram_words = 13;
    /// 64 MiB.
    static constexpr std::size_t hashes_max = 4'000'000;

    explicit EvaluationTexts(std::size_t max = hashes_max);

    void add(std::string_view normal, Compared compared);
    /// Whether the text has a run of an evaluation text, or is one.
    bool is_in(std::string_view normal, Compared compared) const;
    bool is_empty() const { return count_ == 0; }
    /// False if there were more than `max` different runs: the others were not kept.
    bool is_complete() const { return is_complete_; }

private:
    void insert(std::uint64_t hash);
    bool contains(std::uint64_t hash) const;
    std::size_t place_of(std::uint64_t hash) const;

    const std::size_t max_;
    std::vector<std::uint64_t> table_;  ///< open addressing, at most half full; 0 is free
    std::size_t count_ = 0;
    bool is_complete_ = true;
};

}  // namespace ontos
