// Scores joined to labels.

#include "platform/sketches/labelled_scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "platform/base/failure.hpp"
#include "platform/sketches/number_text.hpp"

namespace ontos::sketches {

namespace {

constexpr double units = 0x1p32;
constexpr int per_decade = 50, decades = 7;
constexpr std::size_t tails = per_decade * decades;

const std::vector<double>& edges() {
    static const std::vector<double> all = [] {
        std::vector<double> out{0};
        for (std::size_t i = tails; i > 0; --i)
            out.push_back(0.01 * std::pow(10, -static_cast<double>(i) / per_decade));
        for (int i = 10; i <= 990; ++i) out.push_back(i / 1000.0);
        for (std::size_t i = 1; i <= tails; ++i)
            out.push_back(1 - 0.01 * std::pow(10, -static_cast<double>(i) / per_decade));
        return out;
    }();
    return all;
}

std::uint64_t in_units(double value) {
    return static_cast<std::uint64_t>(std::llround(value * units));
}

double clamped(double score) { return score > 0 ? std::min(score, 1.0) : 0; }

// Version 1: "1", the sums of losses and of squares, then for each bin that has rows: the distance
// from the bin before, negatives, positives, the sum of scores.
constexpr char scores_version = '1';
constexpr std::uint64_t rows_max = 100'000'000;

}  // namespace

std::size_t score_bin_count() { return edges().size(); }

std::size_t score_bin_of(double score) {
    const auto above = std::ranges::upper_bound(edges(), clamped(score));
    return static_cast<std::size_t>(above - edges().begin()) - 1;
}

double score_bin_edge(std::size_t bin) {
    check(bin <= edges().size(), "a score bin");
    return bin == edges().size() ? 1 : edges()[bin];
}

LabelledScores::LabelledScores() : bins_(score_bin_count()) {}

void LabelledScores::add(double score, bool label) {
    const double p = clamped(score), right = label ? p : 1 - p;
    auto& bin = bins_[score_bin_of(p)];
    ++(label ? bin.positives : bin.negatives);
    bin.scores += in_units(p);
    constexpr double smallest = std::numeric_limits<double>::epsilon();
    losses_ += in_units(-std::log(std::clamp(right, smallest, 1 - smallest)));
    squares_ += in_units((1 - right) * (1 - right));
}

void LabelledScores::merge(const LabelledScores& other) {
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        bins_[i].negatives += other.bins_[i].negatives;
        bins_[i].positives += other.bins_[i].positives;
        bins_[i].scores += other.bins_[i].scores;
    }
    losses_ += other.losses_;
    squares_ += other.squares_;
}

std::uint64_t LabelledScores::positives() const {
    return std::accumulate(bins_.begin(), bins_.end(), std::uint64_t{0},
                           [](auto sum, const Bin& bin) { return sum + bin.positives; });
}

std::uint64_t LabelledScores::rows() const {
    return std::accumulate(bins_.begin(), bins_.end(), positives(),
                           [](auto sum, const Bin& bin) { return sum + bin.negatives; });
}

Confusion LabelledScores::confusion_at(double threshold) const {
    Confusion out;
    const auto first = threshold > 1 ? bins_.size() : score_bin_of(threshold);
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        (i >= first ? out.true_positives : out.false_negatives) += bins_[i].positives;
        (i >= first ? out.false_positives : out.true_negatives) += bins_[i].negatives;
    }
    return out;
}

MaybeEstimate LabelledScores::roc_auc() const {
    std::vector<WeightedBin> weighted;
    for (const auto& bin : bins_)
        weighted.push_back(
            {static_cast<double>(bin.positives), static_cast<double>(bin.negatives)});
    return area_under_roc(weighted);
}

double LabelledScores::roc_auc_error() const {
    const auto p = static_cast<double>(positives());
    const auto n = static_cast<double>(rows()) - p;
    if (p == 0 || n == 0) return 0;
    double pairs = 0;
    for (const auto& bin : bins_)
        pairs += static_cast<double>(bin.positives) * static_cast<double>(bin.negatives);
    return pairs / 2 / (p * n);
}

std::optional<double> LabelledScores::log_loss() const {
    const auto n = rows();
    if (n == 0) return std::nullopt;
    return static_cast<double>(losses_) / units / static_cast<double>(n);
}

std::optional<double> LabelledScores::brier_score() const {
    const auto n = rows();
    if (n == 0) return std::nullopt;
    return static_cast<double>(squares_) / units / static_cast<double>(n);
}

std::optional<double> LabelledScores::calibration_error() const {
    std::vector<double> mean_scores(bins_.size());
    for (std::size_t i = 0; i < bins_.size(); ++i)
        if (rows(i) > 0)
            mean_scores[i] =
                static_cast<double>(bins_[i].scores) / units / static_cast<double>(rows(i));
    return calibration_error(mean_scores);
}

std::optional<double> LabelledScores::calibration_error(std::span<const double> probability) const {
    const auto n = rows();
    if (n == 0) return std::nullopt;
    std::array<double, 10> surplus{};  // of probability over positives
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        if (rows(i) == 0) continue;
        const auto tenth = static_cast<std::size_t>(
            std::ranges::count_if(std::array{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9},
                                  [&](double edge) { return edge <= score_bin_edge(i); }));
        surplus[tenth] +=
            probability[i] * static_cast<double>(rows(i)) - static_cast<double>(bins_[i].positives);
    }
    double sum = 0;
    for (const double one : surplus) sum += std::abs(one);
    return sum / static_cast<double>(n);
}

std::string LabelledScores::to_text() const {
    if (rows() == 0) return {};
    std::string out{scores_version};
    write_number(out, losses_);
    write_number(out, squares_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < bins_.size(); ++i) {
        if (rows(i) == 0) continue;
        write_number(out, i - next);
        write_number(out, bins_[i].negatives);
        write_number(out, bins_[i].positives);
        write_number(out, bins_[i].scores);
        next = i + 1;
    }
    return out;
}

std::optional<LabelledScores> LabelledScores::from_text(std::string_view text) {
    LabelledScores out;
    if (text.empty()) return out;
    if (text.front() != scores_version) return std::nullopt;
    NumberReader numbers{text.substr(1)};
    out.losses_ = numbers.next();
    out.squares_ = numbers.next();
    std::uint64_t total = 0;
    for (std::size_t next = 0; !numbers.at_end();) {
        const auto distance = numbers.next();
        const Bin bin{numbers.next(), numbers.next(), numbers.next()};
        if (numbers.has_failed() || distance >= out.bins_.size() - next) return std::nullopt;
        if (bin.negatives > rows_max || bin.positives > rows_max) return std::nullopt;
        const auto rows = bin.negatives + bin.positives;
        if (rows == 0 || bin.scores > rows << 32) return std::nullopt;
        next += static_cast<std::size_t>(distance);
        out.bins_[next++] = bin;
        total += rows;
    }
    if (numbers.has_failed() || total == 0 || total > rows_max) return std::nullopt;
    return out;
}

}  // namespace ontos::sketches
