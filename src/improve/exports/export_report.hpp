#pragma once
// What an export found in the rows: the safety report.

#include <boost/describe.hpp>

#include "platform/api/codec.hpp"

namespace ontos {

/// What the lines are for. To train: rows that may be used so, split into lines to train on and to
/// validate by. To evaluate: rows that models may be judged by.
BOOST_DEFINE_ENUM_CLASS(ExportPurpose, training, evaluation)

/// Why a row is not in the files.
BOOST_DEFINE_ENUM_CLASS(Exclusion, no_place_in_format, filter, usage, rejected_as_target,
                        contaminated, exact_duplicate, near_duplicate, split_conflict, invalid_line,
                        changed_meanwhile, erased)

/// How many, and a few of them.
struct ExcludedRows {
    Exclusion reason = Exclusion::filter;
    std::int64_t rows = 0;
    std::vector<std::string> row_ids;

    static constexpr auto fields(auto...) {
        using T = ExcludedRows;
        return std::array{
            api::field<&T::reason>(
                "no_place_in_format: the format does not know what the row teaches. filter: the "
                "request left it out. usage: it may not be used for the purpose. "
                "rejected_as_target: "
                "its response was rejected as an answer to the same prompt and context, both but "
                "for case and blanks, in this sheet, or in any sheet or feedback of the endpoints "
                "that its rows are of; an answer that was rejected for another prompt stays. "
                "contaminated: it shares 13 words in "
                "a row with an evaluation sheet. exact_duplicate, near_duplicate: an earlier row "
                "says the same. split_conflict: an earlier row on the other side of the split is "
                "near "
                "it, or has its person, session or prompt. invalid_line: it breaks a rule of the "
                "format. changed_meanwhile: it was "
                "changed while the export ran. erased: it was in the files, and taken out when its "
                "person was erased; rows_exported and the counts of the split are without it, the "
                "rest is as it was found when the files were made."),
            api::field<&T::rows>("How many."), api::field<&T::row_ids>("The first of them.")};
    }
};

/// Two rows and how alike they are.
struct RowPair {
    std::string row_id, other_row_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RowPair::row_id>("The later row."),
                          api::field<&RowPair::other_row_id>("The earlier row.")};
    }
};

struct DuplicateReport {
    std::int64_t rows = 0;
    std::vector<RowPair> examples;
    bool is_complete = true;

    static constexpr auto fields(auto...) {
        using T = DuplicateReport;
        return std::array{
            api::field<&T::rows>("Rows that repeat an earlier one."),
            api::field<&T::examples>("The first of them."),
            api::field<&T::is_complete>("false: some rows agree with so many others that not all "
                                        "pairs were compared.")};
    }
};

/// One prompt with several answers.
struct Conflict {
    std::vector<std::string> row_ids;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Conflict::row_ids>("The first rows with this prompt.")};
    }
};

struct ConflictReport {
    std::int64_t prompts = 0, rows = 0;
    std::vector<Conflict> examples;

    static constexpr auto fields(auto...) {
        using T = ConflictReport;
        return std::array{api::field<&T::prompts>("Prompts with several approved answers."),
                          api::field<&T::rows>("Rows with such a prompt; they are exported."),
                          api::field<&T::examples>("The first of them.")};
    }
};

struct ContaminationReport {
    std::int64_t evaluation_rows = 0, rows = 0;
    bool is_complete = true;

    static constexpr auto fields(auto...) {
        using T = ContaminationReport;
        return std::array{
            api::field<&T::evaluation_rows>("Rows of evaluation sheets that were compared with."),
            api::field<&T::rows>("Rows that were left out because they share 13 words in a row."),
            api::field<&T::is_complete>("false: the evaluation sheets have more text than is "
                                        "compared.")};
    }
};

struct LengthReport {
    std::uint64_t total = 0;
    std::optional<std::uint64_t> p50, p95, p99;
    std::uint64_t largest = 0;

    static constexpr auto fields(auto...) {
        using T = LengthReport;
        return std::array{api::field<&T::total>("Sum."), api::field<&T::p50>("Middle."),
                          api::field<&T::p95>("Of 95 % at most."),
                          api::field<&T::p99>("Of 99 % at most."),
                          api::field<&T::largest>("Largest.")};
    }
};

struct SplitReport {
    std::int64_t random_seed = 42;
    double train_split = 0.9;
    std::string group_by = "subject_id, else session_id, else the prompt";
    std::int64_t train_count = 0, val_count = 0;

    static constexpr auto fields(auto...) {
        using T = SplitReport;
        return std::array{api::field<&T::random_seed>("What the hash begins with."),
                          api::field<&T::train_split>("Share of groups that are trained on."),
                          api::field<&T::group_by>(
                              "Rows of a group have one side, for ever. Of rows that share a "
                              "person, a session or a prompt and fall to both sides by it, those "
                              "on the side of the first stay; the others are split_conflict."),
                          api::field<&T::train_count>("Lines to train on."),
                          api::field<&T::val_count>("Lines to validate by.")};
    }
};

/// A line that the format does not allow.
struct LineError {
    std::string file;
    std::int64_t line = 0;
    std::string row_id, where, what;

    static constexpr auto fields(auto...) {
        using T = LineError;
        return std::array{api::field<&T::file>("The file."),
                          api::field<&T::line>("Counted from 1; 0: the file as a whole. Of a "
                                               "forced export: where the line would be."),
                          api::field<&T::row_id>("The row; empty: the file as a whole."),
                          api::field<&T::where>("JSON pointer into the line."),
                          api::field<&T::what>("The rule.")};
    }
};

struct ExportReport {
    ExportPurpose purpose = ExportPurpose::training;
    std::int64_t rows_seen = 0, rows_exported = 0;
    std::vector<ExcludedRows> excluded;
    std::int64_t not_exportable = 0;
    DuplicateReport exact_duplicates, near_duplicates;
    ConflictReport conflicts;
    ContaminationReport contamination;
    std::int64_t rejected_as_target = 0;
    SplitReport split;
    LengthReport prompt_characters, response_characters, tokens_estimate;
    std::map<std::string, std::int64_t> redactions;
    std::int64_t error_count = 0;
    std::vector<LineError> errors;
    std::vector<std::string> warnings;

    static constexpr auto fields(auto...) {
        using T = ExportReport;
        return std::array{
            api::field<&T::purpose>("What the lines are for."),
            api::field<&T::rows_seen>("Exportable rows of the sheet."),
            api::field<&T::rows_exported>("Rows in the files."),
            api::field<&T::excluded>("The others, by the first reason that held."),
            api::field<&T::not_exportable>(
                "Rows of the sheet that wait for review, are flagged or were rejected."),
            api::field<&T::exact_duplicates>("Rows whose prompt and answers another has, but for "
                                             "case and blanks."),
            api::field<&T::near_duplicates>(
                "Rows at least 0.8 alike, as 128 MinHashes estimate it: of pairs that are truly "
                "0.9 alike 1 in 1,000 is not recognised, of 0.88 1 in 100, of 0.85 1 in 10, of 0.8 "
                "half. What is not recognised may be on both sides of the split. Rows of features "
                "are not compared so."),
            api::field<&T::conflicts>("One prompt, several approved answers."),
            api::field<&T::contamination>(
                "Rows that repeat evaluation sheets; not looked for where "
                "the purpose is evaluation."),
            api::field<&T::rejected_as_target>(
                "Targets in the files that were rejected for the same prompt, as the reason "
                "rejected_as_target compares: always 0, they are left out."),
            api::field<&T::split>("How rows were split."),
            api::field<&T::prompt_characters>("Lengths of prompts with their context."),
            api::field<&T::response_characters>("Lengths of responses."),
            api::field<&T::tokens_estimate>("Tokens of rows: a quarter of the characters of "
                                            "prompt, context and the answers that "
                                            "are in the files."),
            api::field<&T::redactions>("What was redacted in the exported texts, by pattern."),
            api::field<&T::error_count>("Rules of the format that are broken."),
            api::field<&T::errors>("The first 100 of them."),
            api::field<&T::warnings>("What the reader should know.")};
    }
};

}  // namespace ontos
