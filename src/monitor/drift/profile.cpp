// Profiles: adding, merging, and their text.
#include "monitor/drift/profile.hpp"

#include <algorithm>

#include "platform/base/failure.hpp"
#include "platform/base/hash.hpp"
#include "platform/sketches/number_text.hpp"

namespace ontos {
namespace {

constexpr std::string_view version = "1";

void write_part(std::string& out, const std::string& part) {
    sketches::write_number(out, part.size());
    out += part;
}

[[noreturn]] void refuse(std::string_view text) {
    throw Failure{FailureKind::internal, "Stored profiles cannot be read.",
                  Cause{"not the text of a profile: " + std::string{text.substr(0, 200)}}};
}

}  // namespace

Profile::Profile(std::shared_ptr<const ProfileLayout> layout) : layout_{std::move(layout)} {
    for (const auto& feature : layout_->features()) {
        counts_.emplace_back(feature.bins);
        unseen_index_.push_back(unseen_.size());
        if (!feature.bins->is_numeric()) unseen_.emplace_back();
    }
}

void Profile::add(std::size_t feature, std::string_view name, std::uint64_t count) noexcept {
    auto& counts = counts_[feature];
    if (counts.add(name, count) == counts.bins().unseen())
        unseen_[unseen_index_[feature]].add(name, count);
}

const sketches::HeavyHitters* Profile::unseen(std::size_t feature) const {
    if (counts_[feature].bins().is_numeric()) return nullptr;
    const auto& names = unseen_[unseen_index_[feature]];
    return names.count() == 0 ? nullptr : &names;
}

bool Profile::has_names() const {
    return std::ranges::any_of(unseen_, [](const sketches::HeavyHitters& names) {
        return std::ranges::any_of(names.items(),
                                   [](const auto& item) { return item.name != forgotten_name; });
    });
}

void Profile::forget_names() {
    for (auto& names : unseen_) {
        const auto count = names.count();
        names.clear();
        names.add(forgotten_name, count);
    }
}

void Profile::merge(const Profile& other) {
    if (other.layout_ == nullptr) return;
    if (layout_ == nullptr) {
        *this = other;
        return;
    }
    if (layout_ != other.layout_) {
        check(layout_->id() == other.layout_->id(), "merged profiles have one layout");
        merge_text(other.to_text());  // Names may have been erased in one of them.
        return;
    }
    rows_ += other.rows_;
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i].merge(other.counts_[i]);
    for (std::size_t i = 0; i < unseen_.size(); ++i) unseen_[i].merge(other.unseen_[i]);
}

void Profile::merge_feature(std::size_t feature, const Profile& other, std::size_t from) {
    counts_[feature].merge(other.counts_[from]);
    if (!counts_[feature].bins().is_numeric())
        unseen_[unseen_index_[feature]].merge(other.unseen_[other.unseen_index_[from]]);
}

void Profile::clear() noexcept {
    rows_ = 0;
    for (auto& counts : counts_) counts.clear();
    for (auto& names : unseen_) names.clear();
}

std::string Profile::to_text() const {
    if (rows_ == 0) return {};
    std::string out{version};
    sketches::write_number(out, rows_);
    for (const auto& counts : counts_) write_part(out, counts.to_text());
    for (const auto& names : unseen_) write_part(out, names.to_text());
    return out;
}

std::string Profile::content_hash() const { return sha256_hex(layout_->id() + "\n" + to_text()); }

void Profile::merge_text(std::string_view text) {
    if (text.empty()) return;
    check(layout_ != nullptr, "a text is merged into a layout");
    if (!text.starts_with(version)) refuse(text);
    sketches::NumberReader reader{text.substr(version.size())};
    rows_ += reader.next();
    for (auto& counts : counts_)
        if (!counts.merge_text(reader.next_text(reader.next()))) refuse(text);
    for (auto& names : unseen_) {
        const auto part = sketches::HeavyHitters::from_text(reader.next_text(reader.next()));
        if (!part) refuse(text);
        names.merge(*part);
    }
    if (reader.has_failed() || !reader.at_end()) refuse(text);
}

bool Profile::operator==(const Profile& other) const { return to_text() == other.to_text(); }

}  // namespace ontos
