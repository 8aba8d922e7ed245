#pragma once
// What is counted of a model version: its features, and the bins that a baseline gave them.

#include <memory>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"
#include "platform/sketches/feature_bins.hpp"

namespace ontos {

/// input: a column of the query. prediction: what the model answered. score: how sure it was of a
/// label.
BOOST_DEFINE_ENUM_CLASS(FeatureRole, input, prediction, score)

struct ProfiledFeature {
    std::string name;
    FeatureRole role = FeatureRole::input;
    std::shared_ptr<const sketches::FeatureBins> bins;
};

/// Constant after construction. Two layouts are equal if their ids are.
class ProfileLayout {
public:
    explicit ProfileLayout(std::vector<ProfiledFeature> features);

    /// SHA-256 of the text, as it was before names were taken out of it.
    const std::string& id() const { return id_; }
    const std::vector<ProfiledFeature>& features() const { return features_; }
    /// The index of a feature; nullopt if there is none.
    std::optional<std::size_t> find(std::string_view name, FeatureRole role) const;

    const std::string& text() const { return text_; }
    /// Throws Failure{internal} for what is not the text of a layout.
    static std::shared_ptr<const ProfileLayout> from_text(const std::string& text,
                                                          std::string id = {});
    /// The same bins under the same id: counts stay readable, names are `[ERASED 1]` and so on.
    ProfileLayout without_names() const;
    /// The same without this name, whose hash stands in its place: all is counted as before.
    ProfileLayout without_name(std::string_view name) const;

private:
    ProfileLayout(std::vector<ProfiledFeature> features, std::string id);

    std::vector<ProfiledFeature> features_;
    std::string text_, id_;
};

}  // namespace ontos
