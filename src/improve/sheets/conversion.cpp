// Turns feedback into rows of training sheets.
#include "improve/sheets/conversion.hpp"

#include "improve/curation/normal_text.hpp"
#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/feedback_filter.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "improve/sheets/feedback_row.hpp"
#include "improve/sheets/row_changes.hpp"
#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

constexpr std::size_t examples_max = 20;
constexpr std::int64_t items_per_job = 200;

/// One value that may be sent at several places.
void take(const std::optional<std::string>& sent, std::optional<std::string>& to,
          const std::string& where) {
    if (!sent) return;
    if (to && *to != *sent)
        throw Failure{FailureKind::invalid, where + " contradicts the rest of the request."}
            .violations({{where, "must be the same everywhere it is sent"}});
    to = sent;
}

struct Wanted {
    std::string sheet_id;
    std::optional<std::string> correction;
};

Wanted wanted_by(const ToTraining& query, const ToTraining& body) {
    std::optional<std::string> sheet, correction;
    take(query.training_sheet_id, sheet, "/query/training_sheet_id");
    take(query.assembly_id, sheet, "/query/assembly_id");
    take(body.training_sheet_id, sheet, "/body/training_sheet_id");
    take(body.assembly_id, sheet, "/body/assembly_id");
    take(query.correction, correction, "/query/correction");
    take(body.correction, correction, "/body/correction");
    if (!sheet)
        throw Failure{FailureKind::invalid,
                      "Name the training sheet: assembly_id or "
                      "training_sheet_id."}
            .violations({{"/query/assembly_id", "is required, unless training_sheet_id is sent"}});
    if (correction && normal_text(*correction).empty())
        throw Failure{FailureKind::invalid, "The correction is blank."}.violations(
            {{"/body/correction", "must not be blank"}});
    return {*sheet, correction};
}

TrainingRowMade made_of(RowMaking status, const TrainingRowRecord& row) {
    return {.status = status,
            .feedback_id = row.origin.feedback_id.value_or(""),
            .assembly_id = row.training_sheet_id,
            .training_sheet_id = row.training_sheet_id,
            .assembly_row_id = row.id,
            .qa_pair_id = row.id,
            .row_index = row.row_index,
            .sequence_number = row.row_index,
            .use = row.use,
            .review_status = row.review.review_status,
            .warning = std::nullopt};
}

/// What the audit log keeps of it has no texts.
access::Change audited(std::string_view action, const TrainingRowMade& made) {
    return {action, "training_row", made.qa_pair_id, nullptr, api::to_json(made)};
}

void count_row(const TrainingRowRecord& row, ConversionReport& report) {
    ++report.created;
    ++(row.use == RowUse::sft          ? report.sft
       : row.use == RowUse::preference ? report.preference
                                       : report.unpaired_negative);
    if (row.review.review_status == ReviewStatus::pending) ++report.pending;
}

}  // namespace

std::string Conversion::make_id() const { return new_id(parts_.clock, parts_.random); }

api::Upserted<TrainingRowMade> Conversion::make_row(sql::Transaction& tx,
                                                    const std::string& sheet_id,
                                                    const FeedbackItem& item,
                                                    const std::optional<std::string>& correction,
                                                    const std::string& actor) const {
    if (const auto known = rows_store::find_of_feedback(tx, sheet_id, item.id)) {
        auto made = made_of(RowMaking::exists, *known);
        if (correction) made.warning = "The row was made before: PATCH it to correct its response.";
        return {std::move(made), false};
    }
    const auto sheet = require_open_sheet(tx, sheet_id);
    const auto now = parts_.clock.now();
    KnownColumns columns{parts_.find_columns};
    // The policy may be newer than the feedback, and the row has names for what had none.
    auto from =
        redacted(parts_.redactor, row_of(item, correction, columns.of(tx, item), actor, now));
    from.row.id = make_id();
    append_rows(tx, sheet, {&from.row, 1}, now);
    auto made = made_of(RowMaking::created, from.row);
    made.warning = from.warning;
    if (auto strange = strange_label(tx, item, from.row))
        made.warning = made.warning ? *made.warning + ' ' + *strange : *std::move(strange);
    return {std::move(made), true};
}

/// Of a correction: it may be a slip, or a class that is new.
std::optional<std::string> Conversion::strange_label(sql::Transaction& tx, const FeedbackItem& item,
                                                     const TrainingRowRecord& row) const {
    const bool is_label = row.content.features && row.content.response &&
                          row.response_source == ResponseSource::human_labeled;
    if (!is_label || !parts_.is_strange_label ||
        !parts_.is_strange_label(tx, item, *row.content.response))
        return std::nullopt;
    return "The correction \"" + shortened(*row.content.response) +
           "\" is none of the labels that the model gave for its baseline.";
}

api::Upserted<TrainingRowMade> Conversion::convert_feedback(
    const api::Path<FeedbackPath>& path, const api::Query<ToTraining>& query,
    const api::OptionalBody<ToTraining>& body, const access::ActorInput& actor,
    const access::Once& once) {
    auto wanted = wanted_by(query, body);
    wanted.correction = redacted_answer(parts_.redactor, wanted.correction);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        require_sheet(tx, wanted.sheet_id);
        const auto item = require_feedback(tx, path.feedback_id);
        auto made = make_row(tx, wanted.sheet_id, item, wanted.correction, actor.name);
        if (made.created)
            access::write_audit(tx, parts_.clock.now(), make_id(), actor,
                                audited("convert_feedback", made.value));
        return made;
    });
}

TrainingSheetRecord Conversion::sheet_of_template(sql::Transaction& tx,
                                                  const std::string& template_id,
                                                  const std::string& actor) const {
    if (auto known = sheets_store::of_template(tx, template_id)) return *std::move(known);
    if (template_id != default_template_id)
        throw Failure{FailureKind::not_found, "There is no template \"" + template_id + "\"."}
            .code("template_not_found")
            .hint("Make a training sheet with this template_id, or take the template \"" +
                  std::string{default_template_id} + "\".");
    TrainingSheetRecord sheet;
    sheet.id = make_id();
    sheet.name = "Curation";
    sheet.description = "Feedback that was sent to the template " + template_id + ".";
    sheet.template_id = template_id;
    sheet.created_by = actor;
    sheet.created_at = sheet.updated_at = parts_.clock.now();
    sheets_store::insert(tx, sheet);
    return sheet;
}

api::Upserted<CurationItem> Conversion::curate_feedback(const api::Path<FeedbackPath>& path,
                                                        const api::Query<ToCuration>& query,
                                                        const access::ActorInput& actor,
                                                        const access::Once& once) {
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        const auto item = require_feedback(tx, path.feedback_id);
        const auto sheet = sheet_of_template(tx, query.template_id, actor.name);
        const auto made = make_row(tx, sheet.id, item, std::nullopt, actor.name);
        if (made.created)
            access::write_audit(tx, parts_.clock.now(), make_id(), actor,
                                audited("curate_feedback", made.value));
        return api::Upserted<CurationItem>{
            {made.value.status, made.value.qa_pair_id, query.template_id, sheet.id}, made.created};
    });
}

void Conversion::convert_piece(const ConversionRequest& request, const TrainingSheetRecord& sheet,
                               const feedback_list_store::Slice& found, const std::string& actor,
                               sql::Transaction& tx, ConversionReport& report) const {
    const auto now = parts_.clock.now();
    std::vector<TrainingRowRecord> rows;
    KnownColumns columns{parts_.find_columns};
    for (const auto& item : found.items) {
        ++report.matched;
        if (rows_store::find_of_feedback(tx, sheet.id, item.id)) {
            ++report.existing;
            continue;
        }
        try {
            auto made = row_of(item, std::nullopt, columns.of(tx, item), actor, now);
            rows.push_back(redacted(parts_.redactor, std::move(made)).row);
            rows.back().id = make_id();
            count_row(rows.back(), report);
        } catch (const Failure& failure) {
            if (report.skipped++ < std::int64_t{examples_max})
                report.skipped_examples.push_back({item.id, failure.code(), failure.message()});
        }
    }
    if (!request.dry_run && !rows.empty()) append_rows(tx, sheet, rows, now);
}

/// The pieces are transactions of their own, and the key is kept with the last: what it stands for
/// already is said before the first.
void Conversion::answer_repeat(const access::Once& once) const {
    if (!once.has_key()) return;
    struct OnlyAsked {};
    try {
        parts_.database.write([&](sql::Transaction& tx) {
            once.claim_operation(tx, parts_.clock.now(), "");
            throw OnlyAsked{};
        });
    } catch (const OnlyAsked&) {
    }
}

ConversionReport Conversion::convert_by_filter(const api::Path<SheetPath>& path,
                                               const api::Body<ConversionRequest>& body,
                                               const access::ActorInput& actor,
                                               const access::Once& once) {
    answer_repeat(once);
    if (!names_something(body.filter))
        throw broken_rules({{"/body/filter", "must name something"}}).code("invalid_conversion");
    if (!body.cursor.empty() && !is_uuid(body.cursor))
        throw Failure{FailureKind::invalid, "The cursor is not one that was given out."}
            .code("invalid_cursor")
            .violations({{"/body/cursor", "must be the next_cursor of the call before"}});
    const auto filter = filter_of(body.filter, parts_.endpoints, parts_.clock.now());
    ConversionReport report;
    report.training_sheet_id = path.training_sheet_id;
    report.dry_run = body.dry_run;
    auto next = body.cursor;
    do {
        const feedback_list_store::Wanted wanted{
            .after_id = next,
            .offset = 0,
            .limit = std::min(items_per_job, body.limit - report.matched)};
        report = parts_.database.write([&, so_far = report](sql::Transaction& tx) {
            auto now = so_far;
            const auto sheet = require_open_sheet(tx, path.training_sheet_id);
            const auto found = feedback_list_store::list(tx, filter, wanted);
            convert_piece(body, sheet, found, actor.name, tx, now);
            now.next_cursor = found.next.empty() ? std::nullopt : std::optional{found.next};
            return now;
        });
        next = report.next_cursor.value_or("");
    } while (!next.empty() && report.matched < body.limit);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        if (!body.dry_run && report.created > 0)
            access::write_audit(tx, parts_.clock.now(), make_id(), actor,
                                {"convert_by_filter", "training_sheet", path.training_sheet_id,
                                 nullptr, api::to_json(report)});
        return report;
    });
}

void Conversion::feedback_changed(sql::Transaction& tx, const FeedbackItem& before,
                                  const FeedbackItem& after) const {
    const auto now = parts_.clock.now();
    const bool is_deleted = after.state == FeedbackState::deleted;
    const auto judged = [](const FeedbackItem& item) {
        return judged_content(item, std::nullopt, {});
    };
    const bool is_turned = is_deleted || judged(before) != judged(after);
    const bool is_joined = after.joined && !before.joined;
    if (!is_turned && !is_joined) return;
    for (const auto& row : rows_store::list_of_feedback(tx, after.id)) {
        auto held = row;
        if (is_joined) {
            held.origin.model_name = after.model_name;
            held.origin.model_version = after.model_version;
        }
        if (is_turned) {
            held.review.review_status = ReviewStatus::flagged;
            held.review.review_reason =
                (is_deleted ? "Its feedback was deleted at " : "Its feedback was changed at ") +
                to_rfc3339(now) + '.';
        }
        held.updated_at = now;
        ++held.revision;
        settle(held, now);
        replace_row(tx, row, held, now);
    }
}

}  // namespace ontos
