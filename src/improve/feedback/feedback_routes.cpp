// Where feedback is found.
#include "improve/feedback/feedback.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About giving{
    api::UnknownMembers::ignored,
    "The same judgement again - of one request by one author under one name - is a new revision of "
    "the first (200). The author is `source_id`, else the authenticated caller, else "
    "`session_id`. Without a request_id or an author each POST is an item; Idempotency-Key guards "
    "against repeats. Texts are redacted before they are written. A negative rating flags the "
    "item."};
constexpr api::About deleting{api::UnknownMembers::ignored,
                              "Takes the judgement back: a tombstone without texts stays."};

constexpr std::array routes{
    api::post<&Feedback::create_feedback>("/feedback", "Say how good an answer was.",
                                          Right::improve_write, giving),
    api::get<&Feedback::list_feedback>("/feedback", "List feedback, newest first.",
                                       Right::improve_read, api::specified),
    api::get<&Feedback::show_feedback_stats>("/feedback/stats", "Show how people judge.",
                                             Right::improve_read, api::specified),
    api::get<&Feedback::list_recent_feedback>("/feedback/endpoint/{endpoint_id}/recent",
                                              "List the newest feedback of an endpoint.",
                                              Right::improve_read, api::specified),
    api::get<&Feedback::show_feedback>("/feedback/{feedback_id}", "Show a feedback item.",
                                       Right::improve_read, api::specified),
    api::delete_<&Feedback::delete_feedback>("/feedback/{feedback_id}", "Delete a feedback item.",
                                             Right::improve_write, deleting),
    api::post<&Feedback::flag_feedback>("/feedback/{feedback_id}/flag",
                                        "Flag a feedback item for review.", Right::improve_write,
                                        api::specified),
    api::delete_<&Feedback::unflag_feedback>("/feedback/{feedback_id}/flag",
                                             "Remove the flag of a feedback item.",
                                             Right::improve_write, api::specified),
};

}  // namespace

void mount(api::Router& router, Feedback& feedback) { router.mount(feedback, routes, "Feedback"); }

}  // namespace ontos
