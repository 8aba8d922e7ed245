// The safety report while it is made.
#include "improve/exports/report_notes.hpp"

#include <algorithm>

#include "improve/exports/export_format.hpp"

namespace ontos {
namespace {

constexpr std::size_t errors_shown_max = 100;

LengthReport described(const Lengths& lengths) {
    return {.total = lengths.sum(),
            .p50 = lengths.quantile(0.5),
            .p95 = lengths.quantile(0.95),
            .p99 = lengths.quantile(0.99),
            .largest = lengths.largest()};
}

}  // namespace

ReportNotes::ReportNotes(Comparison comparison) : comparison_{std::move(comparison)} {
    for (const auto* pairs : {&comparison_.exact, &comparison_.near})
        for (const auto& pair : *pairs) shown_[pair.later] = shown_[pair.earlier] = {};
    for (const auto& group : comparison_.conflicts)
        for (const auto place : group) shown_[place] = {};
}

void ReportNotes::see(std::uint32_t place, const std::string& row_id) {
    if (const auto shown = shown_.find(place); shown != shown_.end()) shown->second = row_id;
}

ExcludedRows& ReportNotes::excluded(Exclusion reason) {
    const auto known = std::ranges::find(report_.excluded, reason, &ExcludedRows::reason);
    if (known != report_.excluded.end()) return *known;
    return report_.excluded.emplace_back(ExcludedRows{.reason = reason, .rows = 0, .row_ids = {}});
}

void ReportNotes::exclude(Exclusion reason, const std::string& row_id) {
    auto& rows = excluded(reason);
    ++rows.rows;
    if (rows.row_ids.size() < report_examples_max) rows.row_ids.push_back(row_id);
}

void ReportNotes::exclude_gone(std::int64_t rows) {
    if (rows > 0) excluded(Exclusion::changed_meanwhile).rows += rows;
}

void ReportNotes::count_redactions(const std::optional<std::string>& text) {
    constexpr std::string_view start = "[REDACTED:";
    if (!text) return;
    for (auto at = text->find(start); at != text->npos; at = text->find(start, at)) {
        at += start.size();
        const auto end = text->find(']', at);
        if (end == text->npos) return;
        constexpr std::size_t name_max = 100, names_max = 1'000;
        const auto name = text->substr(at, std::min(end - at, name_max));
        if (report_.redactions.size() < names_max || report_.redactions.contains(name))
            ++report_.redactions[name];
    }
}

void ReportNotes::take(const TrainingRowRecord& row, std::uint64_t tokens) {
    const auto& content = row.content;
    ++report_.rows_exported;
    prompts_.add(prompt_characters(content));
    if (content.response) responses_.add(character_count(*content.response));
    tokens_.add(tokens);
    for (const auto& said : content.context) count_redactions(said.content);
    count_redactions(content.prompt);
    count_redactions(content.response);
    count_redactions(content.rejected_response);
}

void ReportNotes::add_error(LineError error) {
    ++report_.error_count;
    if (report_.errors.size() < errors_shown_max) report_.errors.push_back(std::move(error));
}

std::vector<RowPair> ReportNotes::named(const std::vector<FactPair>& pairs) const {
    std::vector<RowPair> out;
    for (const auto& pair : pairs) out.push_back({shown_.at(pair.later), shown_.at(pair.earlier)});
    return out;
}

ExportReport ReportNotes::finish() {
    auto out = std::move(report_);
    std::ranges::sort(out.excluded, {}, &ExcludedRows::reason);
    out.rows_seen = out.rows_exported;
    for (const auto& rows : out.excluded) out.rows_seen += rows.rows;
    out.exact_duplicates.rows = comparison_.exact_rows;
    out.exact_duplicates.examples = named(comparison_.exact);
    out.near_duplicates.rows = comparison_.near_rows;
    out.near_duplicates.examples = named(comparison_.near);
    out.conflicts.prompts = comparison_.conflict_prompts;
    out.conflicts.rows = comparison_.conflict_rows;
    for (const auto& group : comparison_.conflicts) {
        auto& shown = out.conflicts.examples.emplace_back();
        for (const auto place : group) shown.row_ids.push_back(shown_.at(place));
    }
    const auto repeats =
        std::ranges::find(out.excluded, Exclusion::contaminated, &ExcludedRows::reason);
    if (repeats != out.excluded.end()) out.contamination.rows = repeats->rows;
    out.prompt_characters = described(prompts_);
    out.response_characters = described(responses_);
    out.tokens_estimate = described(tokens_);
    return out;
}

}  // namespace ontos
