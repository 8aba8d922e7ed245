// The small parts everything stands on: ids, names, hashes, failures, snapshots.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "platform/base/failure.hpp"
#include "platform/base/guarded.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/published.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

TEST(Ids, are_uuids_of_version_7_that_hold_their_millisecond) {
    // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z.
    const ManualClock clock{Timestamp{1'645'557'742'000ms}};
    SeededRandom random{1};
    const auto id = new_id(clock, random);
    EXPECT_EQ(id.substr(0, 13), "017f22e2-79b0");
    EXPECT_EQ(id[14], '7');
    EXPECT_NE(std::string{"89ab"}.find(id[19]), std::string::npos);
    EXPECT_TRUE(is_uuid(id));
}

TEST(Ids, sort_by_time_and_differ_within_a_microsecond) {
    ManualClock clock{Timestamp{1'700'000'000s}};
    SystemRandom random;
    std::set<std::string> seen;
    std::string last;
    for (int i = 0; i < 1000; ++i) {
        const auto id = new_id(clock, random);
        EXPECT_TRUE(seen.insert(id).second);
        if (i % 10 == 9) {
            EXPECT_LT(last, id);
            last = *seen.rbegin();
            clock.advance(1us);
        }
    }
}

TEST(Ids, other_forms_are_no_uuid) {
    EXPECT_TRUE(is_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"));
    for (const auto* text :
         {"", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
          "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2--9b0-7cc3-98c4-dc0c0c07398f",
          "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f"})
        EXPECT_FALSE(is_uuid(text)) << text;
}

TEST(NearestName, finds_a_slip_and_not_a_stranger) {
    const std::vector<std::string> names{"threshold", "condition", "model_version", "id"};
    EXPECT_EQ(nearest_name("treshold", names), "threshold");
    EXPECT_EQ(nearest_name("Condition", names), "condition");
    EXPECT_EQ(nearest_name("modelversion", names), "model_version");
    EXPECT_EQ(nearest_name("ib", names), "id");
    EXPECT_EQ(nearest_name("elsewhere", names), "");
    EXPECT_EQ(nearest_name(std::string(100'000, 'x'), names), "");
    EXPECT_EQ(nearest_name("x", {}), "");
}

TEST(Text, ascii_letters_compare_without_regard_to_case) {
    EXPECT_TRUE(same_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(same_ignoring_case("a", "ab"));
    EXPECT_FALSE(same_ignoring_case("[", "{"));
    EXPECT_EQ(lower_case("ÄBC-9"), "Äbc-9");
}

TEST(Hash, agrees_with_the_vectors_of_fips_180) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 pieces;
    pieces.add("a");
    pieces.add("");
    pieces.add("bc");
    EXPECT_EQ(pieces.hex(), sha256_hex("abc"));
}

TEST(Failure, keeps_what_is_said_and_what_is_not_said_apart) {
    const auto failure = Failure{FailureKind::conflict, "It is taken.", Cause{"row 7"}}
                             .code("name_taken")
                             .hint("Choose another.")
                             .retry_after(5ms)
                             .violations({{"/body/name", "is taken"}});
    EXPECT_STREQ(failure.what(), "It is taken.");
    EXPECT_EQ(failure.cause(), "row 7");
    EXPECT_EQ(failure.code(), "name_taken");
    EXPECT_EQ(failure.hint(), "Choose another.");
    EXPECT_EQ(failure.retry_after(), 5ms);
    EXPECT_EQ(failure.violations().size(), 1u);
    EXPECT_EQ((Failure{FailureKind::too_large, "x"}.code()), "too_large");
}

TEST(Check, throws_a_logic_error_that_says_what_must_hold) {
    EXPECT_NO_THROW(check(true, "nothing"));
    try {
        check(false, "one and one is two");
        FAIL();
    } catch (const std::logic_error& error) {
        EXPECT_STREQ(error.what(), "must hold: one and one is two");
    }
}

TEST(Random, the_same_seed_gives_the_same_bytes) {
    SeededRandom a{5}, b{5}, c{6};
    EXPECT_EQ(a.next(), b.next());
    EXPECT_NE(a.next(), c.next());
}

TEST(Guarded, loses_no_update_under_threads) {
    Guarded<int> counter{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 10'000; ++i) counter.with([](int& value) { ++value; });
            });
    }
    EXPECT_EQ(counter.with([](int value) { return value; }), 40'000);
}

TEST(Published, a_reader_sees_the_first_snapshot_and_each_one_after_it) {
    Published<int> value{std::make_shared<const int>(1)};
    Published<int>::Reader reader{value};
    EXPECT_EQ(*reader.get(), 1);
    value.publish(std::make_shared<const int>(2));
    EXPECT_EQ(*reader.get(), 2);
    EXPECT_EQ(*value.get(), 2);
}

TEST(Published, lets_the_old_snapshot_go_when_its_readers_have_moved_on) {
    auto first = std::make_shared<const int>(1);
    const std::weak_ptr<const int> watch = first;
    Published<int> value{std::move(first)};
    Published<int>::Reader reader{value};
    reader.get();
    value.publish(std::make_shared<const int>(2));
    EXPECT_FALSE(watch.expired());
    reader.get();
    EXPECT_TRUE(watch.expired());
}

TEST(Published, readers_never_see_a_torn_or_an_older_value) {
    struct Pair {
        std::int64_t a, b;
    };
    Published<Pair> value{std::make_shared<const Pair>(Pair{0, 0})};
    constexpr std::int64_t last = 5000;
    std::vector<std::jthread> readers;
    for (int t = 0; t < 3; ++t)
        readers.emplace_back([&] {
            Published<Pair>::Reader reader{value};
            for (std::int64_t seen = 0; seen < last;) {
                const auto& now = *reader.get();
                ASSERT_EQ(now.a, -now.b);
                ASSERT_GE(now.a, seen);
                seen = now.a;
            }
        });
    for (std::int64_t i = 1; i <= last; ++i)
        value.publish(std::make_shared<const Pair>(Pair{i, -i}));
}

TEST(JsonPointers, a_segment_escapes_the_two_characters_that_mean_something) {
    EXPECT_EQ(json_pointer_segment("mean radius"), "mean radius");
    EXPECT_EQ(json_pointer_segment("a/b~c"), "a~1b~0c");
    EXPECT_EQ(json_pointer_segment("~1"), "~01");
    EXPECT_EQ(json_pointer_segment(""), "");
}

TEST(Utf8, follows_the_standard_to_its_edges) {
    for (const auto* good : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                             "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const auto* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3",
                            "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "a\xFF"})
        EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
}

TEST(Utf8, is_never_cut_within_a_character) {
    EXPECT_EQ(cut_text("ab\xE2\x82\xACz", 4), "ab");
    EXPECT_EQ(cut_text("ab\xE2\x82\xACz", 5), "ab\xE2\x82\xAC");
    EXPECT_EQ(cut_text("ab", 2), "ab");
    EXPECT_EQ(shortened("short"), "short");
    EXPECT_EQ(shortened("ab\xE2\x82\xACz", 4), "ab...");
}

}  // namespace
}  // namespace ontos
