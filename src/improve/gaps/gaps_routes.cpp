// Where gaps are found: /gaps.
#include "improve/gaps/gaps.hpp"

namespace ontos {

namespace {

using api::Right;

constexpr api::About listing{
    api::UnknownMembers::ignored,
    "Found in the background each 10 minutes: clusters of negative feedback on nearly the same "
    "question, tags that are disliked more often than the rest, confirmed drift, and versions that "
    "are seldom sure; docs/gaps.md states the rules. A read computes nothing."};

constexpr api::About analyzing{api::UnknownMembers::ignored,
                               "A server makes it in the background, within seconds: GET "
                               "/gaps/analyses/{analysis_id} says when "
                               "it is done, and then GET /gaps has what it found."};

constexpr api::About tasking{
    api::UnknownMembers::ignored,
    "A gap has one task until that is completed: asked again, it is the same one (200), with what "
    "is "
    "sent now; what is left out stays. A sheet that is named later counts from then on."};

constexpr std::array routes{
    api::get<&Gaps::list_gaps>("/gaps", "List gaps.", Right::improve_read, listing),
    api::post<&Gaps::analyze_gaps>("/gaps/analyze", "Ask for an analysis now.",
                                   Right::improve_write, analyzing),
    api::get<&Gaps::show_gap_analysis>("/gaps/analyses/{analysis_id}",
                                       "Show whether an analysis is done, and what it found.",
                                       Right::improve_read),
    api::get<&Gaps::list_gap_tasks>("/gaps/tasks", "List tasks that were made of gaps.",
                                    Right::improve_read),
    api::get<&Gaps::show_gap>("/gaps/{gap_id}", "Show a gap with its evidence.",
                              Right::improve_read),
    api::patch<&Gaps::update_gap>("/gaps/{gap_id}", "Decide about a gap.", Right::improve_write),
    api::post<&Gaps::create_gap_task>("/gaps/{gap_id}/task",
                                      "Make a task of a gap, or change the one that is open.",
                                      Right::improve_write, tasking),
};

}  // namespace

void mount(api::Router& router, Gaps& gaps) { router.mount(gaps, routes, "Gaps"); }

}  // namespace ontos
