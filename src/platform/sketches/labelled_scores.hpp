#pragma once
// Scores of a binary classifier, joined to what was true, by fine bins of the score.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sketches/quality.hpp"

namespace ontos::sketches {

/// Bins of a probability, the same everywhere: 1/1000 wide from 0.01 to 0.99, and 50 to a power of
/// ten of p below and of 1 - p above, down to 1e-9. A bin holds its lower edge. `score` is taken as
/// 0 or 1 where it is outside of that; NaN as 0.
std::size_t score_bin_count();
std::size_t score_bin_of(double score);
/// The bin's lower edge; of `score_bin_count()` it is 1.
double score_bin_edge(std::size_t bin);

/// Merging is exact: counts, and sums in units of 2^-32 (up to 10^8 rows). Owned by one thread.
class LabelledScores {
public:
    LabelledScores();

    void add(double score, bool label);
    void merge(const LabelledScores& other);

    std::uint64_t rows() const;
    std::uint64_t positives() const;
    std::uint64_t positives(std::size_t bin) const { return bins_[bin].positives; }
    std::uint64_t rows(std::size_t bin) const {
        return bins_[bin].positives + bins_[bin].negatives;
    }

    /// Positive where the score is at least `threshold`. Exact for multiples of 0.001 from 0.01 to
    /// 0.99; others are taken as the lower edge of their bin.
    Confusion confusion_at(double threshold) const;
    /// The share of pairs that are in the right order, scores of one bin counting half. nullopt
    /// without both labels. The interval by Hanley and McNeil (1982).
    MaybeEstimate roc_auc() const;
    /// How far roc_auc can be from that of the unbinned scores: half the share of pairs in a bin.
    double roc_auc_error() const;
    /// Natural logarithms, scores kept 2^-52 from 0 and 1 (scikit-learn's log_loss).
    std::optional<double> log_loss() const;
    std::optional<double> brier_score() const;
    /// The mean over rows of |mean score - share of positives| of the row's tenth of the line (0 to
    /// 0.1, 0.1 to 0.2, ...).
    std::optional<double> calibration_error() const;
    /// The same, of `probability(bin)` instead of the score.
    std::optional<double> calibration_error(std::span<const double> probability) const;

    /// Compact and versioned; nothing counted is "".
    std::string to_text() const;
    /// nullopt for what to_text never writes.
    static std::optional<LabelledScores> from_text(std::string_view text);

    bool operator==(const LabelledScores&) const = default;

private:
    struct Bin {
        std::uint64_t negatives = 0, positives = 0;
        std::uint64_t scores = 0;  ///< their sum, in units
        bool operator==(const Bin&) const = default;
    };

    std::vector<Bin> bins_;
    std::uint64_t losses_ = 0, squares_ = 0;  ///< sums of -ln p(label) and (p - label)^2, in units
};

}  // namespace ontos::sketches
