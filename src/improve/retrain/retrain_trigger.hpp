#pragma once
// What a retrain trigger is: a condition, what is done when it holds, and what came of it.

#include <boost/describe.hpp>

#include "monitor/notifications/channel.hpp"
#include "platform/api/inlined.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/patch.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(RetrainConditionType, approved_rows, satisfaction_drop, drift, schedule)
BOOST_DEFINE_ENUM_CLASS(RetrainActionType, notify, open_gap, create_job)
BOOST_DEFINE_ENUM_CLASS(SatisfactionCompare, windows, versions)
BOOST_DEFINE_ENUM_CLASS(FiringStatus, done, dry_run, waiting, failed)

/// What a type does not need is left out.
struct RetrainCondition {
    RetrainConditionType type = RetrainConditionType::approved_rows;
    std::optional<std::string> training_sheet_id, endpoint_id;
    std::optional<std::int64_t> min_rows;
    std::optional<SatisfactionCompare> compare;
    std::optional<std::int32_t> window_hours, baseline_hours;
    std::optional<std::int64_t> min_ratings;
    std::optional<double> min_drop;
    std::optional<std::int32_t> windows;
    std::optional<std::string> cron, time_zone;

    static constexpr auto fields(auto...) {
        using T = RetrainCondition;
        using api::maximum, api::minimum, api::omit_empty;
        return std::array{
            api::field<&T::type>(
                "approved_rows: so many rows of a sheet were approved since it fired last. "
                "satisfaction_drop: the share of positive ratings fell, and the 95 % interval of "
                "the difference (Newcombe, from Wilson's) says so. drift: confirmed in so many "
                "windows, one after the other. schedule: at these times."),
            omit_empty<&T::training_sheet_id>("Of approved_rows: the sheet.", api::min_length(1),
                                              api::max_length(200)),
            omit_empty<&T::endpoint_id>("Of satisfaction_drop and drift, and of a schedule if its "
                                        "gaps and notices shall be about one: id or name of the "
                                        "endpoint; kept as its id.",
                                        api::min_length(1), api::max_length(255)),
            omit_empty<&T::min_rows>("Of approved_rows: from how many on.", minimum(1),
                                     maximum(1e6)),
            omit_empty<&T::compare>("Of satisfaction_drop: windows: the last `window_hours` with "
                                    "the `baseline_hours` before. versions: of the last "
                                    "`window_hours`, the version that serves (served elsewhere: "
                                    "that the registry or else the newest feedback names) with "
                                    "the one that has most ratings among the others; windows if "
                                    "left out."),
            omit_empty<&T::window_hours>("Of satisfaction_drop (168 if left out) and drift (1): "
                                         "length of a window.",
                                         minimum(1), maximum(2'160)),
            omit_empty<&T::baseline_hours>("Of satisfaction_drop: length of the window before; as "
                                           "window_hours if left out.",
                                           minimum(1), maximum(8'760)),
            omit_empty<&T::min_ratings>("Of satisfaction_drop: fewest ratings of each side; 30 if "
                                        "left out.",
                                        minimum(10), maximum(1e6)),
            omit_empty<&T::min_drop>("Of satisfaction_drop: a drop up to this does not matter, 0 "
                                     "to 1; 0 if left out.",
                                     minimum(0), maximum(0.99)),
            omit_empty<&T::windows>("Of drift: in how many windows; 3 if left out.", minimum(1),
                                    maximum(24)),
            omit_empty<&T::cron>("Of schedule: minute hour day-of-month month day-of-week, as cron "
                                 "has them: `0 3 * * 1`.",
                                 api::min_length(9), api::max_length(200)),
            omit_empty<&T::time_zone>("Of schedule: a name of the time zone database; UTC if left "
                                      "out.",
                                      api::min_length(1), api::max_length(64))};
    }
};

struct RetrainAction {
    RetrainActionType type = RetrainActionType::notify;
    std::optional<api::json::value> job;

    static constexpr auto fields(auto...) {
        using T = RetrainAction;
        return std::array{
            api::field<&T::type>("notify: tell channels. open_gap: open a gap, or the same one "
                                 "again. create_job: make a training job."),
            api::omit_empty<&T::job>("Of create_job: the body of POST /training/jobs.")};
    }
};

struct NewRetrainTrigger {
    std::string name, description;
    RetrainCondition condition;
    RetrainAction action;
    Channels notification_channels;
    bool enabled = true, dry_run = false;
    std::int32_t cooldown_minutes = 1'440;

    static constexpr auto fields(auto...) {
        using T = NewRetrainTrigger;
        return std::array{
            api::field<&T::name>("Name.", api::min_length(1), api::max_length(200),
                                 api::pattern(R"(\S)")),
            api::option<&T::description>("What it is for.", api::max_length(10'000)),
            api::field<&T::condition>("When it fires."),
            api::field<&T::action>("What is done then."),
            api::option<&T::notification_channels>("Who is told when it fires; required of "
                                                   "notify."),
            api::option<&T::enabled>("false: it is not evaluated."),
            api::option<&T::dry_run>("true: it fires, is kept with its evidence, and does "
                                     "nothing."),
            api::option<&T::cooldown_minutes>("It does not fire again before.", api::minimum(0),
                                              api::maximum(525'600))};
    }
};

struct RetrainTriggerChange {
    api::Patch<std::string> name, description;
    api::Patch<RetrainCondition> condition;
    api::Patch<RetrainAction> action;
    api::Patch<Channels> notification_channels;
    api::Patch<bool> enabled, dry_run;
    api::Patch<std::int32_t> cooldown_minutes;

    static constexpr auto fields(auto...) {
        using T = RetrainTriggerChange;
        return std::array{
            api::option<&T::name>("Name.", api::min_length(1), api::max_length(200),
                                  api::pattern(R"(\S)")),
            api::option<&T::description>("What it is for.", api::max_length(10'000)),
            api::option<&T::condition>("When it fires; whole."),
            api::option<&T::action>("What is done then; whole."),
            api::option<&T::notification_channels>("Who is told; whole. What was read masked stays "
                                                   "what it is."),
            api::option<&T::enabled>("false: it is not evaluated."),
            api::option<&T::dry_run>("true: it fires and does nothing."),
            api::option<&T::cooldown_minutes>("It does not fire again before.", api::minimum(0),
                                              api::maximum(525'600))};
    }
};

/// A row of retrain_triggers.
struct RetrainTrigger {
    std::string id, name, description;
    bool enabled = true, dry_run = false;
    std::int32_t cooldown_minutes = 1'440;
    RetrainCondition condition;
    RetrainAction action;
    Channels notification_channels;
    std::optional<Timestamp> last_evaluated_at;
    std::string last_reason;
    std::optional<Timestamp> last_fired_at;
    std::int64_t firing_count = 0, revision = 1;
    std::string created_by;
    Timestamp created_at{}, updated_at{};

    static constexpr auto fields(auto...) {
        using T = RetrainTrigger;
        return std::array{api::field<&T::id>("Identifier."),
                          api::field<&T::name>("Name."),
                          api::field<&T::description>("What it is for."),
                          api::field<&T::enabled>("Whether it is evaluated."),
                          api::field<&T::dry_run>("Whether it does nothing when it fires."),
                          api::field<&T::cooldown_minutes>("It does not fire again before."),
                          api::field<&T::condition>("When it fires."),
                          api::field<&T::action>("What is done then."),
                          api::field<&T::notification_channels>("Who is told, without secrets."),
                          api::field<&T::last_evaluated_at>("When it was looked at last."),
                          api::field<&T::last_reason>("What was found then."),
                          api::field<&T::last_fired_at>("When it fired last."),
                          api::field<&T::firing_count>("How often it fired."),
                          api::field<&T::revision>("Counts its changes by people."),
                          api::field<&T::created_by>("Who made it."),
                          api::field<&T::created_at>("When it was made."),
                          api::field<&T::updated_at>("When a person changed it last.")};
    }
};

/// One side of a comparison of ratings, with its 95 % interval (Wilson).
struct RatedSide {
    std::optional<std::string> model_version;
    std::optional<Timestamp> window_start, window_end;
    std::int64_t positive = 0, negative = 0;
    std::optional<double> positive_rate;
    std::optional<std::vector<double>> positive_rate_interval;

    static constexpr auto fields(auto...) {
        using T = RatedSide;
        return std::array{api::field<&T::model_version>("Of which version; null: of all."),
                          api::field<&T::window_start>("From."),
                          api::field<&T::window_end>("To."),
                          api::field<&T::positive>("Positive ratings."),
                          api::field<&T::negative>("Negative ratings."),
                          api::field<&T::positive_rate>("Their share; null without ratings."),
                          api::field<&T::positive_rate_interval>("[low, high] of it.")};
    }
};

struct DriftWindowSeen {
    Timestamp window_start{}, window_end{};
    bool is_judged = false, confirmed = false;
    double drift_score = 0;
    std::int64_t rows = 0;

    static constexpr auto fields(auto...) {
        using T = DriftWindowSeen;
        return std::array{api::field<&T::window_start>("From."),
                          api::field<&T::window_end>("To."),
                          api::field<&T::is_judged>("Whether there were rows enough."),
                          api::field<&T::confirmed>("Whether drift was confirmed."),
                          api::field<&T::drift_score>("How much."),
                          api::field<&T::rows>("Rows of the window.")};
    }
};

/// What a trigger is decided by; what its type does not need stays empty.
struct RetrainEvidence {
    std::optional<std::int64_t> approved_rows, wanted_rows, total_rows;
    std::optional<Timestamp> since;
    std::optional<RatedSide> now_side, before_side;
    std::optional<double> drop;
    std::optional<std::vector<double>> drop_interval;
    std::vector<DriftWindowSeen> drift_windows;
    std::optional<Timestamp> scheduled_at;
    std::optional<std::int64_t> endpoint_revision;
    std::optional<std::string> endpoint_name, model_version;

    static constexpr auto fields(auto...) {
        using T = RetrainEvidence;
        return std::array{
            api::field<&T::approved_rows>("Rows that were approved since."),
            api::field<&T::wanted_rows>("From how many on it fires."),
            api::field<&T::total_rows>("Rows of the sheet."),
            api::field<&T::since>("Since when: 5 s before its last firing, or when it was made."),
            api::field<&T::now_side>("Ratings now."),
            api::field<&T::before_side>("Ratings they are held against."),
            api::field<&T::drop>("Positive rate before, less the one now."),
            api::field<&T::drop_interval>("[low, high] of the drop with 95 % confidence."),
            api::field<&T::drift_windows>("The newest first."),
            api::field<&T::scheduled_at>("The time of the schedule that has come."),
            api::field<&T::endpoint_revision>("Revision that serves."),
            api::field<&T::endpoint_name>("Name of the endpoint."),
            api::field<&T::model_version>("Model version that serves.")};
    }
};

/// What the rule says.
struct RetrainVerdict {
    bool holds = false, fires = false;
    std::string reason;
    RetrainEvidence evidence;

    static constexpr auto fields(auto...) {
        using T = RetrainVerdict;
        return std::array{
            api::field<&T::holds>("Whether the condition holds."),
            api::field<&T::fires>("Whether it would fire now: it holds, is enabled, and its "
                                  "cooldown is over."),
            api::field<&T::reason>("Why, in one sentence."),
            api::field<&T::evidence>("What it is decided by.")};
    }
};

/// A row of retrain_firings.
struct RetrainFiring {
    std::string id, trigger_id;
    std::int64_t number = 1;
    Timestamp fired_at{};
    bool dry_run = false;
    RetrainActionType action_type = RetrainActionType::notify;
    FiringStatus status = FiringStatus::done;
    std::string problem;
    std::int64_t attempts = 0;
    RetrainVerdict evidence;
    std::optional<std::string> gap_id, training_job_id;
    std::vector<std::string> delivery_ids;

    static constexpr auto fields(auto...) {
        using T = RetrainFiring;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::trigger_id>("The trigger."),
            api::field<&T::number>("Counted from 1."),
            api::field<&T::fired_at>("When it fired."),
            api::field<&T::dry_run>("Whether it did nothing."),
            api::field<&T::action_type>("What was to be done."),
            api::field<&T::status>("done; dry_run: nothing was to be done; waiting: the job is "
                                   "still to be made; failed: it cannot be, for `problem`."),
            api::field<&T::problem>("Why the job could not be made; empty if it was."),
            api::field<&T::attempts>("How often that was tried."),
            api::field<&T::evidence>("What it fired by, as it was then."),
            api::field<&T::gap_id>("The gap that it opened."),
            api::field<&T::training_job_id>("The job that it made."),
            api::field<&T::delivery_ids>("Notices that it sent.")};
    }
};

struct RetrainTriggerPath {
    std::string trigger_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RetrainTriggerPath::trigger_id>("Id of the trigger.")};
    }
};

struct RetrainTriggersQuery {
    std::int32_t limit = 50;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = RetrainTriggersQuery;
        return std::array{
            api::option<&T::limit>("Entries of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last)};
    }
};

struct RetrainTriggerPage {
    std::vector<RetrainTrigger> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RetrainTriggerPage::items>("Newest first."),
            api::field<&RetrainTriggerPage::next_cursor>("Where to go on; null at the end.")};
    }
};

struct RetrainFiringPage {
    std::vector<RetrainFiring> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RetrainFiringPage::items>("Newest first."),
            api::field<&RetrainFiringPage::next_cursor>("Where to go on; null at the end.")};
    }
};

}  // namespace ontos
