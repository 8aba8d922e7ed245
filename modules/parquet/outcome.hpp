#pragma once
// How what Arrow says, or throws, becomes an outcome.

#include <arrow/result.h>
#include <arrow/status.h>

#include <functional>
#include <string>

#include "platform/parquet/parquet_abi.hpp"

namespace ontos {

/// A callback said that it is over.
struct Stopped {};

/// Thrown for what Arrow refuses, so that the code reads straight on.
class ArrowFailure {
public:
    explicit ArrowFailure(arrow::Status status) : status_{std::move(status)} {}
    const arrow::Status& status() const { return status_; }

private:
    arrow::Status status_;
};

/// Thrown for a file that breaks a rule of ours.
struct Refused {
    std::string why;
};

inline void require(const arrow::Status& status) {
    if (!status.ok()) throw ArrowFailure{status};
}

template <class T>
T require(arrow::Result<T> result) {
    if (!result.ok()) throw ArrowFailure{result.status()};
    return std::move(result).ValueUnsafe();
}

void say(ParquetError* error, const std::string& text);

/// Whose fault it is that what Arrow reads or writes fails.
enum class Fault { file, module };

/// Runs what may throw anything.
ParquetOutcome outcome_of(Fault fault, ParquetError* error, const std::function<void()>& work);

}  // namespace ontos
