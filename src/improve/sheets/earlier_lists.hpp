#pragma once
// Lists that pages of the earlier implementation ask for when they start: templates, sources of
// rows, and the use of examples, of which there is none here.

#include <optional>
#include <string>
#include <vector>

#include "improve/sheets/training_row.hpp"
#include "platform/api/router.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(TemplateStatus, published)

/// What feedback can be curated for: the default, and what training sheets name.
struct Template {
    std::string id, name, description;
    std::string version = "1";
    TemplateStatus status = TemplateStatus::published;
    std::optional<std::string> base_model;
    std::optional<double> temperature;
    std::optional<std::int64_t> max_tokens;
    std::optional<std::string> training_sheet_id;
    std::int64_t total_rows = 0;

    static constexpr auto fields(auto...) {
        using T = Template;
        return std::array{
            api::field<&T::id>("What POST /feedback/{feedback_id}/to-curation takes."),
            api::field<&T::name>("Name."),
            api::field<&T::description>("What it is for."),
            api::field<&T::version>("Always 1: templates have no versions here."),
            api::field<&T::status>("Always published."),
            api::field<&T::base_model>("Always null: no template generates anything here."),
            api::field<&T::temperature>("Always null."),
            api::field<&T::max_tokens>("Always null."),
            api::field<&T::training_sheet_id>("The sheet that it fills; null until its first "
                                              "item."),
            api::field<&T::total_rows>("Rows of that sheet.")};
    }
};

struct TemplatesQuery {
    std::int32_t page = 1, page_size = 20;

    static constexpr auto fields(auto...) {
        using T = TemplatesQuery;
        return std::array{
            api::option<&T::page>("Counted from 1.", api::minimum(1), api::maximum(1'000)),
            api::option<&T::page_size>("Templates of a page.", api::minimum(1), api::maximum(100))};
    }
};

struct TemplatePage {
    std::vector<Template> templates;
    std::int64_t total = 0;
    std::int32_t page = 1, page_size = 20;

    static constexpr auto fields(auto...) {
        using T = TemplatePage;
        return std::array{api::field<&T::templates>("The default first, then by id."),
                          api::field<&T::total>("How many there are."),
                          api::field<&T::page>("The page that was asked for."),
                          api::field<&T::page_size>("Most templates of a page.")};
    }
};

/// What rows of training sheets say that they were made of.
struct SourceSheet {
    std::string id, name;
    std::int64_t training_sheet_count = 0;

    static constexpr auto fields(auto...) {
        using T = SourceSheet;
        return std::array{api::field<&T::id>("The sheet_id of training sheets."),
                          api::field<&T::name>("The same: sources are kept elsewhere."),
                          api::field<&T::training_sheet_count>("Training sheets made of it.")};
    }
};

struct SourceSheetsQuery {
    std::int32_t limit = 100;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&SourceSheetsQuery::limit>("Most sources.", api::minimum(1),
                                                                 api::maximum(1'000))};
    }
};

struct ExamplesQuery {
    std::string period = "30d";

    static constexpr auto fields(auto...) {
        return std::array{api::option<&ExamplesQuery::period>("Length of the window in days.",
                                                              api::pattern("^[1-9][0-9]{0,2}d$"))};
    }
};

/// Examples in prompts, of which this server keeps none: zeros, and lists without entries.
struct ExamplesDashboard {
    std::int64_t total_examples = 0, examples_with_usage = 0, total_uses = 0, total_successes = 0,
                 total_failures = 0;
    std::optional<double> overall_success_rate, avg_effectiveness_score;
    std::int64_t period_days = 30;
    std::vector<std::string> domain_breakdown, function_breakdown, daily_usage, top_examples,
        bottom_examples;
    std::int64_t stale_examples_count = 0;

    static constexpr auto fields(auto...) {
        using T = ExamplesDashboard;
        using api::field;
        return std::array{field<&T::total_examples>("Examples: none is kept here."),
                          field<&T::examples_with_usage>("Of those, used ones."),
                          field<&T::total_uses>("Uses."),
                          field<&T::total_successes>("Uses that went well."),
                          field<&T::total_failures>("Uses that did not."),
                          field<&T::overall_success_rate>("Null without uses."),
                          field<&T::avg_effectiveness_score>("Null without uses."),
                          field<&T::period_days>("Length of the window."),
                          field<&T::domain_breakdown>("Empty."),
                          field<&T::function_breakdown>("Empty."),
                          field<&T::daily_usage>("Empty."),
                          field<&T::top_examples>("Empty."),
                          field<&T::bottom_examples>("Empty."),
                          field<&T::stale_examples_count>("Examples that are not used any more.")};
    }
};

/// Thread safe; its functions block.
class EarlierLists {
public:
    explicit EarlierLists(sql::Database& database) : database_{database} {}

    TemplatePage list_templates(const api::Query<TemplatesQuery>& query) const;
    std::vector<SourceSheet> list_source_sheets(const api::Query<SourceSheetsQuery>& query) const;
    ExamplesDashboard show_examples_dashboard(const api::Query<ExamplesQuery>& query) const;

private:
    sql::Database& database_;
};

void mount(api::Router& router, EarlierLists& lists);

}  // namespace ontos
