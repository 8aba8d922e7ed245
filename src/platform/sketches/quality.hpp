#pragma once
// How good predictions were, from counts and sums that merge.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ontos::sketches {

/// A number that was measured on a sample, and where that of all rows lies with 95 % confidence.
struct Estimate {
    double value, low, high;
};
using MaybeEstimate = std::optional<Estimate>;  ///< nullopt where nothing is divided by nothing

/// A binary classifier's rows, by what was predicted and what was true. Exact.
struct Confusion {
    std::uint64_t true_positives = 0, false_positives = 0, false_negatives = 0, true_negatives = 0;

    void add(bool predicted, bool actual);
    void merge(const Confusion& other);
    std::uint64_t rows() const;

    // Wilson intervals; that of F1 goes by the share of true positives among all but the true
    // negatives, of which F1 is a monotone function.
    MaybeEstimate accuracy() const;
    MaybeEstimate precision() const;
    MaybeEstimate recall() const;
    MaybeEstimate f1() const;
};

/// A classifier's rows of `classes` classes, by what was predicted and what was true. Exact.
class ClassCounts {
public:
    static constexpr std::size_t classes_max = 64;

    /// `classes` from 2 to 64.
    explicit ClassCounts(std::size_t classes);
    void add(std::size_t predicted, std::size_t actual);
    /// Both have as many classes.
    void merge(const ClassCounts& other);

    std::size_t classes() const { return classes_; }
    std::uint64_t rows() const;
    std::uint64_t count(std::size_t predicted, std::size_t actual) const;
    MaybeEstimate accuracy() const;
    /// One class against all others.
    Confusion confusion_of(std::size_t positive_class) const;
    // The mean over classes that were predicted or true; a class that lacks what it would be
    // divided by counts 0 (scikit-learn's average="macro", zero_division=0). nullopt without rows.
    std::optional<double> macro_precision() const;
    std::optional<double> macro_recall() const;
    std::optional<double> macro_f1() const;

private:
    std::size_t classes_;
    std::vector<std::uint64_t> counts_;  ///< predicted * classes_ + actual
};

/// Rows whose scores are in one bin, by label; may be expected ones.
struct WeightedBin {
    double positives, negatives;
};
/// The share of pairs of a positive and a negative that are in the right order, those of one bin
/// counting half; bins from low scores to high. nullopt without both labels. The interval by Hanley
/// and McNeil (1982).
MaybeEstimate area_under_roc(std::span<const WeightedBin> bins);

/// A regression's errors. Sums of doubles: merged in another order they agree to rounding.
class ErrorSums {
public:
    /// Both finite.
    void add(double predicted, double actual);
    void merge(const ErrorSums& other);

    std::uint64_t rows() const { return rows_; }
    /// Normal intervals; that of the root by the delta method.
    MaybeEstimate mean_absolute_error() const;
    MaybeEstimate root_mean_squared_error() const;
    /// At most 1; nullopt for fewer than two rows or a constant truth. The interval by Olkin and
    /// Finn's standard error for one predictor.
    MaybeEstimate r_squared() const;

private:
    std::uint64_t rows_ = 0;
    double absolute_ = 0, squared_ = 0, fourth_ = 0;  ///< sums of |e|, e^2 and e^4
    double truth_mean_ = 0, truth_squares_ = 0;       ///< the latter: the sum of (y - mean)^2
};

}  // namespace ontos::sketches
