#pragma once
// Predictions and labels of a person's requests: found and erased.

#include "monitor/quality/outcome_log.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos {

class OutcomesErasure final : public ErasableStore {
public:
    explicit OutcomesErasure(OutcomeLog& log) : log_{log} {}

    std::string_view name() const override { return "prediction_outcomes"; }
    void settle() const override { log_.flush(); }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    /// With labels that wait for their prediction.
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;

private:
    OutcomeLog& log_;
};

}  // namespace ontos
