// Lists that pages of the earlier implementation ask for when they start.
#include "improve/sheets/earlier_lists.hpp"

#include <algorithm>

#include "improve/sheets/conversion.hpp"
#include "improve/sheets/sheets_store.hpp"

namespace ontos {
namespace {

Template template_of(const sheets_store::TemplateUse& use) {
    Template out;
    out.id = use.template_id;
    out.name = use.template_id;
    out.description = "Named by training sheets.";
    out.training_sheet_id = use.training_sheet_id;
    out.total_rows = use.total_rows;
    return out;
}

}  // namespace

TemplatePage EarlierLists::list_templates(const api::Query<TemplatesQuery>& query) const {
    const auto uses =
        database_.read([](sql::Transaction& tx) { return sheets_store::template_uses(tx); });
    Template first;
    first.id = std::string{default_template_id};
    first.name = "Default";
    first.description = "Feedback that is sent to curation without another template.";
    std::vector<Template> all{std::move(first)};
    for (const auto& use : uses) {
        if (use.template_id != default_template_id) {
            all.push_back(template_of(use));
            continue;
        }
        all.front().training_sheet_id = use.training_sheet_id;
        all.front().total_rows = use.total_rows;
    }
    TemplatePage page{{}, std::ssize(all), query.page, query.page_size};
    const auto begin = std::min(std::ssize(all), (query.page - 1) * std::int64_t{query.page_size});
    const auto end = std::min(std::ssize(all), begin + query.page_size);
    page.templates.assign(all.begin() + begin, all.begin() + end);
    return page;
}

std::vector<SourceSheet> EarlierLists::list_source_sheets(
    const api::Query<SourceSheetsQuery>& query) const {
    std::vector<SourceSheet> out;
    for (auto& use : database_.read(
             [&](sql::Transaction& tx) { return sheets_store::source_uses(tx, query.limit); }))
        out.push_back({use.sheet_id, use.sheet_id, use.training_sheet_count});
    return out;
}

ExamplesDashboard EarlierLists::show_examples_dashboard(
    const api::Query<ExamplesQuery>& query) const {
    ExamplesDashboard out;
    out.period_days = std::stoll(query.period);
    return out;
}

}  // namespace ontos
