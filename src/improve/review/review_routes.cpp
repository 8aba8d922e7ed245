// Where review queues are found: /review/queues.
#include "improve/review/reviews.hpp"

namespace ontos {

namespace {

using api::Right;

constexpr api::About making{
    api::UnknownMembers::refused,
    "It is fed at once with at most `limit` pending rows of the sheet, or items that the filter "
    "finds, newest first; `feed` adds more later. A judgement of a row is its review; one of "
    "feedback becomes feedback of the same answer, from a human, under the reviewer's name."};

constexpr api::About reserving{
    api::UnknownMembers::refused,
    "The next item that fewer reviewers have than the overlap, reserved for `reservation_minutes`; "
    "asked again meanwhile, the same item. Then it goes back."};

constexpr api::About submitting{
    api::UnknownMembers::refused,
    "With an overlap of 1 a judgement of a row is its review at once. With more, the row is "
    "reviewed when the last judgement comes: as more than half of them say, else it is flagged. "
    "A judgement after the reservation ended is taken as long as nobody else got the item."};

constexpr std::array routes{
    api::get<&Reviews::list_review_queues>("/review/queues", "List review queues, newest first.",
                                           Right::improve_read),
    api::post<&Reviews::create_review_queue>("/review/queues", "Make a review queue and feed it.",
                                             Right::improve_write, making),
    api::get<&Reviews::show_review_queue>("/review/queues/{queue_id}", "Show a review queue.",
                                          Right::improve_read),
    api::patch<&Reviews::update_review_queue>("/review/queues/{queue_id}", "Change a review queue.",
                                              Right::improve_write),
    api::delete_<&Reviews::delete_review_queue>("/review/queues/{queue_id}",
                                                "Delete a review queue; judgements stay.",
                                                Right::improve_write),
    api::post<&Reviews::feed_review_queue>("/review/queues/{queue_id}/feed",
                                           "Add what it does not have yet.", Right::improve_write),
    api::get<&Reviews::show_review_progress>("/review/queues/{queue_id}/progress",
                                             "Show how far a queue is, and who did what.",
                                             Right::improve_read),
    api::get<&Reviews::show_review_agreement>("/review/queues/{queue_id}/agreement",
                                              "Show whether reviewers agree.", Right::improve_read),
    api::get<&Reviews::list_review_items>("/review/queues/{queue_id}/items",
                                          "List the items of a queue.", Right::improve_read),
    api::get<&Reviews::show_review_item>("/review/queues/{queue_id}/items/{item_id}",
                                         "Show an item with what is judged.", Right::improve_read),
    api::post<&Reviews::reserve_review_item>("/review/queues/{queue_id}/reserve",
                                             "Reserve the next item.", Right::improve_write,
                                             reserving),
    api::post<&Reviews::submit_review>("/review/queues/{queue_id}/items/{item_id}/submit",
                                       "Judge a reserved item.", Right::improve_write, submitting),
    api::post<&Reviews::skip_review_item>("/review/queues/{queue_id}/items/{item_id}/skip",
                                          "Skip a reserved item: others get it.",
                                          Right::improve_write),
    api::post<&Reviews::release_review_item>("/review/queues/{queue_id}/items/{item_id}/release",
                                             "Give a reserved item back.", Right::improve_write),
};

}  // namespace

void mount(api::Router& router, Reviews& reviews) { router.mount(reviews, routes, "Review"); }

}  // namespace ontos
