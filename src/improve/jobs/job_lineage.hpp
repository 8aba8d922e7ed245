#pragma once
// Where a job's rows came from, in the shape that earlier clients read.

#include "improve/jobs/training_job.hpp"

namespace ontos {

struct LineageSheet {
    std::string id;
    std::optional<std::string> name, source_table;

    static constexpr auto fields(auto...) {
        using T = LineageSheet;
        return std::array{api::field<&T::id>("The source that rows were made of."),
                          api::field<&T::name>("Its name, if it is known."),
                          api::field<&T::source_table>("Its table, if it is known.")};
    }
};

struct LineageTrainingSheet {
    std::string id, name;
    std::int64_t total_rows = 0;

    static constexpr auto fields(auto...) {
        using T = LineageTrainingSheet;
        return std::array{api::field<&T::id>("The sheet."), api::field<&T::name>("Its name."),
                          api::field<&T::total_rows>("Rows that it has now.")};
    }
};

struct LineageTemplate {
    std::string id;
    std::optional<std::string> name, label_type;

    static constexpr auto fields(auto...) {
        using T = LineageTemplate;
        return std::array{api::field<&T::id>("The template that the sheet curates."),
                          api::field<&T::name>("Its name, if it is known."),
                          api::field<&T::label_type>("What it labels, if it is known.")};
    }
};

struct JobLineage {
    std::string job_id, training_sheet_id, training_sheet_name;
    std::optional<std::string> sheet_id, sheet_name, template_id, template_name;
    std::string model_name;
    std::optional<std::string> model_version;
    std::vector<std::string> qa_pair_ids, canonical_label_ids;
    std::optional<LineageSheet> sheet;
    std::optional<LineageTrainingSheet> training_sheet;
    std::optional<LineageTemplate> template_;
    bool truncated = false;

    static constexpr auto fields(auto...) {
        using T = JobLineage;
        return std::array{
            api::field<&T::job_id>("The job."),
            api::field<&T::training_sheet_id>("Whose rows it trained on."),
            api::field<&T::training_sheet_name>("Its name then."),
            api::field<&T::sheet_id>("The source that the rows were made of, if any."),
            api::field<&T::sheet_name>("Its name, if it is known."),
            api::field<&T::template_id>("The template that the sheet curates, if any."),
            api::field<&T::template_name>("Its name, if it is known."),
            api::field<&T::model_name>("The model."),
            api::field<&T::model_version>("The version that came of it."),
            api::field<&T::qa_pair_ids>("Ids of the rows, at most 1,000 of them."),
            api::field<&T::canonical_label_ids>("None: there are no canonical labels here."),
            api::field<&T::sheet>("The source; null without one."),
            api::field<&T::training_sheet>("The sheet; null if it was deleted."),
            api::field<&T::template_>("The template; null without one."),
            api::field<&T::truncated>("Whether there are more rows than ids.")};
    }
};

}  // namespace ontos
