// How good predictions were.

#include "platform/sketches/quality.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "platform/base/failure.hpp"
#include "platform/sketches/significance.hpp"

namespace ontos::sketches {

namespace {

constexpr double z = 1.959963984540054;  // the normal quantile of 0.975

MaybeEstimate share(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return std::nullopt;
    const auto successes = static_cast<double>(part), trials = static_cast<double>(whole);
    const auto [low, high] = wilson_interval(successes, trials);
    return Estimate{successes / trials, low, high};
}

std::optional<double> macro_mean(const ClassCounts& counts,
                                 MaybeEstimate (Confusion::*score)() const) {
    double sum = 0;
    int used = 0;
    for (std::size_t i = 0; i < counts.classes(); ++i) {
        const auto confusion = counts.confusion_of(i);
        if (confusion.true_negatives == confusion.rows()) continue;
        ++used;
        if (const auto estimate = (confusion.*score)()) sum += estimate->value;
    }
    if (used == 0) return std::nullopt;
    return sum / used;
}

}  // namespace

void Confusion::add(bool predicted, bool actual) {
    ++(predicted ? actual ? true_positives : false_positives
       : actual  ? false_negatives
                 : true_negatives);
}

void Confusion::merge(const Confusion& other) {
    true_positives += other.true_positives;
    false_positives += other.false_positives;
    false_negatives += other.false_negatives;
    true_negatives += other.true_negatives;
}

std::uint64_t Confusion::rows() const {
    return true_positives + false_positives + false_negatives + true_negatives;
}

MaybeEstimate Confusion::accuracy() const { return share(true_positives + true_negatives, rows()); }

MaybeEstimate Confusion::precision() const {
    return share(true_positives, true_positives + false_positives);
}

MaybeEstimate Confusion::recall() const {
    return share(true_positives, true_positives + false_negatives);
}

MaybeEstimate Confusion::f1() const {
    const auto overlap = share(true_positives, true_positives + false_positives + false_negatives);
    if (!overlap) return std::nullopt;
    const auto f1_of = [](double jaccard) { return 2 * jaccard / (1 + jaccard); };
    return Estimate{f1_of(overlap->value), f1_of(overlap->low), f1_of(overlap->high)};
}

ClassCounts::ClassCounts(std::size_t classes) : classes_{classes} {
    check(classes >= 2 && classes <= classes_max, "2 to 64 classes");
    counts_.resize(classes * classes);
}

void ClassCounts::add(std::size_t predicted, std::size_t actual) {
    check(predicted < classes_ && actual < classes_, "a class");
    ++counts_[predicted * classes_ + actual];
}

void ClassCounts::merge(const ClassCounts& other) {
    check(classes_ == other.classes_, "as many classes");
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::uint64_t ClassCounts::rows() const {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t ClassCounts::count(std::size_t predicted, std::size_t actual) const {
    check(predicted < classes_ && actual < classes_, "a class");
    return counts_[predicted * classes_ + actual];
}

MaybeEstimate ClassCounts::accuracy() const {
    std::uint64_t right = 0;
    for (std::size_t i = 0; i < classes_; ++i) right += count(i, i);
    return share(right, rows());
}

Confusion ClassCounts::confusion_of(std::size_t positive_class) const {
    Confusion out;
    for (std::size_t predicted = 0; predicted < classes_; ++predicted)
        for (std::size_t actual = 0; actual < classes_; ++actual) {
            const bool said = predicted == positive_class, is = actual == positive_class;
            (said ? is ? out.true_positives : out.false_positives
             : is ? out.false_negatives
                  : out.true_negatives) += count(predicted, actual);
        }
    return out;
}

std::optional<double> ClassCounts::macro_precision() const {
    return macro_mean(*this, &Confusion::precision);
}
std::optional<double> ClassCounts::macro_recall() const {
    return macro_mean(*this, &Confusion::recall);
}
std::optional<double> ClassCounts::macro_f1() const { return macro_mean(*this, &Confusion::f1); }

MaybeEstimate area_under_roc(std::span<const WeightedBin> bins) {
    double positives = 0, negatives = 0, in_order = 0;
    for (const auto& bin : bins) {
        in_order += bin.positives * (negatives + bin.negatives / 2);
        positives += bin.positives;
        negatives += bin.negatives;
    }
    if (!(positives > 0 && negatives > 0)) return std::nullopt;
    const double area = in_order / (positives * negatives);
    const double q1 = area / (2 - area), q2 = 2 * area * area / (1 + area);
    const double variance = (area * (1 - area) + (positives - 1) * (q1 - area * area) +
                             (negatives - 1) * (q2 - area * area)) /
                            (positives * negatives);
    const double reach = z * std::sqrt(std::max(variance, 0.0));
    return Estimate{area, std::max(area - reach, 0.0), std::min(area + reach, 1.0)};
}

void ErrorSums::add(double predicted, double actual) {
    const double error = predicted - actual, square = error * error;
    ErrorSums one;
    one.rows_ = 1;
    one.absolute_ = std::abs(error);
    one.squared_ = square;
    one.fourth_ = square * square;
    one.truth_mean_ = actual;
    merge(one);
}

// Chan, Golub and LeVeque (1979) for the sum of squares around the mean.
void ErrorSums::merge(const ErrorSums& other) {
    if (other.rows_ == 0) return;
    const auto mine = static_cast<double>(rows_), theirs = static_cast<double>(other.rows_);
    const double all = mine + theirs, difference = other.truth_mean_ - truth_mean_;
    truth_squares_ += other.truth_squares_ + difference * difference * mine * theirs / all;
    truth_mean_ += difference * theirs / all;
    rows_ += other.rows_;
    absolute_ += other.absolute_;
    squared_ += other.squared_;
    fourth_ += other.fourth_;
}

MaybeEstimate ErrorSums::mean_absolute_error() const {
    if (rows_ == 0) return std::nullopt;
    const auto n = static_cast<double>(rows_);
    const double mean = absolute_ / n;
    const double reach = z * std::sqrt(std::max(squared_ / n - mean * mean, 0.0) / n);
    return Estimate{mean, std::max(mean - reach, 0.0), mean + reach};
}

MaybeEstimate ErrorSums::root_mean_squared_error() const {
    if (rows_ == 0) return std::nullopt;
    const auto n = static_cast<double>(rows_);
    const double mean = squared_ / n, root = std::sqrt(mean);
    if (root == 0) return Estimate{0, 0, 0};
    const double of_mean = std::sqrt(std::max(fourth_ / n - mean * mean, 0.0) / n);
    const double reach = z * of_mean / (2 * root);
    return Estimate{root, std::max(root - reach, 0.0), root + reach};
}

MaybeEstimate ErrorSums::r_squared() const {
    if (rows_ < 2 || truth_squares_ <= 0) return std::nullopt;
    const auto n = static_cast<double>(rows_);
    const double value = 1 - squared_ / truth_squares_;
    const double error = 2 * std::sqrt(std::max(value, 0.0)) * (1 - value) * (n - 2) /
                         std::sqrt((n * n - 1) * (n + 3));
    return Estimate{value, value - z * error, std::min(value + z * error, 1.0)};
}

}  // namespace ontos::sketches
