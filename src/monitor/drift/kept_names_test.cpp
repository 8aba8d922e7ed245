// Which names profiles keep of texts, and when these are redacted.
#include "monitor/drift/kept_names.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::ElementsAre;

class KeptNames : public testing::Test {
protected:
    static std::shared_ptr<const ProfileLayout> layout() {
        const auto bins = std::make_shared<const sketches::FeatureBins>(
            sketches::FeatureBins::of_names({{"Rome", 3}, {"[REDACTED:email]", 2}}));
        return std::make_shared<const ProfileLayout>(
            std::vector<ProfiledFeature>{{"city", FeatureRole::input, bins}});
    }
    std::vector<std::string> unseen() const {
        std::vector<std::string> out;
        if (const auto* names = profile_.unseen(0))
            for (const auto& item : names->items()) out.push_back(item.name);
        return out;
    }

    const Redactor redactor_{{}};
    Profile profile_{layout()};
    WaitingNames waiting_{redactor_};
};

TEST_F(KeptNames, count_where_the_baseline_has_what_was_taken_out_of_it_too) {
    for (const auto* text : {"Rome", "ann@example.com", "bob@example.com", "Oslo"})
        waiting_.add(profile_, 0, text);
    EXPECT_EQ(profile_.counts(0).count(), 1u) << "what is known, at once";
    waiting_.settle(profile_);
    EXPECT_EQ(profile_.counts(0).count(1), 1u);
    EXPECT_EQ(profile_.counts(0).count(2), 2u);
    EXPECT_THAT(unseen(), ElementsAre("Oslo"));
    waiting_.settle(profile_);
    EXPECT_EQ(profile_.counts(0).count(), 4u) << "once";
}

TEST_F(KeptNames, are_redacted_at_once_when_too_many_wait) {
    for (std::size_t i = 0; i < WaitingNames::names_max; ++i)
        waiting_.add(profile_, 0, "city " + std::to_string(i));
    EXPECT_EQ(profile_.counts(0).count(), 0u);
    waiting_.add(profile_, 0, "city 7");
    EXPECT_EQ(profile_.counts(0).count(), 0u) << "it waits already";
    waiting_.add(profile_, 0, "ann@example.com");
    EXPECT_EQ(profile_.counts(0).count(2), 1u);
    waiting_.settle(profile_);
    EXPECT_EQ(profile_.counts(0).count(), WaitingNames::names_max + 2);
    waiting_.add(profile_, 0, std::string(WaitingNames::bytes_max + 1, 'x'));
    EXPECT_THAT(unseen(), testing::Contains("[LONG TEXT]"));
}

TEST_F(KeptNames, of_long_texts_are_one) {
    EXPECT_EQ(kept_name(redactor_, "city", std::string(name_bytes_max, 'x')),
              std::string(name_bytes_max, 'x'));
    EXPECT_EQ(kept_name(redactor_, "city", std::string(name_bytes_max + 1, 'x')), "[LONG TEXT]");
    const Redactor columns{{.patterns = {}, .columns = {"city"}}};
    EXPECT_EQ(kept_name(columns, "City", std::string(name_bytes_max + 1, 'x')),
              "[REDACTED:column]");
}

}  // namespace
}  // namespace ontos
