#pragma once
// What a gap is: something that a served model is bad at, with what shows it.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"
#include "platform/api/inlined.hpp"
#include "platform/api/patch.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(GapType, feedback_cluster, feedback_tag, drift, low_confidence, retrain)
BOOST_DEFINE_ENUM_CLASS(GapSeverity, critical, high, medium, low)
BOOST_DEFINE_ENUM_CLASS(GapStatus, open, in_progress, task_created, resolved, wont_fix)

/// What shows a gap. What a type of gap does not have stays empty.
struct GapEvidence {
    std::int64_t count = 0, total = 0;
    std::optional<double> value, threshold;
    std::optional<std::vector<double>> interval;
    std::string measure;
    std::optional<Timestamp> window_start, window_end;
    std::vector<std::string> feedback_ids;
    std::vector<std::string> tags;
    std::optional<std::string> feature;

    bool operator==(const GapEvidence&) const = default;

    static constexpr auto fields(auto...) {
        using T = GapEvidence;
        return std::array{
            api::field<&T::count>("Judgements, rows or windows that show it."),
            api::field<&T::total>("Of so many that were looked at."),
            api::field<&T::value>("What was measured."),
            api::field<&T::threshold>("What it is held against."),
            api::field<&T::interval>("[low, high] of the value with 95 % confidence."),
            api::field<&T::measure>("What the value is."),
            api::field<&T::window_start>("Since when it was looked at."),
            api::field<&T::window_end>("Until when."),
            api::field<&T::feedback_ids>("Feedback that shows it, newest first, at most 100."),
            api::field<&T::tags>("Tags of that feedback, most often first, at most 10."),
            api::field<&T::feature>("Of drift: the feature; null: the predictions.")};
    }
};

/// What an analysis says of a gap, again and again.
struct GapFinding {
    std::string identity;  ///< of a cluster: the one it has if it is new
    GapType gap_type = GapType::feedback_cluster;
    std::string endpoint_id, endpoint_name;
    std::optional<std::string> model_name, model_version;
    GapSeverity severity = GapSeverity::low;
    std::string description, evidence_summary;
    GapEvidence evidence;
    std::string suggested_action, suggested_bit_name;
    std::int64_t estimated_records_needed = 0;
    std::vector<std::string> members;  ///< of a cluster: all its feedback, newest first
};

/// A row of gaps.
struct GapRecord {
    std::string id, identity;
    GapType gap_type = GapType::feedback_cluster;
    std::string endpoint_id, endpoint_name;
    std::optional<std::string> model_name, model_version;
    GapSeverity severity_raw = GapSeverity::low;
    std::string description, evidence_summary;
    GapEvidence evidence;
    std::string suggested_action, suggested_bit_name;
    std::int64_t estimated_records_needed = 0;
    GapStatus status = GapStatus::open;
    std::int64_t priority = 3;
    bool priority_is_set = false;
    std::int64_t occurrence_count = 1;
    Timestamp first_seen_at{}, last_seen_at{};
    std::optional<Timestamp> resolved_at;
    std::optional<std::string> resolved_by;
    Timestamp created_at{}, updated_at{};
    std::int64_t revision = 1;

    static constexpr auto fields(auto...) {
        using T = GapRecord;
        using api::field;
        return std::array{
            field<&T::id>("Identifier."),
            field<&T::identity>("What every analysis that finds it knows it by."),
            field<&T::gap_type>("feedback_cluster: many dislike the answers to nearly the same "
                                "question. feedback_tag: what has this tag is disliked more "
                                "often. drift: confirmed. low_confidence: the scores promise "
                                "little. retrain: a retrain trigger fired."),
            field<&T::endpoint_id>("The endpoint that answers."),
            field<&T::endpoint_name>("Its name."),
            field<&T::model_name>("The model; null if not known."),
            field<&T::model_version>("The version; null if not known, or more than one."),
            field<&T::severity_raw>("By the rule of its type, which docs/gaps.md states."),
            field<&T::description>("What is wrong, in one sentence."),
            field<&T::evidence_summary>("What shows it, in one sentence."),
            field<&T::evidence>("What shows it."),
            field<&T::suggested_action>("What to do."),
            field<&T::suggested_bit_name>("A name for the training sheet that would fill it."),
            field<&T::estimated_records_needed>("About how many rows would."),
            field<&T::status>("resolved: by a person, or no analysis finds it any more. wont_fix "
                              "stays, whatever is found."),
            field<&T::priority>("1 is first: by severity, unless a person set it."),
            field<&T::priority_is_set>("Whether a person set it."),
            field<&T::occurrence_count>("How many analyses saw something new of it."),
            field<&T::first_seen_at>("When it was found first."),
            field<&T::last_seen_at>("When it was found last."),
            field<&T::resolved_at>("When it was resolved."),
            field<&T::resolved_by>("Who resolved it; `analysis`: it is gone."),
            field<&T::created_at>("When it was found first."),
            field<&T::updated_at>("When it was changed last."),
            field<&T::revision>("Counts its changes.")};
    }
};

/// A row of gap_members: feedback that a cluster had when it was found last.
struct GapMember {
    std::string gap_id, feedback_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&GapMember::gap_id>("Gap."),
                          api::field<&GapMember::feedback_id>("Item.")};
    }
};

/// A gap as it is answered, in both spellings of earlier clients.
struct Gap {
    GapRecord record;
    std::string gap_id;
    GapType category = GapType::feedback_cluster;
    GapSeverity severity = GapSeverity::low;
    std::optional<std::string> example;

    static constexpr auto fields(auto...) {
        using T = Gap;
        return api::joined(
            api::inlined<&T::record>(),
            std::array{
                api::field<&T::gap_id>("The same as id."),
                api::field<&T::category>("The same as gap_type."),
                api::field<&T::severity>("high, medium or low: severity_raw, with critical as "
                                         "high, as earlier clients know it."),
                api::field<&T::example>("Of a cluster: what was asked, redacted, of the newest "
                                        "feedback that is still there, at most 500 bytes; else "
                                        "null.")});
    }
};
template <>
struct api::Codec<Gap> : api::InlinedCodec<Gap> {};

BOOST_DEFINE_ENUM_CLASS(GapTaskStatus, pending, in_progress, completed)

/// A row of gap_tasks.
struct GapTaskRecord {
    std::string id, gap_id, task_type, title, description, instructions;
    std::int64_t target_record_count = 100;
    std::optional<std::string> training_sheet_id;
    std::int64_t records_before = 0;
    std::optional<std::string> assigned_to, assigned_team;
    std::int64_t priority = 3;
    std::optional<std::string> due_date;
    std::string created_by;
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        using T = GapTaskRecord;
        using api::field;
        return std::array{field<&T::id>("Id."),
                          field<&T::gap_id>("Gap."),
                          field<&T::task_type>("Type."),
                          field<&T::title>("Title."),
                          field<&T::description>("What."),
                          field<&T::instructions>("How."),
                          field<&T::target_record_count>("Rows wanted."),
                          field<&T::training_sheet_id>("Sheet."),
                          field<&T::records_before>("Approved before."),
                          field<&T::assigned_to>("Who."),
                          field<&T::assigned_team>("Team."),
                          field<&T::priority>("Priority."),
                          field<&T::due_date>("Due."),
                          field<&T::created_by>("By."),
                          field<&T::created_at>("When.")};
    }
};

struct GapTask {
    std::string task_id, id, task_type, title, description, instructions, source_gap_id;
    std::int64_t target_record_count = 100, records_completed = 0;
    std::optional<std::string> assigned_to, assigned_team;
    std::int64_t priority = 3;
    GapTaskStatus status = GapTaskStatus::pending;
    std::optional<std::string> due_date, output_bit_id;
    Timestamp created_at{};
    std::string created_by;

    static constexpr auto fields(auto...) {
        using T = GapTask;
        using api::field;
        return std::array{
            field<&T::task_id>("Identifier."),
            field<&T::id>("The same."),
            field<&T::task_type>("What is to be done."),
            field<&T::title>("In one line."),
            field<&T::description>("What is wrong."),
            field<&T::instructions>("What to do."),
            field<&T::source_gap_id>("The gap."),
            field<&T::target_record_count>("Rows that are wanted."),
            field<&T::records_completed>("Rows that were approved in its sheet since."),
            field<&T::assigned_to>("Who does it."),
            field<&T::assigned_team>("Which team does it."),
            field<&T::priority>("1 is first."),
            field<&T::status>("By the rows: pending, in_progress, completed."),
            field<&T::due_date>("Until when: 2026-07-01."),
            field<&T::output_bit_id>("The training sheet that is filled; null: none is named."),
            field<&T::created_at>("When it was made."),
            field<&T::created_by>("Who made it.")};
    }
};

}  // namespace ontos
