// Counting rows: the same counts and sums as value by value.

#include "platform/sketches/row_counter.hpp"

#include <gtest/gtest.h>

#include <random>

#include "platform/sketches/feature_counts.hpp"

namespace ontos::sketches {
namespace {

using Bins = std::shared_ptr<const FeatureBins>;
using Random = std::mt19937_64;

Bins bins_of(std::size_t size, std::uint64_t seed) {
    Random random{seed};
    std::normal_distribution<double> normal{1.0, 3.0};
    std::vector<double> values(size);
    for (double& value : values) value = size < 500 ? std::floor(normal(random)) : normal(random);
    return std::make_shared<const FeatureBins>(FeatureBins::of_values(values));
}

/// Values around and at the edges, and what is no number.
template <class T>
T some_value(const FeatureBins& bins, Random& random) {
    const auto& edges = bins.rules().edges;
    const auto edge = static_cast<T>(edges[random() % edges.size()]);
    switch (random() % 12) {
        case 0:
            return std::numeric_limits<T>::quiet_NaN();
        case 1:
            return random() % 2 == 0 ? std::numeric_limits<T>::infinity()
                                     : -std::numeric_limits<T>::infinity();
        case 2:
            return std::numeric_limits<T>::max();
        case 3:
            return edge;
        case 4:
            return std::nextafter(edge, std::numeric_limits<T>::lowest());
        case 5:
            return std::nextafter(edge, std::numeric_limits<T>::max());
        default:
            return static_cast<T>(std::normal_distribution<double>{1.0, 4.0}(random));
    }
}

template <class T>
void expect_counts_as_value_by_value(std::size_t rows_at_once_max) {
    constexpr std::size_t row_size = 5;
    std::vector<typename RowCounter<T>::Feature> features;
    std::vector<FeatureCounts> expected;
    for (const std::size_t offset : {0u, 3u, 4u}) {
        const auto bins = bins_of(offset == 3 ? 300 : 3000, offset);
        features.push_back({offset, bins, offset == 4 ? bins->not_finite() : bins->null()});
        expected.emplace_back(bins);
    }
    RowCounter<T> counter{features};
    Random random{7};
    for (int round = 0; round < 2000; ++round) {
        const auto rows_at_once = 1 + random() % rows_at_once_max;
        std::vector<T> rows(row_size * rows_at_once);
        for (std::size_t i = 0; i < features.size(); ++i)
            for (std::size_t row = 0; row < rows_at_once; ++row) {
                const auto value = some_value<T>(*features[i].bins, random);
                rows[row * row_size + features[i].offset] = value;
                if (std::isnan(value) && i < 2)
                    expected[i].add_null();
                else
                    expected[i].add(double{value});
            }
        counter.add(rows.data(), row_size, rows_at_once);
    }
    counter.settle();
    for (std::size_t i = 0; i < features.size(); ++i) {
        FeatureCounts counted{features[i].bins};
        counted.merge(counter.counts(i), counter.sums(i));
        EXPECT_EQ(counted, expected[i]) << i;
    }
    const std::vector<T> waits(row_size, T{1});
    counter.add(waits.data(), row_size, 1);
    counter.clear();
    counter.settle();
    FeatureCounts nothing{features[0].bins};
    nothing.merge(counter.counts(0), counter.sums(0));
    EXPECT_EQ(nothing, FeatureCounts{features[0].bins});
}

TEST(RowCounter, counts_doubles_as_one_by_one) {
    expect_counts_as_value_by_value<double>(1);
    expect_counts_as_value_by_value<double>(7);
    expect_counts_as_value_by_value<double>(100);
}

TEST(RowCounter, counts_floats_in_the_bin_that_they_have_as_doubles) {
    expect_counts_as_value_by_value<float>(1);
    expect_counts_as_value_by_value<float>(7);
    expect_counts_as_value_by_value<float>(100);
}

TEST(RowCounter, finds_floats_where_they_are_as_doubles_without_avx2_as_well) {
    const auto bins = bins_of(3000, 3);
    Random random{4};
    for (int i = 0; i < 50'000; ++i) {
        const auto value = some_value<float>(*bins, random);
        if (std::isfinite(value)) {
            ASSERT_EQ(position_of(value, bins->searched<float>()), bins->bin_of(double{value}));
        }
    }
}

TEST(RowCounter, counts_a_column_as_its_values) {
    const auto bins = bins_of(3000, 1);
    Random random{2};
    std::vector<double> values(10'000);
    for (double& value : values) value = some_value<double>(*bins, random);
    FeatureCounts one_by_one{bins}, at_once{bins};
    for (const double value : values) one_by_one.add(value);
    at_once.add(values);
    EXPECT_EQ(at_once, one_by_one);
}

}  // namespace
}  // namespace ontos::sketches
