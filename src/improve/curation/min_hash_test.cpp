// MinHash against the exact Jaccard similarity.
#include "improve/curation/min_hash.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "improve/curation/normal_text.hpp"

namespace ontos {
namespace {

/// Words first..last, all different.
std::string words(int first, int last) {
    std::string out;
    for (int i = first; i <= last; ++i) out += "word" + std::to_string(i) + ' ';
    return normal_text(out);
}

/// Of the runs of 5 words.
double exact_similarity(const std::string& a, const std::string& b) {
    const auto pieces = [](const std::string& text) {
        const auto grams = gram_hashes(word_hashes(text), 5);
        return std::set<std::uint64_t>{grams.begin(), grams.end()};
    };
    const auto of_a = pieces(a), of_b = pieces(b);
    std::set<std::uint64_t> all = of_a;
    all.insert(of_b.begin(), of_b.end());
    return static_cast<double>(of_a.size() + of_b.size() - all.size()) /
           static_cast<double>(all.size());
}

double estimate(const std::string& a, const std::string& b) {
    return similarity(bytes_of(min_hash(a)), bytes_of(min_hash(b)));
}

bool are_candidates(const std::string& a, const std::string& b) {
    const auto of_a = band_keys(min_hash(a)), of_b = band_keys(min_hash(b));
    for (std::size_t i = 0; i < of_a.size(); ++i)
        if (of_a[i] == of_b[i]) return true;
    return false;
}

TEST(MinHash, estimates_the_jaccard_similarity) {
    for (const int last : {210, 250, 300, 400}) {
        double error = 0;
        for (int i = 0; i < 50; ++i) {
            const auto a = words(1000 * i + 1, 1000 * i + 200);
            const auto b = words(1000 * i + last - 199, 1000 * i + last);
            const auto exact = exact_similarity(a, b);
            EXPECT_NEAR(estimate(a, b), exact, 0.2) << last;  // more than 4 standard errors
            error += estimate(a, b) - exact;
        }
        EXPECT_NEAR(error / 50, 0, 0.025) << last;  // without bias
    }
}

TEST(MinHash, same_is_one_and_different_is_nothing) {
    EXPECT_EQ(estimate(words(1, 100), words(1, 100)), 1);
    EXPECT_LT(estimate(words(1, 100), words(201, 300)), 0.05);
}

TEST(MinHash, short_texts_are_compared_by_characters) {
    EXPECT_GT(estimate("how do i reset my password", "how do i reset my passwords"), 0.8);
    EXPECT_LT(estimate("how do i reset my password", "what is the weather today"), 0.2);
    EXPECT_EQ(estimate("hi", "hi"), 1);
    EXPECT_LT(estimate("hi", "no"), 0.1);
    EXPECT_EQ(estimate("", ""), 1);
}

TEST(MinHash, near_ones_share_a_band_and_far_ones_do_not) {
    int near = 0, far = 0;
    for (int i = 0; i < 200; ++i) {
        const auto a = words(1000 * i + 1, 1000 * i + 200);
        near += are_candidates(a, words(1000 * i + 11, 1000 * i + 210)) ? 1 : 0;  // about 0.9
        far += are_candidates(a, words(1000 * i + 181, 1000 * i + 380)) ? 1 : 0;  // about 0.04
    }
    EXPECT_EQ(near, 200);
    EXPECT_LE(far, 2);
}

TEST(MinHash, is_the_same_in_every_version) {
    const auto hash = min_hash("the same on every machine");
    EXPECT_EQ(hash.minima[0], 298814863u);
    EXPECT_EQ(hash.minima[127], 94672361u);
    EXPECT_EQ(band_keys(hash)[0], 522298478u);
}

}  // namespace
}  // namespace ontos
