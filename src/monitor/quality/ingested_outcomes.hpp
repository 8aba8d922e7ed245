#pragma once
// Predictions of requests that were served elsewhere, kept until their labels come.

#include "monitor/metrics/metrics_ingest.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// In the transaction that counts the requests. What a version predicts is settled by its first
/// predictions: a number, if one of them has a fraction or is a `value`; else a label. A later one
/// is kept as what the version predicts, or not kept where it cannot be that. OutcomeLog::ingested
/// is to be told after the commit.
void insert_ingested_outcomes(sql::Transaction& tx, std::span<const Ingested> requests,
                              const Redactor& redactor);

}  // namespace ontos
