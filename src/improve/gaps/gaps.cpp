// Gaps as people see them, decide about them and give them as tasks.
#include "improve/gaps/gaps.hpp"

#include "improve/feedback/feedback_parts.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "improve/gaps/gap_findings.hpp"
#include "improve/gaps/gaps_store.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

namespace store = gaps_store;

GapRecord require_gap(sql::Transaction& tx, const std::string& id) {
    if (auto found = store::find(tx, id)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no gap \"" + shortened(id) + "\"."}
        .code("gap_not_found")
        .hint("GET /api/v1/gaps lists them.");
}

/// What was asked, of the first feedback that is still there.
std::optional<std::string> example_of(sql::Transaction& tx, const GapRecord& gap) {
    constexpr std::size_t looked_at_max = 5, bytes_max = 500;
    if (gap.gap_type != GapType::feedback_cluster) return std::nullopt;
    const auto& ids = gap.evidence.feedback_ids;
    for (std::size_t i = 0; i < std::min(ids.size(), looked_at_max); ++i)
        if (const auto item = feedback_store::find(tx, ids[i]);
            item && item->state == FeedbackState::active)
            return std::string{cut_text(item->input_text, bytes_max)};
    return std::nullopt;
}

Gap answered(sql::Transaction& tx, GapRecord record) {
    Gap out;
    out.example = example_of(tx, record);
    out.gap_id = record.id;
    out.category = record.gap_type;
    out.severity =
        record.severity_raw == GapSeverity::critical ? GapSeverity::high : record.severity_raw;
    out.record = std::move(record);
    return out;
}

/// What the audit log keeps of it has no texts.
api::json::value audited(const Gap& gap) {
    return {{"id", gap.record.id},
            {"status", api::to_json(gap.record.status)},
            {"priority", gap.record.priority},
            {"revision", gap.record.revision}};
}

api::json::value audited(const GapTask& task) {
    return {{"id", task.id},
            {"source_gap_id", task.source_gap_id},
            {"task_type", task.task_type},
            {"target_record_count", task.target_record_count},
            {"priority", task.priority},
            {"due_date", api::to_json(task.due_date)},
            {"output_bit_id", api::to_json(task.output_bit_id)}};
}

/// Rows of a sheet that people approved.
std::int64_t approved_in(sql::Transaction& tx, const std::string& sheet_id) {
    const auto sheet = sheets_store::find(tx, sheet_id);
    return sheet ? sheet->counts.approved_count + sheet->counts.edited_count : 0;
}

GapTask answered(sql::Transaction& tx, const GapTaskRecord& task) {
    GapTask out{.task_id = task.id,
                .id = task.id,
                .task_type = task.task_type,
                .title = task.title,
                .description = task.description,
                .instructions = task.instructions,
                .source_gap_id = task.gap_id,
                .target_record_count = task.target_record_count,
                .records_completed = 0,
                .assigned_to = task.assigned_to,
                .assigned_team = task.assigned_team,
                .priority = task.priority,
                .status = GapTaskStatus::pending,
                .due_date = task.due_date,
                .output_bit_id = task.training_sheet_id,
                .created_at = task.created_at,
                .created_by = task.created_by};
    if (task.training_sheet_id)
        out.records_completed = std::max<std::int64_t>(
            0, approved_in(tx, *task.training_sheet_id) - task.records_before);
    if (out.records_completed > 0) out.status = GapTaskStatus::in_progress;
    if (out.records_completed >= out.target_record_count) out.status = GapTaskStatus::completed;
    return out;
}

std::string title_of(const GapRecord& gap) {
    constexpr std::size_t shown = 50;
    return "Fill gap: " + std::string{cut_text(gap.description, shown)} + "...";
}

/// With what was sent.
GapTaskRecord changed(GapTaskRecord task, const NewGapTask& body) {
    const auto take = [](const auto& sent, auto& member) {
        if (sent) member = *sent;
    };
    take(body.task_type, task.task_type);
    take(body.title, task.title);
    take(body.description, task.description);
    take(body.instructions, task.instructions);
    take(body.target_record_count, task.target_record_count);
    take(body.training_sheet_id, task.training_sheet_id);
    take(body.assigned_to, task.assigned_to);
    take(body.assigned_team, task.assigned_team);
    take(body.priority, task.priority);
    take(body.due_date, task.due_date);
    return task;
}

/// Throws Failure{invalid}.
void require_day(const NewGapTask& task) {
    if (!task.due_date || parse_rfc3339(*task.due_date + "T00:00:00Z")) return;
    throw Failure{FailureKind::invalid, "due_date is no day of the calendar."}
        .code("invalid_gap_task")
        .violations({{"/body/due_date", "must be a day of the calendar, from 1970 on"}});
}

GapTaskRecord task_of(const GapRecord& gap, const NewGapTask& body) {
    GapTaskRecord task;
    task.gap_id = gap.id;
    task.task_type = "gap_fill";
    task.title = title_of(gap);
    task.description = gap.description + " " + gap.evidence_summary;
    task.instructions = gap.suggested_action;
    task.target_record_count =
        gap.estimated_records_needed > 0 ? gap.estimated_records_needed : 100;
    task.priority = gap.priority;
    return changed(std::move(task), body);
}

/// Rows count that are approved from now on.
void take_sheet(sql::Transaction& tx, GapTaskRecord& task) {
    require_open_sheet(tx, task.training_sheet_id.value());
    task.records_before = approved_in(tx, *task.training_sheet_id);
}

void require_sensible(const GapChange& change) {
    std::vector<Violation> broken;
    using State = api::Patch<GapStatus>::State;
    if (change.status.state == State::null) broken.push_back({"/body/status", "must not be null"});
    if (change.status.state == State::value && change.status.value == GapStatus::task_created)
        broken.push_back({"/body/status", "becomes task_created by POST /gaps/{gap_id}/task"});
    if (broken.empty()) return;
    throw Failure{FailureKind::invalid, "status " + broken.front().what + "."}
        .code("invalid_gap")
        .violations(std::move(broken));
}

}  // namespace

std::string Gaps::make_id() const { return new_id(clock_, random_); }

GapTaskRecord Gaps::redacted(GapTaskRecord task) const {
    for (auto* text : {&task.title, &task.description, &task.instructions})
        *text = ontos::redacted(redactor_, *text);
    return task;
}

GapPage Gaps::list_gaps(const api::Query<GapsQuery>& query) const {
    GapsQuery wanted = query;
    if (wanted.status == GapStatusWord::identified) wanted.status = GapStatusWord::open;
    if (auto& endpoint_id = wanted.endpoint_id)
        endpoint_id = require_endpoint(endpoints_, *endpoint_id).id.text;
    return database_.read([&](sql::Transaction& tx) {
        GapPage page{{}, store::count(tx, wanted), query.page, query.page_size};
        for (auto& gap : store::list(tx, wanted)) page.gaps.push_back(answered(tx, std::move(gap)));
        return page;
    });
}

Gap Gaps::show_gap(const api::Path<GapPath>& path) const {
    return database_.read(
        [&](sql::Transaction& tx) { return answered(tx, require_gap(tx, path.gap_id)); });
}

Gap Gaps::update_gap(const api::Path<GapPath>& path, const api::Body<GapChange>& body,
                     const api::IfMatch& condition, const access::ActorInput& actor) {
    require_sensible(body);
    return database_.write([&](sql::Transaction& tx) {
        const auto before = answered(tx, require_gap(tx, path.gap_id));
        condition.require(api::to_json(before));
        auto gap = before.record;
        const auto now = clock_.now();
        gap.status = body.status.or_else(gap.status);
        if (gap.status != before.record.status) {
            const bool is_done = gap.status == GapStatus::resolved;
            gap.resolved_at = is_done ? std::optional{now} : std::nullopt;
            gap.resolved_by = is_done ? std::optional{actor.name} : std::nullopt;
        }
        if (body.priority.is_sent()) {
            gap.priority_is_set = body.priority.state == api::Patch<std::int64_t>::State::value;
            gap.priority =
                gap.priority_is_set ? body.priority.value : priority_of(gap.severity_raw);
        }
        gap.updated_at = now;
        ++gap.revision;
        store::update(tx, gap);
        auto after = answered(tx, std::move(gap));
        access::write_audit(tx, now, make_id(), actor,
                            {"update_gap", "gap", path.gap_id, audited(before), audited(after)});
        return after;
    });
}

GapTask Gaps::change_task(sql::Transaction& tx, const GapTaskRecord& known, const NewGapTask& body,
                          const access::Actor& actor) const {
    auto task = redacted(changed(known, body));
    if (task.training_sheet_id != known.training_sheet_id) take_sheet(tx, task);
    auto after = answered(tx, task);
    const auto before = answered(tx, known);
    if (api::to_json(after) == api::to_json(before)) return before;
    store::update(tx, task);
    access::write_audit(tx, clock_.now(), make_id(), actor,
                        {"update_gap_task", "gap_task", task.id, audited(before), audited(after)});
    return after;
}

api::Upserted<GapTask> Gaps::create_gap_task(const api::Path<GapPath>& path,
                                             const api::OptionalBody<NewGapTask>& body,
                                             const access::ActorInput& actor,
                                             const access::Once& once) {
    require_day(body);
    return once.run(database_, clock_, [&](sql::Transaction& tx) {
        auto gap = require_gap(tx, path.gap_id);
        if (const auto known = store::task_of(tx, gap.id);
            known && answered(tx, *known).status != GapTaskStatus::completed)
            return api::Upserted<GapTask>{change_task(tx, *known, body, actor), false};
        if (store::count_tasks(tx, std::nullopt) >= tasks_max)
            throw Failure{FailureKind::conflict, "There are too many tasks of gaps."}.code(
                "too_many_tasks");
        const auto now = clock_.now();
        auto task = redacted(task_of(gap, body));
        task.id = make_id();
        task.created_by = actor.name;
        task.created_at = now;
        if (task.training_sheet_id) take_sheet(tx, task);
        store::insert(tx, task);
        gap.status = GapStatus::task_created;
        gap.resolved_at.reset();
        gap.resolved_by.reset();
        gap.updated_at = now;
        ++gap.revision;
        store::update(tx, gap);
        auto made = answered(tx, task);
        access::write_audit(tx, now, make_id(), actor,
                            {"create_gap_task", "gap_task", task.id, nullptr, audited(made)});
        return api::Upserted<GapTask>{std::move(made), true};
    });
}

GapTaskPage Gaps::list_gap_tasks(const api::Query<GapTasksQuery>& query) const {
    return database_.read([&](sql::Transaction& tx) {
        GapTaskPage page{{}, store::count_tasks(tx, query.gap_id), query.page, query.page_size};
        for (const auto& task : store::list_tasks(tx, query))
            page.tasks.push_back(answered(tx, task));
        return page;
    });
}

api::Accepted<GapAnalysis> Gaps::analyze_gaps(const access::ActorInput& actor,
                                              const access::Once& once) {
    return once.run(database_, clock_, [&](sql::Transaction& tx) {
        if (auto waiting = store::requested(tx))
            return api::Accepted<GapAnalysis>{*std::move(waiting)};
        GapAnalysis analysis;
        analysis.id = make_id();
        analysis.requested_by = actor.name;
        analysis.requested_at = clock_.now();
        store::insert(tx, analysis);
        access::write_audit(
            tx, clock_.now(), make_id(), actor,
            {"analyze_gaps", "gap_analysis", analysis.id, nullptr, api::to_json(analysis)});
        return api::Accepted<GapAnalysis>{std::move(analysis)};
    });
}

GapAnalysis Gaps::show_gap_analysis(const api::Path<GapAnalysisPath>& path) const {
    const auto found = database_.read(
        [&](sql::Transaction& tx) { return store::find_analysis(tx, path.analysis_id); });
    if (found) return *found;
    throw Failure{FailureKind::not_found,
                  "There is no analysis \"" + shortened(path.analysis_id) + "\"."}
        .code("gap_analysis_not_found")
        .hint("The newest 100 are kept; POST /api/v1/gaps/analyze asks for one.");
}

}  // namespace ontos
