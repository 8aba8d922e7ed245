// The DOM parser is the oracle: random bodies, whole and damaged, give its tensors or are refused.
#include <gtest/gtest.h>

#include "deploy/inference/mistakes.hpp"
#include "deploy/inference/test_query.hpp"
#include "deploy/inference/test_query_maker.hpp"
#include "deploy/inference/test_query_oracle.hpp"

namespace ontos {
namespace {

using namespace query_testing;

const InputPlan plan = make_input_plan({{"size", ElementType::float32, {-1}},
                                        {"count", ElementType::int64, {-1}},
                                        {"is new", ElementType::bool_, {-1}},
                                        {"color", ElementType::string, {-1}}},
                                       {}, {});

std::optional<std::vector<Cells>> by_dom(const std::string& body, bool& is_oversized_number) {
    dom::parser parser;
    dom::element root;
    const auto error = parser.parse(body).get(root);
    // The tree refuses integers beyond 64 bits, which are fine for a float.
    is_oversized_number = error == simdjson::NUMBER_ERROR;
    if (error) return std::nullopt;
    try {
        return Oracle{plan}.read(root);
    } catch (const Refused&) {
        return std::nullopt;
    }
}

std::optional<std::vector<Cells>> by_us(const std::string& body) {
    try {
        auto rows = read(plan, body);
        std::vector<Cells> out(rows.rows);
        for (std::size_t i = 0; i < rows.rows; ++i) {
            std::int64_t whole = 0;
            std::memcpy(&whole, rows.tensors[1].data() + i * 8, 8);
            out[i] = {number_text(element(rows, 0, i)), std::to_string(whole),
                      element(rows, 2, i) != 0 ? "true" : "false", rows.tensors[3].texts()[i]};
        }
        return out;
    } catch (const Failure& failed) {
        EXPECT_EQ(failed.kind(), FailureKind::invalid) << body;
        EXPECT_LE(failed.violations().size(), Mistakes::mistakes_max);
        return std::nullopt;
    }
}

void compare(const std::string& body, std::size_t& read_count) {
    bool is_oversized_number = false;
    const auto expected = by_dom(body, is_oversized_number);
    const auto found = by_us(body);
    if (is_oversized_number) return;
    ASSERT_EQ(found.has_value(), expected.has_value()) << body;
    if (!found) return;
    ASSERT_EQ(*found, *expected) << body;
    ++read_count;
}

TEST(QueryFuzz, whole_bodies_give_the_tensors_of_the_tree) {
    Maker maker{1};
    std::size_t read_count = 0;
    for (int i = 0; i < 20'000 && !HasFatalFailure(); ++i) compare(maker.body(), read_count);
    EXPECT_GT(read_count, 8'000u);
}

TEST(QueryFuzz, damaged_bodies_are_refused_where_the_tree_refuses_them) {
    Maker maker{2};
    std::size_t read_count = 0;
    for (int i = 0; i < 60'000 && !HasFatalFailure(); ++i)
        compare(maker.damaged(maker.body()), read_count);
    EXPECT_GT(read_count, 1'000u);
}

TEST(QueryFuzz, bodies_cut_anywhere_are_refused) {
    Maker maker{3};
    for (int i = 0; i < 50; ++i) {
        auto body = maker.body();
        while (!body.empty()) {
            body.pop_back();
            EXPECT_FALSE(by_us(body)) << body;
        }
    }
}

}  // namespace
}  // namespace ontos
