#pragma once
// MinHash: a few numbers of a text, of which as many are equal as two texts are alike.

#include <array>
#include <cstdint>
#include <string_view>

namespace ontos {

/// 128 minima over the hashes of a text's pieces: runs of 5 words, or of 5 characters where it has
/// fewer than 20 words. The share of equal minima estimates the Jaccard similarity of the pieces,
/// with a standard error of at most 0.045.
struct MinHash {
    static constexpr std::size_t permutations = 128, bands = 32, band_rows = 4;

    std::array<std::uint32_t, permutations> minima;
};

/// The last byte of each minimum: what is kept to compare candidates.
using MinHashBytes = std::array<std::uint8_t, MinHash::permutations>;
/// Texts that agree in one band are candidates: at a similarity of 0.8 all but 1 in 10^7 of the
/// pairs, at 0.3 a quarter.
using BandKeys = std::array<std::uint32_t, MinHash::bands>;

/// Of a normal text.
MinHash min_hash(std::string_view normal);

MinHashBytes bytes_of(const MinHash& hash);
BandKeys band_keys(const MinHash& hash);

/// The estimated Jaccard similarity, 0..1, corrected for bytes that agree by chance.
double similarity(const MinHashBytes& a, const MinHashBytes& b);

}  // namespace ontos
