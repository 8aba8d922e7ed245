// Latency histograms: bounds, accuracy, merging, text.

#include "platform/sketches/latency_histogram.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace ontos::sketches {
namespace {

using testing::Optional;
using Values = std::vector<std::uint64_t>;

LatencyHistogram histogram_of(const Values& values) {
    LatencyHistogram histogram;
    for (const auto value : values) histogram.add(value);
    return histogram;
}

Values draw(std::mt19937_64& random, std::size_t count, double typical_ns, double spread) {
    std::lognormal_distribution<double> distribution{std::log(typical_ns), spread};
    Values values(count);
    for (auto& value : values)
        value = static_cast<std::uint64_t>(std::clamp(distribution(random), 1000.0, 3.6e12));
    return values;
}

TEST(LatencyBins, hold_their_upper_bound_and_not_their_lower_one) {
    EXPECT_EQ(bin_of(0), underflow_bin);
    EXPECT_EQ(bin_of(953), underflow_bin);
    EXPECT_EQ(bin_of(954), 1u);
    EXPECT_EQ(bin_of(4096'000'000'000), regular_bins);
    EXPECT_EQ(bin_of(4096'000'000'001), overflow_bin);
    EXPECT_EQ(bin_of(UINT64_MAX), overflow_bin);
    for (std::size_t bin = 0; bin < overflow_bin; ++bin) {
        const auto bound = static_cast<std::uint64_t>(bin_upper(bin));
        if (bin_upper(bin) < 64'000 && bin_of(bound) != bin) continue;  // bins without an integer
        EXPECT_EQ(bin_of(bound), bin) << bound;
        EXPECT_GT(bin_of(bound + 1), bin) << bound;
    }
}

// One second is 2^0: the bin below it has OpenTelemetry's index -1.
TEST(LatencyBins, have_the_bounds_of_opentelemetry_at_powers_of_two) {
    constexpr std::size_t one_second = 20 * 64;
    for (int octave = -9; octave <= 12; ++octave) {  // 10^9 / 2^9 is still an integer
        const auto at = static_cast<std::uint64_t>(std::ldexp(1e9, octave));
        const auto bin = static_cast<std::size_t>(static_cast<int>(one_second) + 64 * octave);
        EXPECT_EQ(bin_of(at), bin) << octave;
        EXPECT_EQ(bin_of(at + 1), bin + 1) << octave;
    }
}

TEST(LatencyBins, agree_with_the_logarithm_wherever_it_is_not_on_a_bound) {
    std::mt19937_64 random{1};
    std::uniform_real_distribution<double> exponent{std::log2(954e-9), 12};
    for (int i = 0; i < 1'000'000; ++i) {
        const auto value = static_cast<std::uint64_t>(std::exp2(exponent(random)) * 1e9);
        const double place = std::log2(static_cast<double>(value) / 1e9) * 64;
        if (std::abs(place - std::round(place)) < 1e-6) continue;
        ASSERT_EQ(static_cast<double>(bin_of(value)), std::ceil(place) + 1280) << value;
    }
}

TEST(LatencyHistogram, has_every_quantile_within_0_55_percent_of_the_nearest_rank) {
    std::mt19937_64 random{2};
    double worst = 0;
    for (int round = 0; round < 60; ++round) {
        const auto count = std::size_t{1} << (random() % 15);
        const double typical = std::exp2(12 + static_cast<double>(random() % 24));
        auto values = draw(random, count, typical, 0.01 + static_cast<double>(round % 7) * 0.5);
        const auto histogram = histogram_of(values);
        std::ranges::sort(values);
        for (std::uint64_t thousandths = 1; thousandths <= 1000; ++thousandths) {
            const auto rank = (thousandths * count + 999) / 1000;
            const auto exact = static_cast<double>(values[rank - 1]);
            const auto found = *histogram.quantile(static_cast<double>(thousandths) / 1000);
            worst = std::max(worst, std::abs(found - exact) / exact);
        }
    }
    EXPECT_LE(worst, 0.0055);
    EXPECT_GT(worst, 0.004) << "the values should have come near the bound";
}

TEST(LatencyHistogram, keeps_count_sum_smallest_and_largest_exactly) {
    std::mt19937_64 random{3};
    const auto values = draw(random, 10'000, 2e6, 1);
    const auto histogram = histogram_of(values);
    std::uint64_t sum = 0;
    for (const auto value : values) sum += value;
    EXPECT_EQ(histogram.count(), values.size());
    EXPECT_EQ(histogram.sum_ns(), sum);
    EXPECT_THAT(histogram.min(), Optional(*std::ranges::min_element(values)));
    EXPECT_THAT(histogram.max(), Optional(*std::ranges::max_element(values)));
    EXPECT_THAT(histogram.mean(), Optional(static_cast<double>(sum) / 10'000));
}

TEST(LatencyHistogram, answers_nothing_when_it_is_empty) {
    const LatencyHistogram empty;
    EXPECT_EQ(empty.quantile(0.5), std::nullopt);
    EXPECT_EQ(empty.quantile_interval(0.5), std::nullopt);
    EXPECT_EQ(empty.mean(), std::nullopt);
    EXPECT_EQ(empty.max(), std::nullopt);
}

TEST(LatencyHistogram, stays_between_smallest_and_largest_outside_its_range) {
    const auto tiny = histogram_of({3, 5, 7}), huge = histogram_of({5'000'000'000'000, UINT64_MAX});
    EXPECT_THAT(tiny.quantile(0.5), Optional(3.0));
    EXPECT_THAT(tiny.quantile(1), Optional(7.0));
    EXPECT_THAT(huge.quantile(0.5), Optional(5e12));
    EXPECT_EQ(histogram_of({UINT64_MAX, UINT64_MAX}).sum_ns(), UINT64_MAX);
}

TEST(LatencyHistogram, merges_in_any_order_to_the_same_bytes) {
    std::mt19937_64 random{4};
    for (int round = 0; round < 20; ++round) {
        std::vector<LatencyHistogram> parts(1 + random() % 9);
        LatencyHistogram whole;
        for (auto& part : parts)
            for (const auto value : draw(random, random() % 300, std::exp2(random() % 40), 2)) {
                part.add(value);
                whole.add(value);
            }
        for (int order = 0; order < 5; ++order) {
            std::ranges::shuffle(parts, random);
            LatencyHistogram left, right;
            for (const auto& part : parts) left.merge(part);
            for (std::size_t i = parts.size(); i-- > 0;) {
                auto next = parts[i];
                next.merge(right);
                right = next;
            }
            EXPECT_EQ(left, whole);
            EXPECT_EQ(right.to_text(), whole.to_text());
        }
    }
}

TEST(LatencyHistogram, takes_counts_that_were_made_elsewhere) {
    const Values values{1'000, 1'000'000, 1'000'001, 1'000'000'000};
    LatencyHistogram counted;
    std::vector<BinCount> bins;
    for (const auto value : values) bins.push_back({bin_of(value), 1});
    counted.add_counted(bins, 1'002'001'001, 1'000, 1'000'000'000);
    EXPECT_EQ(counted, histogram_of(values));

    const std::uint64_t value = 1'000'000, unknown_min = UINT64_MAX, unknown_max = 0;
    for (const auto smallest : {unknown_min, value, value / 2, value * 2})
        for (const auto largest : {unknown_max, value, value / 2, value * 2}) {
            LatencyHistogram widened;
            widened.add_counted(std::vector<BinCount>{{bin_of(value), 1}}, 1, smallest, largest);
            EXPECT_LE(*widened.min(), *widened.max());
            EXPECT_LE(bin_of(*widened.min()), bin_of(value));
            EXPECT_GE(bin_of(*widened.max()), bin_of(value));
            EXPECT_EQ(LatencyHistogram::from_text(widened.to_text()), widened);
        }
}

TEST(LatencyHistogram, counts_exactly_below_powers_of_two_seconds) {
    const auto histogram = histogram_of({1, 125'000'000, 125'000'001, 2'000'000'000, UINT64_MAX});
    EXPECT_EQ(histogram.count_up_to_octave(-20), 1u);
    EXPECT_EQ(histogram.count_up_to_octave(-3), 2u);
    EXPECT_EQ(histogram.count_up_to_octave(0), 3u);
    EXPECT_EQ(histogram.count_up_to_octave(1), 4u);
    EXPECT_EQ(histogram.count_up_to_octave(12), 4u);
}

TEST(LatencyHistogram, holds_the_true_quantile_in_its_interval_19_times_of_20) {
    std::mt19937_64 random{5};
    const double true_p95 = 1e6 * std::exp(1.6448536269514722);
    int held = 0;
    constexpr int rounds = 2000;
    for (int round = 0; round < rounds; ++round) {
        const auto [low, high] = *histogram_of(draw(random, 400, 1e6, 1)).quantile_interval(0.95);
        EXPECT_LE(low, high);
        held += low <= true_p95 && true_p95 <= high;
    }
    EXPECT_GE(held, rounds * 0.945);
    EXPECT_LE(held, rounds * 0.99);
}

TEST(LatencyText, comes_back_as_it_was) {
    std::mt19937_64 random{6};
    for (int round = 0; round < 50; ++round) {
        auto values = draw(random, random() % 2000, std::exp2(random() % 40), 1.5);
        if (round % 2) values.insert(values.end(), {0, UINT64_MAX});
        const auto histogram = histogram_of(values);
        EXPECT_THAT(LatencyHistogram::from_text(histogram.to_text()), Optional(histogram));
    }
    EXPECT_EQ(LatencyHistogram{}.to_text(), "");
}

TEST(LatencyText, of_version_1_can_be_read_for_ever) {
    const auto histogram = histogram_of({0, 1'000'000, 1'000'000, 1'000'001, 2'000'000'000});
    EXPECT_EQ(histogram.to_text(), "1Agglrz7Bh22m27BABiUD8VB");
}

TEST(LatencyText, that_is_not_ours_is_refused) {
    for (const std::string_view text :
         {"1", "2AAAAB", "1AAA", "1AAAA", "1AAAAA", "1BAAAB", "1AAAAB!", "1AAAABg", "\xff\xff",
          "1AAA_________________B", "1AAAikCB", "1AAAABCAB"})
        EXPECT_EQ(LatencyHistogram::from_text(text), std::nullopt) << text;
    EXPECT_NE(LatencyHistogram::from_text("1AAAAB"), std::nullopt);
}

TEST(LatencyText, that_is_damaged_never_does_harm) {
    std::mt19937_64 random{7};
    const auto text = histogram_of(draw(random, 500, 1e6, 2)).to_text();
    for (int round = 0; round < 20'000; ++round) {
        auto damaged = text.substr(0, random() % (text.size() + 1));
        for (auto hits = random() % 4; hits-- > 0 && !damaged.empty();)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        if (auto read = LatencyHistogram::from_text(damaged)) {
            EXPECT_EQ(LatencyHistogram::from_text(read->to_text()), read);
            read->merge(*read);
            if (read->count() > 0) {
                EXPECT_GE(*read->quantile(0.5), static_cast<double>(*read->min()));
            }
        }
    }
}

}  // namespace
}  // namespace ontos::sketches
