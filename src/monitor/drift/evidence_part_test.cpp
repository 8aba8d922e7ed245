// When the counting of evidence begins anew, and what that costs.
#include "monitor/drift/evidence_part.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <random>

#include "monitor/drift/verdict.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sketches/evidence.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

const Timestamp midnight = *parse_rfc3339("2026-03-01T00:00:00Z");

TEST(EvidencePart, is_the_day_so_far_while_its_rows_are_not_too_many) {
    const auto part = evidence_part(midnight + 13h, [](Timestamp) { return true; });
    ASSERT_TRUE(part);
    EXPECT_EQ(part->from, midnight);
    EXPECT_EQ(part->parts, 7);
    EXPECT_EQ(evidence_part(midnight, [](Timestamp) { return true; })->from, midnight - 24h)
        << "a window that ends at midnight is of the day that ends";
}

TEST(EvidencePart, begins_anew_at_the_longest_part_that_has_few_rows_enough) {
    const auto end = midnight + 13h + 25min;
    for (const auto& [first, from] : {std::pair{12h + 1min, 13h + 0min},
                                      {13h + 0min, 13h + 0min},
                                      {13h + 1min, 13h + 15min},
                                      {13h + 16min, 13h + 20min},
                                      {11h + 0min, 12h + 0min}}) {
        const auto part =
            evidence_part(end, [&](Timestamp asked) { return asked >= midnight + first; });
        ASSERT_TRUE(part);
        EXPECT_EQ(part->from, midnight + from);
    }
    EXPECT_FALSE(evidence_part(end, [](Timestamp) { return false; }));
}

/// Days in which the evidence of any of five features is taken for drift though there is none.
int false_days(std::mt19937_64& random, int days, int rows_per_window, int rows_before) {
    constexpr std::size_t features = 5, cells_count = 16, windows = 288;
    using Counts = std::array<std::array<std::uint64_t, cells_count>, features>;
    int alarms = 0;
    for (int day = 0; day < days; ++day) {
        Counts before{};
        for (auto& feature : before)
            for (int i = 0; i < rows_before; ++i) ++feature[random() % cells_count];
        std::vector<Counts> sums(windows + 1);
        bool has_alarm = false;
        for (std::size_t window = 1; window <= windows && !has_alarm; ++window) {
            sums[window] = sums[window - 1];
            for (auto& feature : sums[window])
                for (int i = 0; i < rows_per_window; ++i) ++feature[random() % cells_count];
            const auto first_of = [](Timestamp from) {
                return static_cast<std::size_t>((from - midnight) / 5min);
            };
            const auto part =
                evidence_part(midnight + static_cast<int>(window) * 5min, [&](Timestamp from) {
                    const auto rows = (window - first_of(from)) * std::size_t(rows_per_window);
                    return sketches::evidence_holds({std::size_t(rows_before), rows});
                });
            if (!part) continue;
            for (std::size_t i = 0; i < features; ++i) {
                std::vector<sketches::Cell> cells;
                for (std::size_t cell = 0; cell < cells_count; ++cell)
                    cells.push_back({before[i][cell],
                                     sums[window][i][cell] - sums[first_of(part->from)][i][cell]});
                has_alarm |= sketches::two_sample_evidence(cells) >=
                             std::log(part->parts * features / drift_false_alarm_rate);
            }
        }
        alarms += has_alarm ? 1 : 0;
    }
    return alarms;
}

TEST(EvidencePart, of_days_without_drift_raises_few_false_alarms_however_often_it_begins_anew) {
    std::mt19937_64 random{5};
    EXPECT_LE(false_days(random, 100, 30, 398), 1) << "begins anew each two hours";
    EXPECT_LE(false_days(random, 100, 300, 398), 1) << "begins anew each ten minutes";
}

}  // namespace
}  // namespace ontos
