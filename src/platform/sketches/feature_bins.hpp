#pragma once
// Which bin a value of a feature falls into, decided once by a baseline and shared by all that is
// compared with it.

#include <array>
#include <boost/describe/enum.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/sketches/value_search.hpp"

namespace ontos::sketches {

/// `discrete` is numeric with few distinct values, each counted on its own.
BOOST_DEFINE_ENUM_CLASS(FeatureKind, numeric, discrete, categorical)

constexpr std::size_t quantile_bins = 128;
constexpr std::size_t discrete_values_max = 64;
constexpr std::size_t counted_names_max = 64;
constexpr std::size_t rare_hashes_max = 4096;

/// What FeatureBins is made of, and what a store keeps.
struct BinRules {
    FeatureKind kind = FeatureKind::numeric;
    /// numeric: bin i is [edges[i], edges[i + 1]); increasing, at most 256. discrete: the values
    /// themselves, increasing, at most 64. Finite.
    std::vector<double> edges{};
    /// categorical: the names with a counter of their own, at most 64.
    std::vector<std::string> names{};
    /// categorical: further names of the baseline, counted together as `other`, as their hashes,
    /// increasing: nobody reads them, and they may be of people.
    std::vector<std::uint64_t> rare_hashes{};
    /// False where the baseline had more names than are kept: a name that is not known then counts
    /// as `other`, since nobody can say that it is unseen.
    bool knows_all_names = true;

    bool operator==(const BinRules&) const = default;
};

/// A name of a baseline and how many rows had it.
struct NameCount {
    std::string name;
    std::uint64_t count;
};

/// Bins stand in this order: `below` (0), the regular ones from 1 on, `above`, `null`,
/// `not_finite` (NaN and infinities), `other` (rare names of the baseline) and `unseen` (names that
/// the baseline did not have). Of a discrete feature the regular bins are its values, and between
/// each two of them a gap for what the baseline did not have there: value, gap, value. Which of the
/// bins can have counts depends on the kind; all are always there. Constant after construction.
///
/// Values are compared as doubles: a baseline must be read at the precision in which queries are
/// scored (0.1 as a float is another discrete value than 0.1 as a double).
class FeatureBins {
public:
    explicit FeatureBins(BinRules rules);

    /// Bins for a baseline's finite values, in any order. At most 64 distinct values that
    /// were seen five times on average, or only one: discrete. Else 128 quantile bins, fewer where
    /// edges coincide; a value with more than 1/128 of all has a bin of its own, for which there
    /// can be more than 128 (at most 255). Every bin holds a value of the baseline.
    static FeatureBins of_values(std::span<const double> values);
    /// Bins for a baseline's names: the 64 most frequent have counters of their own (of equally
    /// frequent ones those that are first by name), unless fewer than `counted_rows_min` rows had
    /// them, and the next 4,096 are known as rare.
    static FeatureBins of_names(std::vector<NameCount> names, std::uint64_t counted_rows_min = 1);
    static std::uint64_t hash_of_rare(std::string_view name);

    const BinRules& rules() const { return rules_; }
    FeatureKind kind() const { return rules_.kind; }
    bool is_numeric() const { return rules_.kind != FeatureKind::categorical; }

    std::size_t bin_count() const { return regular_ + 6; }
    std::size_t regular_count() const { return regular_; }
    bool is_regular(std::size_t bin) const { return bin >= 1 && bin <= regular_; }
    static constexpr std::size_t below() { return 0; }
    std::size_t above() const { return regular_ + 1; }
    std::size_t null() const { return regular_ + 2; }
    std::size_t not_finite() const { return regular_ + 3; }
    std::size_t other() const { return regular_ + 4; }
    std::size_t unseen() const { return regular_ + 5; }

    /// Of a numeric or discrete feature. Branch-free: about 6 ns.
    std::size_t bin_of(double value) const noexcept {
        const auto position = position_of(value, searched_);
        const bool is_finite = std::abs(value) <= std::numeric_limits<double>::max();
        return is_finite ? position : not_finite_;
    }
    /// Of a categorical feature.
    std::size_t bin_of(std::string_view name) const noexcept;
    /// The same if the baseline had this name, and it is not one that was left out.
    std::optional<std::size_t> known_bin_of(std::string_view name) const noexcept;

    /// What a value is searched in: its position among finite ones is its bin. Of floats: rounded
    /// up, so that a float finds the bin that it finds as a double.
    template <class T>
    const SearchedEdges<T>& searched() const {
        if constexpr (sizeof(T) == sizeof(float))
            return narrow_;
        else
            return searched_;
    }

    /// Sums of this feature are kept in this unit, a power of two: 2^-32 of what bounds the
    /// baseline's magnitudes.
    double sum_unit() const { return sum_unit_; }
    double inverse_sum_unit() const { return 1 / sum_unit_; }

    /// Whether the baseline had nothing of the kind: unseen names, what lies outside of and between
    /// discrete values. Never of numeric features, for which new extremes are no new kind of value.
    bool is_unseen(std::size_t bin) const;
    /// Of a regular bin of a numeric or discrete feature; of a single value both are that value.
    std::pair<double, double> range(std::size_t bin) const;
    /// For people: "0.5 to 0.75", "= 0", "above 3.1", "between 1 and 2", "missing", a category's
    /// name.
    std::string name(std::size_t bin) const;

    bool operator==(const FeatureBins& other) const { return rules_ == other.rules_; }

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    void arrange_values();
    void arrange_names();

    BinRules rules_;
    std::size_t regular_ = 0;
    double sum_unit_ = 1;
    SearchedEdges<double> searched_;
    SearchedEdges<float> narrow_;
    std::size_t not_finite_ = 0;
    std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>> bin_of_name_;
};

}  // namespace ontos::sketches
