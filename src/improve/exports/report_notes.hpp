#pragma once
// The safety report while it is made: counts, and a few rows of each kind.

#include <set>

#include "improve/curation/lengths.hpp"
#include "improve/exports/row_facts.hpp"

namespace ontos {

/// What comparing knows by place gets its ids as the rows are read a second time. Owned by one
/// thread.
class ReportNotes {
public:
    explicit ReportNotes(Comparison comparison);

    /// The id of the row at this place among the facts.
    void see(std::uint32_t place, const std::string& row_id);
    void exclude(Exclusion reason, const std::string& row_id);
    /// Rows that are gone since they were read first.
    void exclude_gone(std::int64_t rows);
    void take(const TrainingRowRecord& row, std::uint64_t tokens);
    void add_error(LineError error);
    std::int64_t error_count() const { return report_.error_count; }

    /// All but what the files, the sheet and the evaluation sheets say.
    ExportReport finish();

private:
    ExcludedRows& excluded(Exclusion reason);
    void count_redactions(const std::optional<std::string>& text);
    std::vector<RowPair> named(const std::vector<FactPair>& pairs) const;

    const Comparison comparison_;
    std::map<std::uint32_t, std::string> shown_;  ///< ids by the places that the report shows
    ExportReport report_;
    Lengths prompts_, responses_, tokens_;
};

}  // namespace ontos
