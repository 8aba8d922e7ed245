#pragma once
// What clients ask and send of gaps, tasks and analyses.

#include "improve/gaps/gap.hpp"

namespace ontos {

/// Of gaps that are asked for; identified is another word for open.
BOOST_DEFINE_ENUM_CLASS(GapStatusWord, open, in_progress, task_created, resolved, wont_fix,
                        identified)

struct GapsQuery {
    std::optional<std::string> model_name, endpoint_id;
    std::optional<GapSeverity> severity;
    std::optional<GapStatusWord> status;
    std::optional<GapType> gap_type;
    std::int32_t page = 1, page_size = 20;

    static constexpr auto fields(auto...) {
        using T = GapsQuery;
        return std::array{
            api::option<&T::model_name>("Only of this model.", api::max_length(255)),
            api::option<&T::endpoint_id>("Only of this endpoint, by id or name.",
                                         api::max_length(255)),
            api::option<&T::severity>("Only those; high has the critical ones too."),
            api::option<&T::status>("Only those; identified is another word for open."),
            api::option<&T::gap_type>("Only those."),
            api::option<&T::page>("Counted from 1.", api::minimum(1), api::maximum(1'000)),
            api::option<&T::page_size>("Gaps of a page.", api::minimum(1), api::maximum(100))};
    }
};

struct GapPage {
    std::vector<Gap> gaps;
    std::int64_t total = 0;
    std::int32_t page = 1, page_size = 20;

    static constexpr auto fields(auto...) {
        using T = GapPage;
        return std::array{api::field<&T::gaps>("By priority, then the newest first."),
                          api::field<&T::total>("How many there are."),
                          api::field<&T::page>("The page that was asked for."),
                          api::field<&T::page_size>("Most gaps of a page.")};
    }
};

struct GapPath {
    std::string gap_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&GapPath::gap_id>("Id of the gap.")};
    }
};

struct GapChange {
    api::Patch<GapStatus> status;
    api::Patch<std::int64_t> priority;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&GapChange::status>("open, in_progress, resolved or wont_fix."),
            api::option<&GapChange::priority>("1 is first; it then stays, whatever is found.",
                                              api::minimum(1), api::maximum(10))};
    }
};

struct NewGapTask {
    std::optional<std::string> title, description, instructions, task_type;
    std::optional<std::int64_t> target_record_count, priority;
    std::optional<std::string> training_sheet_id, assigned_to, assigned_team, due_date;

    static constexpr auto fields(auto...) {
        using T = NewGapTask;
        using api::max_length, api::min_length, api::option;
        return std::array{
            option<&T::title>("In one line; `Fill gap: ...` if left out.", min_length(1),
                              max_length(200)),
            option<&T::description>("What is wrong; as the gap says if left out.",
                                    max_length(10'000)),
            option<&T::instructions>("What to do; as the gap suggests if left out.",
                                     max_length(10'000)),
            option<&T::task_type>("gap_fill if left out.", api::pattern("^[a-z_]{1,64}$")),
            option<&T::target_record_count>("Rows that are wanted; as the gap estimates if left "
                                            "out.",
                                            api::minimum(1), api::maximum(1e6)),
            option<&T::priority>("1 is first; as the gap's if left out.", api::minimum(1),
                                 api::maximum(10)),
            option<&T::training_sheet_id>("The sheet that is filled: rows that are approved in it "
                                          "from now on are counted.",
                                          min_length(1), max_length(200)),
            option<&T::assigned_to>("Who does it.", max_length(200)),
            option<&T::assigned_team>("Which team does it.", max_length(200)),
            option<&T::due_date>("Until when: a day, 2026-07-01.",
                                 api::pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))};
    }
};

struct GapTasksQuery {
    std::optional<std::string> gap_id;
    std::int32_t page = 1, page_size = 20;

    static constexpr auto fields(auto...) {
        using T = GapTasksQuery;
        return std::array{
            api::option<&T::gap_id>("Only of this gap.", api::max_length(100)),
            api::option<&T::page>("Counted from 1.", api::minimum(1), api::maximum(1'000)),
            api::option<&T::page_size>("Tasks of a page.", api::minimum(1), api::maximum(100))};
    }
};

struct GapTaskPage {
    std::vector<GapTask> tasks;
    std::int64_t total = 0;
    std::int32_t page = 1, page_size = 20;

    static constexpr auto fields(auto...) {
        using T = GapTaskPage;
        return std::array{api::field<&T::tasks>("Newest first."),
                          api::field<&T::total>("How many there are."),
                          api::field<&T::page>("The page that was asked for."),
                          api::field<&T::page_size>("Most tasks of a page.")};
    }
};

BOOST_DEFINE_ENUM_CLASS(AnalysisStatus, requested, done)
/// Of the newest so many, and of those that wait.
inline constexpr std::int64_t analyses_kept = 100;

/// A row of gap_analyses.
struct GapAnalysis {
    std::string id;
    AnalysisStatus status = AnalysisStatus::requested;
    std::string requested_by;
    Timestamp requested_at{};
    std::optional<Timestamp> finished_at;
    std::optional<std::int64_t> found, opened, updated, resolved;
    std::string problem;

    static constexpr auto fields(auto...) {
        using T = GapAnalysis;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::status>("requested until a server has made it."),
            api::field<&T::requested_by>("Who asked; `clock`: nobody."),
            api::field<&T::requested_at>("When."),
            api::field<&T::finished_at>("When it was done."),
            api::field<&T::found>("Gaps that it found."),
            api::field<&T::opened>("Of those, gaps that are new or open again."),
            api::field<&T::updated>("Of those, gaps that were known and have something new."),
            api::field<&T::resolved>("Gaps that it found no more."),
            api::field<&T::problem>("What of it is not kept, and why; else empty.")};
    }
};

struct GapAnalysisPath {
    std::string analysis_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&GapAnalysisPath::analysis_id>("Id of the analysis.")};
    }
};

}  // namespace ontos
