// Features of two layouts, matched by name, role and bins.
#include "monitor/drift/shared_layout.hpp"

#include "platform/sketches/shared_bins.hpp"

namespace ontos {
namespace {

using Bins = std::shared_ptr<const sketches::FeatureBins>;

Bins common_bins(const Bins& before, const Bins& now) {
    if (before == now || *before == *now) return now;
    auto shared = sketches::shared_bins(*before, *now);
    return shared ? std::make_shared<const sketches::FeatureBins>(std::move(*shared)) : nullptr;
}

}  // namespace

SharedLayout shared_layout(const ProfileLayout& before, const ProfileLayout& now) {
    SharedLayout out;
    std::vector<ProfiledFeature> features;
    for (const auto& feature : now.features()) {
        const auto known = before.find(feature.name, feature.role);
        auto bins = known ? common_bins(before.features()[*known].bins, feature.bins) : nullptr;
        if (bins == nullptr)
            out.apart.push_back(feature.name);
        else
            features.push_back({feature.name, feature.role, std::move(bins)});
    }
    if (!features.empty()) out.layout = std::make_shared<const ProfileLayout>(std::move(features));
    return out;
}

Profile rebinned(const Profile& profile, const std::shared_ptr<const ProfileLayout>& layout) {
    Profile out{layout};
    out.add_rows(profile.rows());
    for (std::size_t i = 0; i < layout->features().size(); ++i) {
        const auto& feature = layout->features()[i];
        const auto from = profile.layout()->find(feature.name, feature.role);
        check(from.has_value(), "a shared layout has features of both");
        if (*feature.bins == profile.counts(*from).bins())
            out.merge_feature(i, profile, *from);
        else
            out.counts(i).merge(sketches::rebinned(profile.counts(*from), feature.bins));
    }
    return out;
}

std::vector<std::string> merge_equal(Profile& into, const Profile& part) {
    std::vector<std::string> apart;
    if (into.layout() == part.layout() || into.layout()->id() == part.layout()->id()) {
        into.merge(part);
        return apart;
    }
    const auto& features = into.layout()->features();
    for (std::size_t i = 0; i < features.size(); ++i) {
        const auto from = part.layout()->find(features[i].name, features[i].role);
        if (from && *features[i].bins == part.counts(*from).bins())
            into.merge_feature(i, part, *from);
        else
            apart.push_back(features[i].name);
    }
    if (apart.size() < features.size()) into.add_rows(part.rows());
    return apart;
}

}  // namespace ontos
