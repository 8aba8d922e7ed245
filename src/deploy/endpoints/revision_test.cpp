// Configurations: compared, hashed, split into buckets.
#include "deploy/endpoints/revision.hpp"

#include <gmock/gmock.h>

#include <random>

#include "deploy/endpoints/buckets.hpp"

namespace ontos {
namespace {

ServedEntity entity(const std::string& name, const std::string& version) {
    ServedEntity out;
    out.name = name;
    out.entity_name = "m.s." + name;
    out.entity_version = version;
    return out;
}

RevisionConfig two(int first, int second) {
    RevisionConfig config;
    config.served_entities = {entity("a", "1"), entity("b", "2")};
    config.traffic = {{"a", first}, {"b", second}};
    return config;
}

TEST(RevisionConfigs, the_hash_is_of_the_content_and_of_the_endpoint) {
    auto config = single_entity(entity("a", "1"));
    config.served_entities[0].environment_vars = {{"B", "2"}, {"A", "1"}};
    auto same = single_entity(entity("a", "1"));
    same.served_entities[0].environment_vars = {{"A", "1"}, {"B", "2"}};
    EXPECT_EQ(content_hash("salt", config), content_hash("salt", same));
    EXPECT_NE(content_hash("salt", config), content_hash("other", config));
    same.served_entities[0].environment_vars["A"] = "3";
    EXPECT_NE(content_hash("salt", config), content_hash("salt", same));
    EXPECT_EQ(content_hash("salt", config).size(), 64u);
}

TEST(RevisionConfigs, what_is_stored_reads_back_the_same) {
    auto config = two(60, 40);
    config.sticky_by = "user";
    config.guardrails.rate_limits = {{RateLimitKey::USER, 5, RenewalPeriod::hour}};
    config.guardrails.input_guardrails.invalid_keywords = {"x"};
    config.served_entities[1].workload_size = WorkloadSize::Large;
    const auto text = canonical_json(config);
    const auto back = api::Codec<RevisionConfig>::from_scalar(text);
    EXPECT_EQ(canonical_json(back), text);
}

TEST(RevisionConfigs, the_diff_names_every_leaf_that_changed) {
    auto before = two(60, 40), after = two(50, 50);
    after.served_entities[1].entity_version = "3";
    after.served_entities[0].environment_vars["K"] = "{{secrets/a/b}}";
    const auto found = diff(before, after);
    std::map<std::string, std::string> by_path;
    for (const auto& difference : found)
        by_path[difference.path] = api::json::serialize(difference.before) + " -> " +
                                   api::json::serialize(difference.after);
    EXPECT_THAT(by_path, testing::UnorderedElementsAre(
                             testing::Pair("/served_entities/0/environment_vars/K",
                                           "null -> \"{{secrets/a/b}}\""),
                             testing::Pair("/served_entities/1/entity_version", "\"2\" -> \"3\""),
                             testing::Pair("/traffic/0/traffic_percentage", "60 -> 50"),
                             testing::Pair("/traffic/1/traffic_percentage", "40 -> 50")));
    EXPECT_TRUE(diff(before, before).empty());
}

TEST(RevisionConfigs, the_diff_of_an_added_entity_masks_its_variables) {
    auto before = single_entity(entity("a", "1")), after = two(60, 40);
    after.served_entities[1].environment_vars["K"] = "hidden";
    const auto text = api::json::serialize(api::to_json(diff(before, after)));
    EXPECT_THAT(text, testing::HasSubstr("********"));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("hidden")));
}

TEST(RevisionConfigs, every_broken_rule_is_named_at_once) {
    auto config = two(60, 50);
    config.served_entities[1].name = "A";
    config.traffic[1].served_entity_name = "none";
    config.sticky_by = std::string(300, 'x');
    std::vector<std::string> places;
    for (const auto& violation : check_config(config)) places.push_back(violation.where);
    EXPECT_THAT(places, testing::UnorderedElementsAre("/body/served_entities/1/name",
                                                      "/body/traffic/1/served_entity_name",
                                                      "/body/traffic", "/body/sticky_by"));
    EXPECT_TRUE(check_config(two(0, 100)).empty());
}

/// Index of the range that holds the bucket.
int owner(const std::vector<BucketRange>& ranges, int bucket) {
    for (std::size_t i = 0; i < ranges.size(); ++i)
        if (bucket >= ranges[i].from && bucket < ranges[i].to) return static_cast<int>(i);
    return -1;
}

TEST(Buckets, every_bucket_has_one_owner_and_shares_are_exact) {
    const auto ranges = bucket_ranges({33, 0, 33, 34});
    EXPECT_EQ(ranges.front().from, 0);
    EXPECT_EQ(ranges.back().to, 10'000);
    std::vector<int> counts(4);
    for (int bucket = 0; bucket < 10'000; ++bucket) {
        const auto index = owner(ranges, bucket);
        ASSERT_GE(index, 0);
        ++counts[static_cast<std::size_t>(index)];
    }
    EXPECT_THAT(counts, testing::ElementsAre(3300, 0, 3300, 3400));
}

TEST(Buckets, growing_the_challenger_only_moves_keys_into_it) {
    std::mt19937 engine{11};
    for (int round = 0; round < 50; ++round) {
        const int small = static_cast<int>(engine() % 100);
        const int large = small + static_cast<int>(engine() % static_cast<unsigned>(101 - small));
        const auto before = bucket_ranges({100 - small, small});
        const auto after = bucket_ranges({100 - large, large});
        for (int bucket = 0; bucket < 10'000; ++bucket)
            ASSERT_GE(owner(after, bucket), owner(before, bucket)) << bucket;
    }
}

}  // namespace
}  // namespace ontos
