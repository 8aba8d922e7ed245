#pragma once
// A classifier's predictions beside what was true, as numbers.

#include <span>
#include <string>
#include <vector>

#include "monitor/quality/outcome.hpp"

namespace ontos {

using OutcomeList = std::vector<const PredictionOutcome*>;

struct JudgedRow {
    /// Indices of classes; their number for a label that is none of them.
    std::size_t predicted = 0, actual = 0;
    bool is_right = false;
    std::vector<double> scores;  ///< by class; empty without
};

struct JudgedRows {
    std::vector<std::string> classes;
    std::vector<JudgedRow> rows;

    bool is_binary() const { return classes.size() == 2; }
    std::size_t unknown_class() const { return classes.size(); }
};

/// Classes without scores are those that were predicted or true, in order. A row without a label is
/// wrong, and its class unknown.
JudgedRows judge(const OutcomeList& outcomes, std::vector<std::string> classes);

/// What the model promised of a row, and whether it came true: that the second of two classes is
/// the true one, or that the predicted one of many is. `row` has scores.
struct Promise {
    double score;
    bool has_come_true;
};
Promise promise_of(const JudgedRow& row, const JudgedRows& all);

}  // namespace ontos
