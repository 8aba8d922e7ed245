// Where privacy is found.
#include "improve/privacy/erasures.hpp"
#include "improve/privacy/privacy_policies.hpp"
#include "improve/privacy/retention.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About replacing{
    api::UnknownMembers::refused,
    "Replaces the policy whole; each change is a new version. What is written from now on, on "
    "every "
    "path (requests, ingest, feedback, training rows) is redacted by it: on this server at once, "
    "on others of the same database within a second. What was written before stays as it is."};
constexpr api::About testing{api::UnknownMembers::refused,
                             "Answers what would be written of a text or of JSON, and what was "
                             "replaced where, by the newest "
                             "policy or by one that is not set yet. Nothing of it is stored."};

constexpr std::array routes{
    api::get<&PrivacyPolicies::show_privacy_policy>(
        "/privacy/policy", "Show what is redacted before it is written.", Right::improve_read),
    api::put<&PrivacyPolicies::replace_privacy_policy>("/privacy/policy",
                                                       "Set what is redacted before it is written.",
                                                       Right::improve_admin, replacing),
    api::post<&PrivacyPolicies::test_privacy_policy>(
        "/privacy/policy/test", "Try what is redacted.", Right::improve_read, testing),
};

constexpr api::About keeping{
    api::UnknownMembers::refused,
    "Replaces all rules: a table without one keeps as the configuration says. What is too old goes "
    "within a minute, oldest first, in small transactions. `request_payloads` can be kept for less "
    "time than the `request_log` that they belong to; feedback that goes is taken out of all "
    "counts."};

constexpr std::array retention_routes{
    api::get<&Retention::show_retention>("/retention", "Show how long what is kept.",
                                         Right::improve_read),
    api::put<&Retention::replace_retention>("/retention", "Set how long what is kept.",
                                            Right::improve_admin, keeping),
};

constexpr api::About looking{
    api::UnknownMembers::refused,
    "Counts what is tied to the person: feedback and training rows with this `subject_id`; the "
    "requests that they name, all feedback on those, all rows made of it; what these requests "
    "predicted; audit entries of those records; exports with those rows. What goes with an erasure "
    "because nobody knows whom it is about, its dry run counts: stored answers of "
    "Idempotency-Keys."};
constexpr api::About erasing{
    api::UnknownMembers::refused,
    "Erases what GET /privacy/subjects/{subject_id} counts, and stored answers of Idempotency-Keys "
    "(of everybody: nobody knows whom they are about). With the answer, nothing of it is read, "
    "counted or exported by any route. Then, in the background and also after a crash: files of "
    "exports are rewritten, the index of words and the files of the database are compacted, and "
    "the receipt is signed. What comes later for the same person is new."};

constexpr std::array erasure_routes{
    api::get<&Erasures::show_privacy_subject>("/privacy/subjects/{subject_id}",
                                              "Show what is held of a person.",
                                              Right::improve_admin, looking),
    api::get<&Erasures::list_privacy_subject_records>("/privacy/subjects/{subject_id}/records",
                                                      "List records that are held of a person.",
                                                      Right::improve_admin),
    api::post<&Erasures::erase_subject>("/privacy/erase", "Erase a person.", Right::improve_admin,
                                        erasing),
    api::get<&Erasures::list_erasure_receipts>(
        "/privacy/receipts", "List receipts of erasures, newest first.", Right::improve_read),
    api::get<&Erasures::show_erasure_receipt>("/privacy/receipts/{receipt_id}",
                                              "Show a receipt and how far its erasure is.",
                                              Right::improve_read),
};

}  // namespace

void mount(api::Router& router, Erasures& erasures) {
    router.mount(erasures, erasure_routes, "Privacy");
}

void mount(api::Router& router, PrivacyPolicies& policies) {
    router.mount(policies, routes, "Privacy");
}

void mount(api::Router& router, Retention& retention) {
    router.mount(retention, retention_routes, "Privacy");
}

}  // namespace ontos
