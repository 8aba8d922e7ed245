// Training sheets as people make, list, change and delete them.
#include "improve/sheets/sheets.hpp"

#include <fmt/format.h>

#include "improve/feedback/new_feedback.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

std::string name_in(const NewTrainingSheet& body) {
    if (body.name && body.sheet_name && *body.name != *body.sheet_name)
        throw Failure{FailureKind::invalid, "name and sheet_name are one thing, and differ."}
            .violations({{"/body/sheet_name", "must be left out beside name"}});
    if (body.name) return *body.name;
    if (body.sheet_name) return *body.sheet_name;
    throw Failure{FailureKind::invalid, "A training sheet needs a name."}.violations(
        {{"/body/name", "is required"}});
}

void require_room(sql::Transaction& tx) {
    if (sheets_store::count(tx) < Sheets::sheets_max) return;
    throw Failure{FailureKind::conflict, fmt::format("There are {} training sheets, the most that "
                                                     "are allowed.",
                                                     Sheets::sheets_max)}
        .code("too_many_sheets")
        .hint("Delete sheets that are not needed.");
}

void require_no_contradiction(const TrainingSheetRecord& sheet) {
    if (auto both = contradiction(sheet.allowed_uses, sheet.prohibited_uses, "/body"))
        throw broken_rules({*std::move(both)});
}

}  // namespace

std::string Sheets::make_id() const { return new_id(parts_.clock, parts_.random); }

void Sheets::audit(sql::Transaction& tx, const access::Actor& actor,
                   const access::Change& change) const {
    access::write_audit(tx, parts_.clock.now(), make_id(), actor, change);
}

api::Created<TrainingSheet> Sheets::create_training_sheet(const api::Body<NewTrainingSheet>& body,
                                                          const access::ActorInput& actor,
                                                          const access::Once& once) {
    TrainingSheetRecord sheet;
    sheet.id = make_id();
    sheet.name = ontos::redacted(parts_.redactor, name_in(body));
    sheet.description = ontos::redacted(parts_.redactor, body.description);
    sheet.template_id = body.template_id;
    sheet.sheet_id = body.sheet_id;
    sheet.allowed_uses = body.allowed_uses;
    sheet.prohibited_uses = body.prohibited_uses;
    require_no_contradiction(sheet);
    sheet.created_by = actor.name;
    sheet.created_at = sheet.updated_at = parts_.clock.now();
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        require_room(tx);
        sheets_store::insert(tx, sheet);
        auto made = answered(sheet);
        audit(tx, actor,
              {"create_training_sheet", "training_sheet", sheet.id, nullptr, api::to_json(made)});
        return api::Created<TrainingSheet>{std::move(made)};
    });
}

api::Linked<TrainingSheet> Sheets::list_training_sheets(
    const api::Query<SheetsQuery>& query) const {
    sheets_store::Filter filter{.status = std::nullopt,
                                .template_id = query.template_id,
                                .before = query.cursor,
                                .limit = query.limit + 1};
    if (query.status) filter.status = status_of(*query.status);
    auto found =
        parts_.database.read([&](sql::Transaction& tx) { return sheets_store::list(tx, filter); });
    api::Linked<TrainingSheet> out;
    if (api::cut_page(found, query.limit)) out.next_cursor = found.back().id;
    for (auto& sheet : found) out.items.push_back(answered(std::move(sheet)));
    return out;
}

TrainingSheet Sheets::show_training_sheet(const api::Path<SheetPath>& path) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return answered(require_sheet(tx, path.training_sheet_id)); });
}

TrainingSheet Sheets::update_training_sheet(const api::Path<SheetPath>& path,
                                            const api::Body<SheetChange>& body,
                                            const api::IfMatch& condition,
                                            const access::ActorInput& actor) {
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto before = answered(require_sheet(tx, path.training_sheet_id));
        condition.require(api::to_json(before));
        auto sheet = before.record;
        if (body.name.is_sent() && body.name.value.empty())
            throw Failure{FailureKind::invalid, "The name must not be null."}.violations(
                {{"/body/name", "must not be null"}});
        sheet.name = ontos::redacted(parts_.redactor, body.name.or_else(sheet.name));
        sheet.description =
            ontos::redacted(parts_.redactor, body.description.or_else(sheet.description));
        if (body.status.state == api::Patch<SheetStatusWord>::State::value)
            sheet.status = status_of(body.status.value);
        sheet.allowed_uses = body.allowed_uses.or_else(sheet.allowed_uses);
        sheet.prohibited_uses = body.prohibited_uses.or_else(sheet.prohibited_uses);
        if (body.allowed_uses.is_sent() || body.prohibited_uses.is_sent())
            require_no_contradiction(sheet);
        sheet.updated_at = parts_.clock.now();
        sheets_store::update(tx, sheet);
        auto after = answered(std::move(sheet));
        audit(tx, actor,
              {"update_training_sheet", "training_sheet", path.training_sheet_id,
               api::to_json(before), api::to_json(after)});
        return after;
    });
}

void Sheets::delete_training_sheet(const api::Path<SheetPath>& path, const api::IfMatch& condition,
                                   const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto before = answered(require_sheet(tx, path.training_sheet_id));
        condition.require(api::to_json(before));
        auto sheet = before.record;
        sheet.deleted_at = parts_.clock.now();
        sheets_store::update(tx, sheet);
        audit(tx, actor,
              {"delete_training_sheet", "training_sheet", path.training_sheet_id,
               api::to_json(before), nullptr});
    });
}

SheetPreview Sheets::preview_training_sheet(const api::Path<SheetPath>& path,
                                            const api::Query<PreviewQuery>& query) const {
    return parts_.database.read([&](sql::Transaction& tx) {
        SheetPreview out;
        out.counts = require_sheet(tx, path.training_sheet_id).counts;
        out.training_sheet_id = path.training_sheet_id;
        out.offset = query.offset;
        out.limit = query.limit;
        const rows_store::Filter filter{.review_status = std::nullopt,
                                        .use = std::nullopt,
                                        .from = query.offset,
                                        .limit = query.limit};
        // Where rows were erased, a page has fewer: the next one begins where this one ends.
        for (auto& row : rows_store::list(tx, path.training_sheet_id, filter))
            if (row.row_index < query.offset + query.limit)
                out.rows.push_back(answered(std::move(row)));
        out.preview_rows = std::ssize(out.rows);
        return out;
    });
}

void Sheets::forget_deleted() {
    constexpr std::int64_t rows_per_job = 5'000;
    const auto gone =
        parts_.database.read([](sql::Transaction& tx) { return sheets_store::deleted(tx); });
    for (const auto& id : gone)
        for (auto removed = rows_per_job; removed == rows_per_job;)
            removed = parts_.database.write([&](sql::Transaction& tx) {
                const auto count = rows_store::remove(tx, id, rows_per_job);
                if (count < rows_per_job) sheets_store::remove(tx, id);
                return count;
            });
}

}  // namespace ontos
