// Half floats, JSON text, names to columns, and the watch over deadlines.
#include <gtest/gtest.h>

#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>

#include "deploy/inference/deadline_watch.hpp"
#include "deploy/inference/half.hpp"
#include "deploy/inference/input_plan.hpp"
#include "deploy/inference/json_cursor.hpp"
#include "deploy/inference/json_text.hpp"

namespace ontos {
namespace {

TEST(Halves, every_half_reads_back_as_itself) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = float_of_half(half);
        if (std::isnan(value))
            EXPECT_EQ(half_of(value) & 0x7e00, 0x7e00);
        else
            EXPECT_EQ(half_of(value), half);
    }
}

TEST(Halves, round_to_the_nearest_and_ties_to_even) {
    EXPECT_EQ(half_of(1.0), 0x3c00);
    EXPECT_EQ(half_of(65504.0), 0x7bff);
    EXPECT_EQ(half_of(65519.999), 0x7bff);
    EXPECT_EQ(half_of(65520.0), 0x7c00);
    EXPECT_EQ(half_of(1.0 + 1.0 / 2048), 0x3c00);          // halfway: the even neighbour
    EXPECT_EQ(half_of(1.0 + 3.0 / 2048), 0x3c02);          // halfway: the even neighbour above
    EXPECT_EQ(half_of(1.0 + 1.0 / 2048 + 1e-12), 0x3c01);  // numpy rounds once, not over float32
    EXPECT_EQ(half_of(5.9604644775390625e-08), 0x0001);
    EXPECT_EQ(half_of(2.9802322387695312e-08), 0x0000);
    EXPECT_EQ(half_of(-0.0), 0x8000);
    EXPECT_EQ(half_of(2047.5 / 1024 / 16384), 0x0800);  // carries into the exponent
}

std::string text_of_number(float value) {
    std::string out;
    append_json_number(out, value);
    return out;
}

TEST(JsonText, writes_float32_as_the_shortest_text_that_reads_back) {
    EXPECT_EQ(text_of_number(0.1F), "0.1");
    EXPECT_EQ(text_of_number(1.0F), "1");
    EXPECT_EQ(text_of_number(1e-30F), "1e-30");
    EXPECT_EQ(text_of_number(16777216.0F), "16777216");
    EXPECT_EQ(text_of_number(0.333333343F), "0.33333334");
}

TEST(JsonText, what_json_cannot_say_is_null_and_counted) {
    std::string out;
    EXPECT_EQ(append_json_number(out, std::numeric_limits<float>::quiet_NaN()), 1u);
    EXPECT_EQ(append_json_number(out, -std::numeric_limits<double>::infinity()), 1u);
    EXPECT_EQ(append_json_number(out, 2.5), 0u);
    EXPECT_EQ(out, "nullnull2.5");
}

TEST(JsonText, escapes_what_must_be_and_replaces_what_is_no_utf8) {
    std::string out;
    append_json_text(out, std::string_view{"a\"b\\c\n\x01\0z", 9});
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\u0001\\u0000z\"");
    out.clear();
    append_json_text(out, "blü \xF0\x9F\x98\x80 \xff \xc0\xaf \xed\xa0\x80 \xe2\x82");
    EXPECT_EQ(out, "\"blü \xF0\x9F\x98\x80 \uFFFD \uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD\uFFFD\"");
}

TEST(JsonNumbers, are_told_from_what_only_looks_like_them) {
    for (const auto* good : {"0", "-0", "12", "1.5", "-1e9", "1E+2", "0.1e-7", "1e999"})
        EXPECT_TRUE(is_json_number(good)) << good;
    for (const auto* bad :
         {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "NaN", "1 2", "1a"})
        EXPECT_FALSE(is_json_number(bad)) << bad;
}

TEST(ColumnTables, find_every_name_in_any_order_and_no_other) {
    std::vector<InputColumn> columns(500);
    for (std::size_t i = 0; i < columns.size(); ++i)
        columns[i].name = "a rather long feature name " + std::to_string(i);
    const ColumnTable table{columns};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        EXPECT_EQ(table.find(columns[i].name, i), i);
        EXPECT_EQ(table.find(columns[i].name, 7), i);
        EXPECT_EQ(table.find(columns[i].name + " ", i), ColumnTable::none);
    }
    EXPECT_EQ(table.find("", 0), ColumnTable::none);
}

/// Remembers that it was cancelled, and lets a test wait for it.
class Bell final : public Cancellable {
public:
    void cancel() noexcept override {
        const std::lock_guard lock{mutex_};
        has_rung_ = true;
        changed_.notify_all();
    }
    bool wait() {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return has_rung_; });
    }
    bool has_rung() {
        const std::lock_guard lock{mutex_};
        return has_rung_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_rung_ = false;
};

TEST(DeadlineWatches, cancel_what_is_late_and_nothing_else) {
    const auto now = std::chrono::steady_clock::now();
    Bell later, soon, forever;
    DeadlineWatch watch;
    const DeadlineWatch::Watched a{watch, later, now + std::chrono::hours{1}};
    const DeadlineWatch::Watched b{watch, soon, now + std::chrono::milliseconds{5}};
    const DeadlineWatch::Watched c{watch, forever, SteadyTime::max()};
    EXPECT_TRUE(soon.wait());
    EXPECT_FALSE(later.has_rung());
    EXPECT_FALSE(forever.has_rung());
}

TEST(DeadlineWatches, never_touch_what_has_ended) {
    DeadlineWatch watch;
    for (int i = 0; i < 200; ++i) {
        Bell ended;
        const DeadlineWatch::Watched watched{
            watch, ended, std::chrono::steady_clock::now() + std::chrono::microseconds{i}};
    }
    Bell last;
    const DeadlineWatch::Watched watched{watch, last, std::chrono::steady_clock::now()};
    EXPECT_TRUE(last.wait());
}

}  // namespace
}  // namespace ontos
