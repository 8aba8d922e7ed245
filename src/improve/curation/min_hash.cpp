// MinHash with 128 permutations, in 32 bands of 4.
#include "improve/curation/min_hash.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "improve/curation/normal_text.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t piece_length = 5, words_min = 20;

/// What makes permutation i: x -> the upper half of multiplier * x + addend (Dietzfelbinger).
struct Permutations {
    std::array<std::uint64_t, MinHash::permutations> multipliers, addends;
};

/// SplitMix64, Steele et al. 2014: the same constants for ever.
constexpr std::uint64_t next_constant(std::uint64_t& state) {
    auto z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

constexpr Permutations permutations = [] {
    Permutations out{};
    std::uint64_t state = 20'260'301;
    for (std::size_t i = 0; i < MinHash::permutations; ++i) {
        out.multipliers[i] = next_constant(state) | 1;
        out.addends[i] = next_constant(state);
    }
    return out;
}();

std::vector<std::uint64_t> character_hashes(std::string_view normal) {
    std::vector<std::uint64_t> out;
    for (std::size_t at = 0; at < normal.size();) {
        const auto bytes = std::max<std::size_t>(1, utf8_length(normal.substr(at)));
        out.push_back(text_hash(normal.substr(at, bytes)));
        at += bytes;
    }
    return out;
}

std::vector<std::uint64_t> pieces_of(std::string_view normal) {
    const auto words = word_hashes(normal);
    if (words.size() >= words_min) return gram_hashes(words, piece_length);
    auto pieces = gram_hashes(character_hashes(normal), piece_length);
    if (pieces.empty()) pieces.push_back(text_hash(normal));
    return pieces;
}

}  // namespace

MinHash min_hash(std::string_view normal) {
    MinHash out;
    out.minima.fill(std::numeric_limits<std::uint32_t>::max());
    for (const auto piece : pieces_of(normal))
        for (std::size_t i = 0; i < MinHash::permutations; ++i) {
            const auto value = static_cast<std::uint32_t>(
                (permutations.multipliers[i] * piece + permutations.addends[i]) >> 32);
            out.minima[i] = std::min(out.minima[i], value);
        }
    return out;
}

MinHashBytes bytes_of(const MinHash& hash) {
    MinHashBytes out;
    std::ranges::transform(hash.minima, out.begin(),
                           [](std::uint32_t value) { return static_cast<std::uint8_t>(value); });
    return out;
}

BandKeys band_keys(const MinHash& hash) {
    BandKeys out;
    for (std::size_t band = 0; band < MinHash::bands; ++band) {
        std::uint64_t state = band;
        for (std::size_t row = 0; row < MinHash::band_rows; ++row) {
            state ^= hash.minima[band * MinHash::band_rows + row];
            state = next_constant(state);
        }
        out[band] = static_cast<std::uint32_t>(state >> 32);
    }
    return out;
}

double similarity(const MinHashBytes& a, const MinHashBytes& b) {
    int equal = 0;
    for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
    constexpr double by_chance = 1.0 / 256;
    const auto share = equal / static_cast<double>(MinHash::permutations);
    return std::max(0.0, (share - by_chance) / (1 - by_chance));
}

}  // namespace ontos
