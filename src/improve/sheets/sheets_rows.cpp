// Rows of training sheets as people add, read and review them.
#include <charconv>

#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "improve/sheets/row_changes.hpp"
#include "improve/sheets/row_content.hpp"
#include "improve/sheets/row_redaction.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "improve/sheets/sheets.hpp"

namespace ontos {
namespace {

/// What the audit log keeps of a row has no texts.
api::json::value audited(const TrainingRowRecord& row) {
    return {{"id", row.id},
            {"training_sheet_id", row.training_sheet_id},
            {"review_status", api::to_json(row.review.review_status)},
            {"use", api::to_json(row.use)},
            {"revision", row.revision}};
}

/// What a person took back does not come back by a review.
void require_feedback_of(sql::Transaction& tx, const TrainingRowRecord& row) {
    const auto status = row.review.review_status;
    const bool is_held_back = status == ReviewStatus::flagged || status == ReviewStatus::rejected;
    if (is_held_back || !row.origin.feedback_id) return;
    const auto item = feedback_store::find(tx, *row.origin.feedback_id);
    if (item && item->state == FeedbackState::active) return;
    throw Failure{
        FailureKind::conflict,
        "The feedback that the row was made of was deleted: it stays flagged or rejected."}
        .code("feedback_deleted")
        .hint("Add a row by hand, if you may.");
}

}  // namespace

RowPage Sheets::list_training_rows(const api::Path<SheetPath>& path,
                                   const api::Query<RowsQuery>& query) const {
    rows_store::Filter filter{.review_status = query.review_status,
                              .use = query.use,
                              .from = 0,
                              .limit = query.limit + 1};
    if (query.cursor)
        std::from_chars(query.cursor->data(), query.cursor->data() + query.cursor->size(),
                        filter.from);
    auto found = parts_.database.read([&](sql::Transaction& tx) {
        require_sheet(tx, path.training_sheet_id);
        return rows_store::list(tx, path.training_sheet_id, filter);
    });
    RowPage page;
    if (std::cmp_greater(found.size(), query.limit)) {
        page.next_cursor = std::to_string(found.back().row_index);
        found.pop_back();
    }
    for (auto& row : found) page.items.push_back(answered(std::move(row)));
    return page;
}

api::Created<RowsAdded> Sheets::add_training_rows(const api::Path<SheetPath>& path,
                                                  const api::Body<NewTrainingRows>& body,
                                                  const access::ActorInput& actor,
                                                  const access::Once& once) {
    const auto now = parts_.clock.now();
    auto rows = new_records(body.rows, actor.name, now);
    for (auto& row : rows) {
        row.content = redacted(parts_.redactor, row.content);
        row.review.review_reason = redacted(parts_.redactor, row.review.review_reason);
        row.id = make_id();
    }
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto sheet = require_open_sheet(tx, path.training_sheet_id);
        append_rows(tx, sheet, rows, now);
        RowsAdded added{sheet.id, std::ssize(rows), rows.front().row_index, {}};
        for (const auto& row : rows) added.row_ids.push_back(row.id);
        audit(tx, actor,
              {"add_training_rows", "training_sheet", sheet.id, nullptr,
               api::json::object{{"added", added.added},
                                 {"first_row_index", added.first_row_index}}});
        return api::Created<RowsAdded>{std::move(added)};
    });
}

TrainingRow Sheets::show_training_row(const api::Path<RowPath>& path) const {
    return parts_.database.read([&](sql::Transaction& tx) {
        require_sheet(tx, path.training_sheet_id);
        return answered(require_row(tx, path.training_sheet_id, path.row_id));
    });
}

TrainingRow Sheets::review_row(sql::Transaction& tx, const TrainingRowRecord& before,
                               const RowChange& change, const std::string& reviewer,
                               const access::Actor& actor) const {
    const auto now = parts_.clock.now();
    auto after = changed_record(before, change, reviewer, now);
    if (after.revision == before.revision) return answered(before);
    after.content = redacted(parts_.redactor, after.content);
    after.review.review_reason = redacted(parts_.redactor, after.review.review_reason);
    require_feedback_of(tx, after);
    replace_row(tx, before, after, now);
    audit(tx, actor,
          {"review_training_row", "training_row", after.id, audited(before), audited(after)});
    return answered(std::move(after));
}

TrainingRow Sheets::review_training_row(const api::Path<RowPath>& path,
                                        const api::Body<RowChange>& body,
                                        const api::IfMatch& condition,
                                        const access::ActorInput& actor) {
    return parts_.database.write([&](sql::Transaction& tx) {
        require_open_sheet(tx, path.training_sheet_id);
        const auto before = require_row(tx, path.training_sheet_id, path.row_id);
        condition.require(api::to_json(answered(before)));
        return review_row(tx, before, body, actor.name, actor);
    });
}

}  // namespace ontos
