// Texts on their way into profiles: known, redacted at once, or redacted later.
#include "monitor/drift/kept_names.hpp"

#include "platform/redaction/column_value.hpp"

namespace ontos {
namespace {

std::string kept_name_in(const Profile& profile, std::size_t feature, std::string_view text,
                         const Redactor& redactor) {
    return kept_name(redactor, profile.layout()->features()[feature].name, text);
}

}  // namespace

std::string kept_name(const Redactor& redactor, std::string_view feature, std::string_view text) {
    if (redactor.is_column(feature) || text.size() <= name_bytes_max)
        return redacted_value(redactor, feature, text);
    return std::string{long_text_name};
}

void add_kept_name(Profile& profile, std::size_t feature, std::string_view text,
                   const Redactor& redactor) {
    if (!profile.counts(feature).add_known(text))
        profile.add(feature, kept_name_in(profile, feature, text, redactor));
}

void WaitingNames::add(Profile& profile, std::size_t feature, std::string_view text) {
    if (profile.counts(feature).add_known(text)) return;
    auto& names = by_feature_[feature];
    if (const auto found = names.find(text); found != names.end()) {
        ++found->second;
    } else if (names_ < names_max && bytes_ + text.size() <= bytes_max) {
        names.emplace(text, 1);
        ++names_;
        bytes_ += text.size();
    } else {
        profile.add(feature, kept_name_in(profile, feature, text, redactor_));
    }
}

void WaitingNames::settle(Profile& profile) {
    for (const auto& [feature, names] : by_feature_)
        for (const auto& [text, count] : names)
            profile.add(feature, kept_name_in(profile, feature, text, redactor_), count);
    by_feature_.clear();
    names_ = bytes_ = 0;
}

}  // namespace ontos
