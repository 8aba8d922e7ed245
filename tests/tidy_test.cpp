// The repository itself: each rule of the house on every file of the tree.

#include <gmock/gmock.h>

#include "tidy/rules.hpp"

namespace ontos::tidy {
namespace {

using testing::IsEmpty;

const std::filesystem::path root{ONTOS_SOURCE_DIR};

const std::vector<Source>& tree() {
    static const auto all = read_tree(root, {"src", "modules", "tests", "bench"});
    return all;
}

const Layers& layers() {
    static const auto parsed = parse_layers(read_text(root / "src/CMakeLists.txt"));
    return parsed;
}

bool is_product(const Source& source) { return source.path.starts_with("src/"); }

std::string on_all(Findings (*rule)(const Source&)) {
    std::string text;
    for (const auto& source : tree())
        for (const auto& finding : rule(source)) text += finding + "\n";
    return text;
}

std::string on_product(Findings (*rule)(const Source&, const Layers&)) {
    std::string text;
    for (const auto& source : tree())
        if (is_product(source))
            for (const auto& finding : rule(source, layers())) text += finding + "\n";
    return text;
}

std::string in_lines(const Findings& findings) {
    std::string text;
    for (const auto& finding : findings) text += finding + "\n";
    return text;
}

TEST(Tidy, the_tree_and_its_folders_are_found) {
    EXPECT_GT(tree().size(), 40u);
    EXPECT_GT(layers().folders.size(), 10u);
}

TEST(Tidy, dependencies_point_one_way) { EXPECT_EQ(in_lines(check_order(layers())), ""); }

TEST(Tidy, a_folder_includes_only_what_it_depends_on) { EXPECT_EQ(on_product(check_layers), ""); }

TEST(Tidy, a_librarys_headers_stay_with_their_owner) {
    EXPECT_EQ(on_product(check_owned_headers), "");
}

TEST(Tidy, heavy_headers_do_not_leave_their_folder) {
    EXPECT_EQ(in_lines(check_heavy_headers(tree())), "");
}

TEST(Tidy, no_header_is_dead) { EXPECT_EQ(in_lines(check_dead_headers(tree())), ""); }

TEST(Tidy, sql_is_only_in_stores) { EXPECT_EQ(on_all(check_sql), ""); }

TEST(Tidy, lines_have_at_most_100_columns) { EXPECT_EQ(on_all(check_columns), ""); }

TEST(Tidy, functions_have_at_most_60_lines) { EXPECT_EQ(on_all(check_functions), ""); }

TEST(Tidy, co_await_has_only_the_forms_that_compile_rightly) {
    EXPECT_EQ(on_all(check_co_await), "");
}

TEST(Tidy, nothing_banned_is_called) { EXPECT_EQ(on_all(check_banned), ""); }

TEST(Tidy, every_file_says_what_it_knows) { EXPECT_EQ(on_all(check_first_sentence), ""); }

TEST(Tidy, only_a_few_places_catch_everything) { EXPECT_EQ(on_all(check_catch_all), ""); }

}  // namespace
}  // namespace ontos::tidy
