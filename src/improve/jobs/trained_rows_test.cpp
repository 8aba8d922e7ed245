// The rows that a job was trained on, found again.
#include "improve/jobs/trained_rows.hpp"

#include <gtest/gtest.h>

#include "deploy/models/test_folder.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

TEST(TrainedRows, are_found_again_and_no_others) {
    const TestFolder folder;
    ManualClock clock{Timestamp{std::chrono::seconds{1'700'000'000}}};
    SeededRandom random{1};
    const auto file = folder.path() / "job.rows";
    TrainedRows rows;
    std::set<std::string> in, out;
    for (int i = 0; i < 500; ++i) {
        clock.advance(std::chrono::milliseconds{1});
        const auto id = new_id(clock, random);
        (i % 2 == 0 ? in : out).insert(id);
        if (i % 2 == 0) rows.add(id);
        if (i % 10 == 0) rows.add(id);
    }
    rows.add("no uuid");
    rows.write(file);
    EXPECT_EQ(std::filesystem::file_size(file), in.size() * 16) << "each once";
    for (const auto& id : in) EXPECT_EQ(has_trained_row(file, {id}), true) << id;
    for (const auto& id : out) EXPECT_EQ(has_trained_row(file, {id}), false) << id;
    EXPECT_EQ(has_trained_row(file, out), false);
    EXPECT_EQ(has_trained_row(file, {"no uuid"}), false);
    EXPECT_EQ(trained_rows(file, 1'000), std::vector<std::string>(in.begin(), in.end()));
    EXPECT_EQ(trained_rows(file, 3).size(), 3);

    const auto others = [&](const auto& visit) {
        visit("no uuid");
        for (const auto& id : out) visit(id);
        for (auto id = std::next(in.begin()); id != in.end(); ++id) visit(*id);
    };
    EXPECT_EQ(trained_rows_but(file, others, 1'000), std::vector{*in.begin()});
    EXPECT_EQ(trained_rows_but(
                  file, [](const auto&) {}, 3),
              trained_rows(file, 3));
}

TEST(TrainedRows, of_a_file_that_is_not_there_are_not_known) {
    EXPECT_FALSE(has_trained_row("/no/such/file", {"a"}));
    EXPECT_TRUE(trained_rows("/no/such/file", 10).empty());
    EXPECT_TRUE(trained_rows_but(
                    "/no/such/file", [](const auto& visit) { visit("a"); }, 1)
                    .empty());
}

}  // namespace
}  // namespace ontos
