#pragma once
// What some rows held, feature by feature: counts by the bins of a layout that add up exactly.

#include <map>
#include <optional>

#include "monitor/drift/profile_layout.hpp"
#include "platform/sketches/feature_counts.hpp"
#include "platform/sketches/heavy_hitters.hpp"

namespace ontos {

/// Stands for all names that were forgotten, with their counts.
inline constexpr std::string_view forgotten_name = "[ERASED]";

/// Owned by one thread. Merging is commutative and associative to the last bit (but for the list of
/// unseen names beyond 32 of them).
class Profile {
public:
    /// Of nothing: takes the layout of what is merged first.
    Profile() = default;
    explicit Profile(std::shared_ptr<const ProfileLayout> layout);

    /// Null if nothing was counted.
    const std::shared_ptr<const ProfileLayout>& layout() const { return layout_; }
    std::uint64_t rows() const { return rows_; }
    void add_rows(std::uint64_t count) { rows_ += count; }

    sketches::FeatureCounts& counts(std::size_t feature) { return counts_[feature]; }
    const sketches::FeatureCounts& counts(std::size_t feature) const { return counts_[feature]; }
    /// Of a categorical feature: remembers the name if the baseline did not have it.
    void add(std::size_t feature, std::string_view name, std::uint64_t count = 1) noexcept;
    /// The names that the baseline did not have; null if there was none.
    const sketches::HeavyHitters* unseen(std::size_t feature) const;

    /// Whether there are such names, other than `forgotten_name`.
    bool has_names() const;
    /// They are `forgotten_name` from now on; no count changes.
    void forget_names();

    /// Both have the same layout, or one has none.
    void merge(const Profile& other);
    /// One feature of another layout that has equal bins; not its rows.
    void merge_feature(std::size_t feature, const Profile& other, std::size_t from);
    void clear() noexcept;

    /// Compact; nothing counted is "".
    std::string to_text() const;
    /// SHA-256 of bins and counts together, as hexadecimal digits.
    std::string content_hash() const;
    /// Adds what to_text wrote for this layout. Throws Failure{internal} for anything else, and
    /// then holds a part of it.
    void merge_text(std::string_view text);

    bool operator==(const Profile& other) const;

private:
    std::shared_ptr<const ProfileLayout> layout_;
    std::uint64_t rows_ = 0;
    std::vector<sketches::FeatureCounts> counts_;
    std::vector<sketches::HeavyHitters> unseen_;  ///< of categorical features, in their order
    std::vector<std::size_t> unseen_index_;       ///< by feature
};

}  // namespace ontos
