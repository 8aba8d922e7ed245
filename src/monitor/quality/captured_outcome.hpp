#pragma once
// The predictions of a request on their way from the thread that served it to the database.

#include "deploy/predictions/observer.hpp"
#include "monitor/quality/outcome.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// An endpoint, served entity and model version that had requests in this process, and where its
/// batches have what is kept. Constant after construction.
struct OutcomeSeries {
    std::string endpoint_id, served_entity;
    PredictionShape shape;
    BatchColumn prediction;
    std::vector<BatchColumn> scores;  ///< by class
    bool is_single_precision = false;

    /// Needs what has answered: a batch.
    explicit OutcomeSeries(const PredictionSeen& seen);

    std::size_t numbers_of_a_row() const {
        return scores.size() + (prediction.type == ElementType::string ? 0 : 1);
    }
};

/// Texts and lists reuse the memory that they have.
struct CapturedOutcome {
    const OutcomeSeries* series = nullptr;
    Timestamp created_at{};
    std::string request_id;
    std::size_t rows = 0;
    /// Row by row: the prediction, if it is a number, and the scores.
    std::vector<double> numbers;
    std::string labels;                   ///< one behind the other
    std::vector<std::size_t> label_ends;  ///< by row
};

/// Bytes that the copy takes, about.
std::size_t bytes_of(const PredictionSeen& seen, const OutcomeSeries& series);

/// Overwrites all of it.
void capture(const PredictionSeen& seen, const OutcomeSeries& series, Timestamp now,
             CapturedOutcome& into);

/// Adds the rows that can be held against a label, redacted.
void append_outcomes(const CapturedOutcome& captured, const Redactor& redactor,
                     std::vector<PredictionOutcome>& out);

}  // namespace ontos
