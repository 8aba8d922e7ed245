// Names of endpoints, variables, and their rules.
#include <gmock/gmock.h>

#include "deploy/endpoints/endpoint_names.hpp"
#include "deploy/endpoints/environment.hpp"
#include "deploy/endpoints/revision.hpp"

namespace ontos {
namespace {

TEST(EndpointNames, the_default_name_is_made_of_model_and_version) {
    EXPECT_EQ(default_endpoint_name("main.risk.Fraud_Model", "3"), "fraud-model-v3");
    EXPECT_EQ(default_endpoint_name("a.b.x__y  z", "10"), "x-y-z-v10");
    EXPECT_EQ(default_endpoint_name("a.b.__", "1"), "model-v1");
    EXPECT_EQ(default_endpoint_name("a.b.\xc3\xbc\xc3\xb1", "1"), "model-v1");
    EXPECT_EQ(default_entity_name("main.risk.Fraud_Model", "3"), "Fraud_Model-3");
}

TEST(EndpointNames, a_long_name_is_cut_and_keeps_its_version) {
    const auto name = default_endpoint_name("a.b." + std::string(200, 'x'), "12");
    EXPECT_EQ(name.size(), endpoint_name_max);
    EXPECT_TRUE(name.ends_with("x-v12"));
    // The cut does not leave two dashes.
    const auto cut = default_endpoint_name("a.b." + std::string(58, 'x') + "-yyyy", "12");
    EXPECT_TRUE(cut.ends_with("x-v12")) << cut;
}

TEST(EndpointNames, every_default_name_is_valid) {
    for (const auto* model : {"a.b.c", "a.b.-", "a.b._x_", "a.b.123", "x", "", "a.b.\n"})
        for (const auto* version : {"1", "999999999", "v-1", "", "--"}) {
            EXPECT_TRUE(is_endpoint_name(default_endpoint_name(model, version)))
                << default_endpoint_name(model, version);
            EXPECT_TRUE(is_endpoint_name(default_entity_name(model, version)));
        }
}

TEST(EndpointNames, what_could_be_an_id_or_breaks_a_path_is_no_name) {
    for (const auto* name : {"a", "A9", "a-b_c", "0"}) EXPECT_TRUE(is_endpoint_name(name)) << name;
    for (const auto* name : {"", "-a", "a-", "_a", "a_", "a.b", "a b", "a/b", "\xc3\xbc",
                             "01890a5d-ac96-774b-bcce-b302099a8057"})
        EXPECT_FALSE(is_endpoint_name(name)) << name;
    EXPECT_TRUE(is_endpoint_name(std::string(63, 'a')));
    EXPECT_FALSE(is_endpoint_name(std::string(64, 'a')));
}

TEST(EnvironmentRules, only_a_whole_reference_is_a_reference) {
    EXPECT_TRUE(is_secret_reference("{{secrets/scope-1/my.key_2}}"));
    for (const auto* text : {"{{secrets/a}}", "{{secrets//b}}", "{{secrets/a/}}",
                             "{{secrets/a/b/c}}", "{{secrets/a/b}", "x{{secrets/a/b}}",
                             "{{secrets/a b/c}}", "{{secrets/}}", "{{secrets/a/b}}}}"})
        EXPECT_FALSE(is_secret_reference(text)) << text;
}

TEST(EnvironmentRules, values_are_masked_and_references_are_shown) {
    const Environment variables{{"A", "value"}, {"B", "{{secrets/s/k}}"}, {"C", ""}};
    const Environment shown = masked(variables);
    EXPECT_EQ(shown, (Environment{{"A", "********"}, {"B", "{{secrets/s/k}}"}, {"C", "********"}}));
}

TEST(EnvironmentRules, a_mask_that_is_sent_back_keeps_the_value) {
    Environment sent{{"A", "********"}, {"B", "new"}};
    EXPECT_TRUE(unmask(sent, {{"A", "value"}, {"B", "old"}}, "/body").empty());
    EXPECT_EQ(sent, (Environment{{"A", "value"}, {"B", "new"}}));
    Environment unknown{{"Z", "********"}};
    const auto violations = unmask(unknown, {}, "/body/environment_vars");
    ASSERT_EQ(violations.size(), 1u);
    EXPECT_EQ(violations[0].where, "/body/environment_vars/Z");
}

TEST(EnvironmentRules, bad_names_and_half_references_are_named) {
    const auto violations =
        check_environment({{"1A", "x"}, {"OK", "{{secrets/a}}"}, {"B-C", "x"}, {"G", "x"}}, "/e");
    std::vector<std::string> places;
    for (const auto& violation : violations) places.push_back(violation.where);
    EXPECT_THAT(places, testing::UnorderedElementsAre("/e/1A", "/e/OK", "/e/B-C"));
    EXPECT_FALSE(check_environment({{"A", std::string(5000, 'x')}}, "/e").empty());
}

}  // namespace
}  // namespace ontos
