// A layout as text, and back to the last bit of each edge.
#include "monitor/drift/profile_layout.hpp"

#include <algorithm>
#include <bit>

#include "platform/base/hash.hpp"
#include "platform/sketches/erased_name.hpp"
#include "platform/sketches/number_text.hpp"

namespace ontos {
namespace {

using sketches::BinRules;
using sketches::FeatureBins;
using sketches::FeatureKind;

/// A feature as it is stored.
struct StoredFeature {
    std::string name;
    FeatureRole role = FeatureRole::input;
    FeatureKind kind = FeatureKind::numeric;
    std::string edges;
    std::vector<std::string> names, rare_names;
    std::string rare_hashes;
    bool knows_all_names = true;

    static constexpr auto fields(auto...) {
        using T = StoredFeature;
        return std::array{api::field<&T::name>("Name."),
                          api::field<&T::role>("Role."),
                          api::field<&T::kind>("Kind."),
                          api::field<&T::edges>("Their bits."),
                          api::field<&T::names>("Counted on their own."),
                          api::option<&T::rare_names>("Counted together, in older layouts."),
                          api::option<&T::rare_hashes>("Hashes of those counted together."),
                          api::field<&T::knows_all_names>("Whether no name was left out.")};
    }
};

/// Decimal text would have to be read back by a correctly rounding parser; bits just are.
std::string text_of(const std::vector<double>& edges) {
    std::string out;
    for (const double edge : edges)
        sketches::write_number(out, __builtin_bswap64(std::bit_cast<std::uint64_t>(edge)));
    return out;
}

std::string text_of(const std::vector<std::uint64_t>& hashes) {
    std::string out;
    for (const auto hash : hashes) sketches::write_number(out, hash);
    return out;
}

std::vector<std::uint64_t> numbers_of(const std::string& text) {
    std::vector<std::uint64_t> numbers;
    sketches::NumberReader reader{text};
    while (!reader.at_end()) numbers.push_back(reader.next());
    check(!reader.has_failed(), "stored edges and hashes are numbers");
    return numbers;
}

std::vector<std::uint64_t> hashes_of(const StoredFeature& feature) {
    auto hashes = numbers_of(feature.rare_hashes);
    for (const auto& name : feature.rare_names) hashes.push_back(FeatureBins::hash_of_rare(name));
    std::ranges::sort(hashes);
    return hashes;
}

std::vector<double> edges_of(const std::string& text) {
    std::vector<double> edges;
    for (const auto bits : numbers_of(text))
        edges.push_back(std::bit_cast<double>(__builtin_bswap64(bits)));
    return edges;
}

StoredFeature stored(const ProfiledFeature& feature) {
    const auto& rules = feature.bins->rules();
    return {.name = feature.name,
            .role = feature.role,
            .kind = rules.kind,
            .edges = text_of(rules.edges),
            .names = rules.names,
            .rare_names = {},
            .rare_hashes = text_of(rules.rare_hashes),
            .knows_all_names = rules.knows_all_names};
}

ProfiledFeature restored(const StoredFeature& feature) {
    return {feature.name, feature.role,
            std::make_shared<const FeatureBins>(BinRules{feature.kind, edges_of(feature.edges),
                                                         feature.names, hashes_of(feature),
                                                         feature.knows_all_names})};
}

}  // namespace

ProfileLayout::ProfileLayout(std::vector<ProfiledFeature> features)
    : ProfileLayout{std::move(features), {}} {}

ProfileLayout::ProfileLayout(std::vector<ProfiledFeature> features, std::string id)
    : features_{std::move(features)} {
    std::vector<StoredFeature> all;
    for (const auto& feature : features_) all.push_back(stored(feature));
    text_ = api::json::serialize(api::to_json(all));
    id_ = id.empty() ? sha256_hex(text_) : std::move(id);
}

std::optional<std::size_t> ProfileLayout::find(std::string_view name, FeatureRole role) const {
    for (std::size_t i = 0; i < features_.size(); ++i)
        if (features_[i].name == name && features_[i].role == role) return i;
    return std::nullopt;
}

std::shared_ptr<const ProfileLayout> ProfileLayout::from_text(const std::string& text,
                                                              std::string id) {
    using All = std::vector<StoredFeature>;
    std::vector<ProfiledFeature> features;
    for (const auto& feature : api::Codec<All>::from_scalar(api::Scalar{text}))
        features.push_back(restored(feature));
    return std::shared_ptr<const ProfileLayout>{
        new ProfileLayout{std::move(features), std::move(id)}};
}

ProfileLayout ProfileLayout::without_names() const {
    auto features = features_;
    for (auto& feature : features) {
        if (feature.bins->is_numeric()) continue;
        auto rules = feature.bins->rules();
        rules.rare_hashes.clear();
        for (std::size_t i = 0; i < rules.names.size(); ++i)
            rules.names[i] = "[ERASED " + std::to_string(i + 1) + ']';
        feature.bins = std::make_shared<const FeatureBins>(std::move(rules));
    }
    return {std::move(features), id_};
}

ProfileLayout ProfileLayout::without_name(std::string_view name) const {
    auto features = features_;
    for (auto& feature : features) {
        auto rules = feature.bins->rules();
        sketches::erase_name(rules, name);
        feature.bins = std::make_shared<const FeatureBins>(std::move(rules));
    }
    return {std::move(features), id_};
}

}  // namespace ontos
