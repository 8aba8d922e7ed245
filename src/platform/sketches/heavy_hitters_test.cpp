// The most frequent names: bounds, merging, text.

#include "platform/sketches/heavy_hitters.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

namespace ontos::sketches {
namespace {

using testing::ElementsAre;
using Item = HeavyHitters::Item;

struct Stream {
    HeavyHitters hitters;
    std::map<std::string, std::uint64_t> truth;

    void add(const std::string& name) {
        hitters.add(name);
        ++truth[name];
    }
};

void expect_bounds(const Stream& stream) {
    std::map<std::string, Item> listed;
    for (const auto& item : stream.hitters.items()) listed[item.name] = item;
    for (const auto& [name, count] : stream.truth) {
        const auto found = listed.find(name);
        if (found == listed.end()) {
            EXPECT_LE(count * HeavyHitters::names_max, stream.hitters.count()) << name;
        } else {
            EXPECT_LE(found->second.at_least, count) << name;
            EXPECT_GE(found->second.at_most, count) << name;
        }
    }
}

Stream random_stream(std::mt19937_64& random, std::size_t size) {
    Stream stream;
    std::geometric_distribution<int> skewed{0.05};
    std::uniform_int_distribution<int> flat{0, 200};
    for (std::size_t i = 0; i < size; ++i)
        stream.add("n" + std::to_string(i % 2 ? skewed(random) : flat(random)));
    return stream;
}

TEST(HeavyHitters, are_exact_up_to_32_names) {
    Stream stream;
    for (int i = 0; i < 1000; ++i) stream.add(std::to_string(i % 32));
    for (const auto& item : stream.hitters.items()) {
        EXPECT_EQ(item.at_least, stream.truth[item.name]);
        EXPECT_EQ(item.at_most, stream.truth[item.name]);
    }
    EXPECT_EQ(stream.hitters.items().size(), 32u);
}

TEST(HeavyHitters, hold_every_name_with_more_than_a_32nd) {
    std::mt19937_64 random{1};
    for (int round = 0; round < 100; ++round) expect_bounds(random_stream(random, 2000));
}

TEST(HeavyHitters, keep_their_bounds_when_merged) {
    std::mt19937_64 random{2};
    for (int round = 0; round < 100; ++round) {
        auto all = random_stream(random, 100 + random() % 1000);
        for (int part = 0; part < 5; ++part) {
            const auto more = random_stream(random, 10 + random() % 1000);
            all.hitters.merge(more.hitters);
            for (const auto& [name, count] : more.truth) all.truth[name] += count;
        }
        expect_bounds(all);
    }
}

TEST(HeavyHitters, cut_long_names_between_characters) {
    HeavyHitters hitters;
    hitters.add(std::string(63, 'a') + "ä");
    hitters.add(std::string(80, 'b'));
    hitters.add(std::string("c\0d", 3));
    hitters.add("");
    EXPECT_THAT(hitters.items(), ElementsAre(Item{"", 1, 1}, Item{std::string(63, 'a'), 1, 1},
                                             Item{std::string(64, 'b'), 1, 1}, Item{"c", 1, 1}));
}

TEST(HeavyHitters, come_back_from_text_as_they_were) {
    std::mt19937_64 random{3};
    const auto hitters = random_stream(random, 5000).hitters;
    const auto read = HeavyHitters::from_text(hitters.to_text());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->items(), hitters.items());
    EXPECT_EQ(read->count(), hitters.count());
    EXPECT_EQ(HeavyHitters{}.to_text(), "");
    EXPECT_TRUE(HeavyHitters::from_text(""));
}

TEST(HeavyHitters, refuse_text_that_they_never_write) {
    EXPECT_FALSE(HeavyHitters::from_text("2BBaBA"));
    EXPECT_TRUE(HeavyHitters::from_text("1BBaBA"));
    EXPECT_FALSE(HeavyHitters::from_text("1B"));          // no name
    EXPECT_FALSE(HeavyHitters::from_text("1BBaAA"));      // a count of 0
    EXPECT_FALSE(HeavyHitters::from_text("1BBaBC"));      // more error than count
    EXPECT_FALSE(HeavyHitters::from_text("1CBaBABaBA"));  // a name twice
    EXPECT_FALSE(HeavyHitters::from_text("1BgEaBA"));     // a name longer than the text
    EXPECT_FALSE(HeavyHitters::from_text("1BhC" + std::string(65, 'a') + "BA"));
}

TEST(HeavyHitters, read_hostile_text_without_harm) {
    std::mt19937_64 random{4};
    const auto good = random_stream(random, 500).hitters.to_text();
    for (int round = 0; round < 20'000; ++round) {
        auto text = good;
        for (int i = 0; i < 3; ++i) text[random() % text.size()] = static_cast<char>(random());
        const auto read = HeavyHitters::from_text(text);
        if (!read) continue;
        ASSERT_LE(read->items().size(), HeavyHitters::names_max);
        ASSERT_TRUE(HeavyHitters::from_text(read->to_text()));
    }
}

}  // namespace
}  // namespace ontos::sketches
