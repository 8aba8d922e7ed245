#pragma once
// Which values of a sample stand at its quantiles, without sorting what lies between.

#include <cstddef>
#include <span>
#include <vector>

namespace ontos::sketches {

/// Equal values, and where they stand in order: from `start` (counted from 0) up to `end`.
struct Run {
    double value;
    std::size_t start, end;
    /// The value after them; of the last run its own.
    double next;
};

/// The runs at the ranks ceil(i n / parts), i from 1 to `parts`. Values are put into 4,096 buckets
/// of equal width; only buckets with such a rank are looked at again, in the same way while they
/// are large. Constant after construction.
class RankedValues {
public:
    /// `values`: at least one, finite, in any order. `parts` at least 1.
    RankedValues(std::span<const double> values, std::size_t parts);

    std::size_t size() const { return size_; }
    double smallest() const { return smallest_; }
    double largest() const { return largest_; }
    /// The run at the first rank that i n / parts reaches, i from 1 to `parts`.
    Run run_at(std::size_t i) const;

private:
    /// Values that stand together, in order.
    struct Piece {
        std::size_t start;
        std::vector<double> values;
    };
    struct Buckets;

    void arrange(std::vector<double> values, std::size_t start, int depth);
    void arrange_buckets(std::span<const double> values, const Buckets& buckets, std::size_t start,
                         int depth);
    std::size_t rank(std::size_t i) const { return (i * size_ + parts_ - 1) / parts_; }
    /// Of the ranks within [start, end), counted from 0.
    bool has_rank(std::size_t start, std::size_t end) const;

    const std::size_t size_, parts_;
    double smallest_, largest_;
    std::vector<Piece> pieces_;  ///< in order
};

}  // namespace ontos::sketches
