// Tables for people.
#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace ontos::cli {
namespace {

TEST(Tables, columns_are_as_wide_as_their_widest_cell) {
    EXPECT_EQ(table_text({{"NAME", "STATE"}, {"a-long-name", "READY"}, {"b", "–"}}),
              "NAME         STATE\na-long-name  READY\nb            –\n");
}

TEST(Tables, width_counts_characters_and_not_bytes) {
    EXPECT_EQ(table_text({{"é", "x"}, {"ab", "y"}}), "é   x\nab  y\n");
}

TEST(Times, are_shown_to_the_second_from_either_form) {
    EXPECT_EQ(short_time("2026-11-23T14:05:09.123456Z"), "2026-11-23 14:05:09");
    EXPECT_EQ(short_time("1700000000123"), "2023-11-14 22:13:20");
    EXPECT_EQ(short_time("–"), "–");
}

}  // namespace
}  // namespace ontos::cli
