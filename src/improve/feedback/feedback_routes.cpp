// Where feedback is found.
#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_tokens.hpp"
#include "improve/feedback/score_configs.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About giving{
    api::UnknownMembers::ignored,
    "The same judgement again - of one request by one author under one name - is a new revision of "
    "the first (200). The author is `source_id`, else the authenticated caller, else "
    "`session_id`; with a page's token only the token's `session_id`, and `source` is end_user; "
    "the "
    "token is answered what it sent itself, and nothing that others added. A repeat "
    "changes what its author changes: what is said as before stays as others left "
    "it, so that a double click undoes no review, and what a reviewer added (correction, tags) "
    "stays; `subject_id`, `session_id`, `trace_id` and `target` stay until others are named. "
    "Without a request_id or an author each POST is an item; Idempotency-Key guards "
    "against repeats. Texts are redacted before they are written. A negative rating flags the "
    "item."};
constexpr api::About deleting{api::UnknownMembers::ignored,
                              "Takes the judgement back: a tombstone without texts stays."};

constexpr api::About in_bulk{
    api::UnknownMembers::refused,
    "In one transaction, newest first; repeat with `cursor` where there are more than `limit`. "
    "The audit log keeps the filter and what came of it."};

constexpr std::array routes{
    api::post<&Feedback::create_feedback>("/feedback", "Say how good an answer was.",
                                          Right::send_feedback, giving),
    api::post<&Feedback::create_feedback_batch>(
        "/feedback/batch", "Say how good many answers were.", Right::send_feedback),
    api::post<&Feedback::change_feedback_in_bulk>(
        "/feedback/bulk", "Flag, unflag, tag, untag or delete feedback by a filter.",
        Right::improve_write, in_bulk),
    api::get<&Feedback::list_feedback>("/feedback", "List feedback, newest first.",
                                       Right::improve_read, api::specified),
    api::get<&Feedback::show_feedback_stats>("/feedback/stats", "Show how people judge.",
                                             Right::improve_read, api::specified),
    api::get<&Feedback::list_recent_feedback>("/feedback/endpoint/{endpoint_id}/recent",
                                              "List the newest feedback of an endpoint.",
                                              Right::improve_read, api::specified),
    api::get<&Feedback::show_feedback>("/feedback/{feedback_id}", "Show a feedback item.",
                                       Right::improve_read, api::specified),
    api::get<&Feedback::list_feedback_revisions>("/feedback/{feedback_id}/revisions",
                                                 "List what a feedback item was before.",
                                                 Right::improve_read),
    api::patch<&Feedback::update_feedback>("/feedback/{feedback_id}",
                                           "Change a judgement; what it was is kept.",
                                           Right::improve_write),
    api::delete_<&Feedback::delete_feedback>("/feedback/{feedback_id}", "Delete a feedback item.",
                                             Right::improve_write, deleting),
    api::post<&Feedback::flag_feedback>("/feedback/{feedback_id}/flag",
                                        "Flag a feedback item for review.", Right::improve_write,
                                        api::specified),
    api::delete_<&Feedback::unflag_feedback>("/feedback/{feedback_id}/flag",
                                             "Remove the flag of a feedback item.",
                                             Right::improve_write, api::specified),
};

constexpr api::About configuring{
    api::UnknownMembers::refused,
    "Scores of this name are held against it from now on: one outside is 400 and says what may be "
    "given. Again under the same name is a new revision (200); of another type only while no "
    "feedback has scores of it (else 409)."};

constexpr std::array config_routes{
    api::post<&ScoreConfigs::put_score_config>("/score-configs",
                                               "Say what values a named score may have.",
                                               Right::improve_write, configuring),
    api::get<&ScoreConfigs::list_score_configs>("/score-configs", "List score configurations.",
                                                Right::improve_read),
};

constexpr api::About making_tokens{
    api::UnknownMembers::refused,
    "For pages that collect feedback: with `Authorization: Bearer <token>` they may POST feedback "
    "and batches of one endpoint from the listed origins, and nothing else. The token is shown "
    "once; therefore there is no Idempotency-Key, whose answers are kept."};

constexpr std::array token_routes{
    api::post<&FeedbackTokens::create_feedback_token>("/feedback/tokens",
                                                      "Make a write-only token for a page.",
                                                      Right::improve_admin, making_tokens),
    api::get<&FeedbackTokens::list_feedback_tokens>("/feedback/tokens", "List tokens of pages.",
                                                    Right::improve_read),
    api::delete_<&FeedbackTokens::delete_feedback_token>(
        "/feedback/tokens/{token_id}", "Revoke a page's token.", Right::improve_admin),
};

}  // namespace

void mount(api::Router& router, Feedback& feedback) { router.mount(feedback, routes, "Feedback"); }

void mount(api::Router& router, ScoreConfigs& configs) {
    router.mount(configs, config_routes, "Feedback");
}

void mount(api::Router& router, FeedbackTokens& tokens) {
    router.mount(tokens, token_routes, "Feedback");
}

}  // namespace ontos
