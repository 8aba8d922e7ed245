// What the sketches compute, for the Python tests: commands on standard input, a line for each on
// standard output.

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
#include <random>
#include <sstream>

#include "improve/curation/agreement.hpp"
#include "monitor/drift/verdict.hpp"
#include "platform/sketches/evidently.hpp"
#include "platform/sketches/labelled_scores.hpp"

namespace {

using namespace ontos;
using namespace ontos::sketches;

template <typename T>
T next(std::istream& in) {
    T value{};
    if (!(in >> value)) throw std::runtime_error{"a value is missing"};
    return value;
}

template <typename T>
std::vector<T> next_values(std::istream& in, std::size_t count) {
    std::vector<T> values(count);
    for (auto& value : values) value = next<T>(in);
    return values;
}

void answer(const std::vector<double>& numbers) {
    std::string line;
    for (const double number : numbers) line += fmt::format("{:.17g} ", number);
    fmt::print("{}\n", line);
}

constexpr double none = -1;  // no number here is negative, but r2
double value_or_none(const MaybeEstimate& estimate) { return estimate ? estimate->value : none; }

/// cells K (before after)...
void cells_command(std::istream& in) {
    std::vector<Cell> cells(next<std::size_t>(in));
    for (auto& cell : cells) in >> cell.before >> cell.after;
    const auto chi = chi_squared_test(cells), g = g_test(cells), fit = goodness_of_fit(cells);
    answer({population_stability_index(cells), kullback_leibler(cells),
            jensen_shannon_distance(cells), hellinger_distance(cells), total_variation(cells),
            largest_difference(cells), chi->statistic, chi->p_value, g->statistic, g->p_value,
            fit->statistic, fit->p_value});
}

/// tail D N
void tail_command(std::istream& in) {
    const double d = next<double>(in);
    answer({kolmogorov_tail(d, next<double>(in))});
}

/// samples M N x... y...: binned KS and its bound, W1, then Evidently's numbers.
void samples_command(std::istream& in) {
    const auto m = next<std::size_t>(in), n = next<std::size_t>(in);
    const auto x = next_values<double>(in, m), y = next_values<double>(in, n);
    const auto bins = std::make_shared<const FeatureBins>(FeatureBins::of_values(x));
    FeatureCounts before{bins}, after{bins};
    for (const double value : x) before.add(value);
    for (const double value : y) after.add(value);
    const auto distances = compare(before, after);
    std::vector<double> out{distances.ks->statistic, distances.ks->at_most,
                            distances.wasserstein.value_or(none)};
    for (const auto test :
         {EvidentlyTest::ks, EvidentlyTest::wasserstein, EvidentlyTest::jensenshannon,
          EvidentlyTest::psi, EvidentlyTest::kl_div})
        out.push_back(evidently_numbers(x, y, test)->value);
    answer(out);
}

/// scores N threshold (score label)...
void scores_command(std::istream& in) {
    const auto n = next<std::size_t>(in);
    const double threshold = next<double>(in);
    LabelledScores scores;
    for (std::size_t i = 0; i < n; ++i) {
        const double score = next<double>(in);
        scores.add(score, next<int>(in) == 1);
    }
    const auto confusion = scores.confusion_at(threshold);
    answer({value_or_none(confusion.accuracy()), value_or_none(confusion.precision()),
            value_or_none(confusion.recall()), value_or_none(confusion.f1()),
            value_or_none(scores.roc_auc()), scores.roc_auc_error(), *scores.log_loss(),
            *scores.brier_score(), *scores.calibration_error()});
}

/// classes K N (predicted actual)...
void classes_command(std::istream& in) {
    ClassCounts counts{next<std::size_t>(in)};
    const auto n = next<std::size_t>(in);
    for (std::size_t i = 0; i < n; ++i) {
        const auto predicted = next<std::size_t>(in);
        counts.add(predicted, next<std::size_t>(in));
    }
    answer({value_or_none(counts.accuracy()), *counts.macro_precision(), *counts.macro_recall(),
            *counts.macro_f1()});
}

/// errors N (predicted actual)...
void errors_command(std::istream& in) {
    const auto n = next<std::size_t>(in);
    ErrorSums sums;
    for (std::size_t i = 0; i < n; ++i) {
        const double predicted = next<double>(in);
        sums.add(predicted, next<double>(in));
    }
    answer({value_or_none(sums.mean_absolute_error()),
            value_or_none(sums.root_mean_squared_error()), value_or_none(sums.r_squared())});
}

/// Rows of a file: first a line of kinds (n for numbers, c for names), then a line of values for
/// each row; "-" is missing.
class Table {
public:
    explicit Table(const std::string& path) {
        std::ifstream in{path};
        std::string line, cell;
        std::getline(in, line);
        for (std::istringstream kinds{line}; kinds >> cell;) is_number_.push_back(cell == "n");
        while (std::getline(in, line))
            for (std::istringstream cells{line}; cells >> cell;) cells_.push_back(cell);
        numbers_.resize(cells_.size());
        for (std::size_t i = 0; i < cells_.size(); ++i)
            if (is_number_[i % columns()] && cells_[i] != "-") numbers_[i] = std::stod(cells_[i]);
    }

    std::size_t columns() const { return is_number_.size(); }
    std::size_t rows() const { return cells_.size() / columns(); }

    std::shared_ptr<const FeatureBins> bins(std::span<const std::size_t> rows,
                                            std::size_t column) const {
        if (is_number_[column]) {
            std::vector<double> values;
            for (const auto row : rows)
                if (const auto at = row * columns() + column; cells_[at] != "-")
                    values.push_back(numbers_[at]);
            return std::make_shared<const FeatureBins>(FeatureBins::of_values(values));
        }
        std::map<std::string, std::uint64_t> counts;
        for (const auto row : rows)
            if (const auto& name = cells_[row * columns() + column]; name != "-") ++counts[name];
        std::vector<NameCount> names;
        for (const auto& [name, count] : counts) names.push_back({name, count});
        return std::make_shared<const FeatureBins>(FeatureBins::of_names(std::move(names)));
    }

    FeatureCounts count(const std::shared_ptr<const FeatureBins>& bins,
                        std::span<const std::size_t> rows, std::size_t column) const {
        FeatureCounts counts{bins};
        for (const auto row : rows) {
            const auto at = row * columns() + column;
            if (cells_[at] == "-")
                counts.add_null();
            else if (is_number_[column])
                counts.add(numbers_[at]);
            else
                counts.add(cells_[at]);
        }
        return counts;
    }

private:
    std::vector<bool> is_number_;
    std::vector<std::string> cells_;
    std::vector<double> numbers_;
};

bool judges_drift(const Table& table, std::span<const std::size_t> before,
                  std::span<const std::size_t> after) {
    std::vector<FeatureCounts> counts;
    for (std::size_t column = 0; column < table.columns(); ++column) {
        const auto bins = table.bins(before, column);
        counts.push_back(table.count(bins, before, column));
        counts.push_back(table.count(bins, after, column));
    }
    std::vector<FeaturePair> pairs;
    for (std::size_t i = 0; i < counts.size(); i += 2) pairs.push_back({counts[i], counts[i + 1]});
    return judge_window(pairs).verdict == DriftVerdict::drift;
}

/// splits PATH ROUNDS BASELINE WINDOW SEED: in how many of so many random disjoint splits of the
/// pooled rows the verdict is drift for one window, and for two windows in a row.
void splits_command(std::istream& in) {
    const Table table{next<std::string>(in)};
    const auto rounds = next<int>(in);
    const auto baseline = next<std::size_t>(in), window = next<std::size_t>(in);
    std::mt19937_64 random{next<std::uint64_t>(in)};
    const auto needed = baseline + 2 * window;
    if (needed > table.rows()) throw std::runtime_error{"too few rows"};
    std::vector<std::size_t> order(table.rows());
    std::iota(order.begin(), order.end(), std::size_t{0});
    int once = 0, twice = 0;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < needed; ++i)
            std::swap(order[i], order[i + random() % (order.size() - i)]);
        const std::span rows{order};
        const auto before = rows.first(baseline);
        const bool first = judges_drift(table, before, rows.subspan(baseline, window));
        once += first;
        if (first) twice += judges_drift(table, before, rows.subspan(baseline + window, window));
    }
    answer({static_cast<double>(once), static_cast<double>(twice)});
}

void answer(const Agreement& agreement) {
    const auto low_and_high = agreement.interval.value_or(std::array{none, none});
    answer({agreement.observed.value_or(none), agreement.kappa.value_or(2), low_and_high[0],
            low_and_high[1]});
}

/// cohen N (first second)...
void cohen_command(std::istream& in) {
    JudgementCounts counts;
    for (auto left = next<std::size_t>(in); left > 0; --left) {
        const auto first = next<std::string>(in);
        ++counts[{first, next<std::string>(in)}];
    }
    answer(cohen_kappa(counts));
}

/// fleiss ITEMS JUDGEMENTS said...
void fleiss_command(std::istream& in) {
    const auto items = next<std::size_t>(in);
    const auto judgements = next<std::int64_t>(in);
    VoteCounts counts;
    for (std::size_t item = 0; item < items; ++item) {
        std::map<std::string, std::int64_t> votes;
        for (std::int64_t i = 0; i < judgements; ++i) ++votes[next<std::string>(in)];
        ++counts[votes];
    }
    answer(fleiss_kappa(counts, judgements));
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    const std::map<std::string, void (*)(std::istream&)> commands{
        {"cells", cells_command},   {"tail", tail_command},       {"samples", samples_command},
        {"scores", scores_command}, {"classes", classes_command}, {"errors", errors_command},
        {"splits", splits_command}, {"cohen", cohen_command},     {"fleiss", fleiss_command},
    };
    for (std::string name; std::cin >> name;) commands.at(name)(std::cin);
}
