// Near duplicates are found, and nothing else; a row never depends on later ones.
#include "improve/exports/near_duplicates.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "deploy/models/test_folder.hpp"
#include "improve/curation/normal_text.hpp"

namespace ontos {
namespace {

constexpr auto train = SplitSide::train, validation = SplitSide::validation;

std::string words(int from, int to) {
    std::string out;
    for (int i = from; i < to; ++i) out += "word" + std::to_string(i) + ' ';
    return normal_text(out);
}

class NearDuplicateSearch : public testing::Test {
protected:
    NearDuplicates find(const std::vector<std::string>& texts, std::vector<SplitSide> sides = {}) {
        if (sides.empty()) sides.assign(texts.size(), train);
        SketchFile sketches{folder_.path() / ("sketches" + std::to_string(++files_))};
        for (const auto& text : texts) sketches.add(min_hash(text));
        return find_near_duplicates(sketches, sides, [] {});
    }

    TestFolder folder_;
    int files_ = 0;
};

TEST_F(NearDuplicateSearch, finds_the_earlier_one) {
    const auto found = find({words(0, 100), words(1000, 1100), words(2, 102), words(2000, 2100)});
    EXPECT_EQ(found.rows[0].same_side, NearRow::none);
    EXPECT_EQ(found.rows[1].same_side, NearRow::none);
    EXPECT_EQ(found.rows[2].same_side, 0u);
    EXPECT_EQ(found.rows[3].same_side, NearRow::none);
    EXPECT_EQ(found.bounded, 0u);
}

TEST_F(NearDuplicateSearch, tells_the_sides_apart) {
    const auto found =
        find({words(0, 100), words(2, 102), words(1, 101)}, {train, validation, train});
    EXPECT_EQ(found.rows[1].same_side, NearRow::none);
    EXPECT_EQ(found.rows[1].other_side, 0u);
    EXPECT_EQ(found.rows[2].same_side, 0u);
    EXPECT_EQ(found.rows[2].other_side, 1u);
}

TEST_F(NearDuplicateSearch, later_rows_change_nothing) {
    std::vector<std::string> texts;
    std::vector<SplitSide> sides;
    for (int i = 0; i < 300; ++i) {
        const auto start = 1000 * (i % 60) + i / 60;
        texts.push_back(words(start, start + 80));
        sides.push_back(i % 7 == 0 ? validation : train);
    }
    const auto whole = find(texts, sides);
    texts.resize(200);
    sides.resize(200);
    const auto part = find(texts, sides);
    for (std::size_t i = 0; i < 200; ++i) {
        EXPECT_EQ(part.rows[i].same_side, whole.rows[i].same_side) << i;
        EXPECT_EQ(part.rows[i].other_side, whole.rows[i].other_side) << i;
    }
    EXPECT_NE(whole.rows[61].same_side, NearRow::none);
}

TEST_F(NearDuplicateSearch, compares_no_more_than_it_may_and_says_so) {
    // All agree in some band, as texts from one mould do, and few are near each other.
    std::vector<std::string> texts;
    for (int i = 0; i < 300; ++i)
        texts.push_back(words(0, 60) + ' ' + words(1000 * (i + 1), 1000 * (i + 1) + 30));
    const auto found = find(texts);
    EXPECT_GT(found.bounded, 0u);
}

/// Of pairs whose runs of five words are so much alike, the share that is not recognised.
TEST_F(NearDuplicateSearch, misses_as_many_pairs_as_it_says) {
    constexpr int pairs = 2'000, runs = 200;
    const auto missed_at = [&](double alike) {
        const auto shared = static_cast<int>(std::lround(2 * runs * alike / (1 + alike)));
        std::vector<std::string> texts;
        for (int i = 0; i < pairs; ++i) {
            const auto start = 1'000 * i, end = start + runs + 4, changed = start + shared + 4;
            texts.push_back(words(start, end));
            texts.push_back(words(start, changed) + ' ' +
                            words(start + 500, start + 500 + end - changed));
        }
        const auto found = find(texts);
        int missed = 0;
        for (std::size_t i = 1; i < texts.size(); i += 2)
            missed += found.rows[i].same_side == NearRow::none ? 1 : 0;
        return missed / static_cast<double>(pairs);
    };
    EXPECT_LE(missed_at(0.9), 0.001);
    EXPECT_LE(missed_at(0.88), 0.01);
    EXPECT_LE(missed_at(0.85), 0.1);
    EXPECT_NEAR(missed_at(0.8), 0.5, 0.1);
}

TEST_F(NearDuplicateSearch, more_than_a_block_of_rows_are_read_back_as_written) {
    SketchFile sketches{folder_.path() / "sketches"};
    std::vector<MinHash> hashes;
    for (int i = 0; i < 2500; ++i) {
        hashes.push_back(min_hash("text number " + std::to_string(i)));
        sketches.add(hashes.back());
    }
    const auto band = sketches.band(31);
    ASSERT_EQ(band.size(), 2500u);
    for (const std::size_t row : {0u, 1023u, 1024u, 2048u, 2499u}) {
        EXPECT_EQ(band[row], band_keys(hashes[row])[31]);
        EXPECT_EQ(sketches.bytes(row), bytes_of(hashes[row]));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace ontos
