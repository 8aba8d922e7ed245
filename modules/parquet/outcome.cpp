// How what Arrow says, or throws, becomes an outcome.
#include "outcome.hpp"

#include <parquet/exception.h>

#include <algorithm>
#include <new>

namespace ontos {

void say(ParquetError* error, const std::string& text) {
    const auto size = std::min(text.size(), sizeof error->text - 1);
    std::copy_n(text.data(), size, error->text);
    error->text[size] = '\0';
}

ParquetOutcome outcome_of(Fault fault, ParquetError* error, const std::function<void()>& work) {
    const auto ours = fault == Fault::file ? ParquetOutcome::refused : ParquetOutcome::failed;
    const auto ended = [&](ParquetOutcome outcome, const std::string& why) {
        say(error, why);
        return outcome;
    };
    const std::string too_large =
        "a page, or a few rows, need more memory than is given: write smaller pages";
    try {
        work();
        return ParquetOutcome::done;
    } catch (const Stopped&) {
        return ParquetOutcome::stopped;
    } catch (const Refused& refused) {
        return ended(ParquetOutcome::refused, refused.why);
    } catch (const ArrowFailure& failure) {
        const auto& status = failure.status();
        return ended(ours, status.IsOutOfMemory() ? too_large : status.message());
    } catch (const parquet::ParquetStatusException& failure) {
        const auto& status = failure.status();
        return ended(ours, status.IsOutOfMemory() ? too_large : status.message());
    } catch (const std::bad_alloc&) {
        return ended(ours, too_large);
    } catch (const std::exception& failure) {
        return ended(ours, failure.what());
    }
}

}  // namespace ontos
