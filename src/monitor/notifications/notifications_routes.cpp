// Where notifications are found.
#include "monitor/notifications/notifications_routes.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About saving{
    api::UnknownMembers::refused,
    "A name that is there is replaced (200): so secrets are rotated. What was read masked and is "
    "sent back with the type and address that were there keeps what it was."};
constexpr api::About testing{
    api::UnknownMembers::refused,
    "Sends a notice of the event `test`, and closes the circuit breaker. The answer is the "
    "delivery, queued; the list of the channel's deliveries says what became of it."};
constexpr api::About replaying{
    api::UnknownMembers::refused,
    "Tries it at once, and then as often as a new one, with the same webhook-id: a receiver that "
    "has it already can tell."};

constexpr std::array routes{
    api::get<&Notifications::list_alert_deliveries>("/monitoring/alerts/{id}/deliveries",
                                                    "List what was sent of an alert.",
                                                    Right::monitor_read),
    api::post<&Notifications::replay_delivery>(
        "/monitoring/alerts/{id}/deliveries/{delivery_id}/replay", "Send a delivery again.",
        Right::monitor_write, replaying),
    api::get<&Notifications::list_deliveries>(
        "/monitoring/deliveries", "List what was sent, of whatever it tells.", Right::monitor_read),
    api::post<&Notifications::replay_any_delivery>("/monitoring/deliveries/{id}/replay",
                                                   "Send any delivery again.", Right::monitor_write,
                                                   replaying),
    api::get<&Notifications::list_channels>("/monitoring/channels", "List saved channels.",
                                            Right::monitor_read),
    api::post<&Notifications::save_channel>("/monitoring/channels", "Save a channel.",
                                            Right::monitor_write, saving),
    api::get<&Notifications::show_channel>("/monitoring/channels/{id}", "Show a saved channel.",
                                           Right::monitor_read),
    api::delete_<&Notifications::delete_channel>("/monitoring/channels/{id}",
                                                 "Delete a saved channel.", Right::monitor_write),
    api::post<&Notifications::test_channel>("/monitoring/channels/{id}/test",
                                            "Send a test to a saved channel.", Right::monitor_write,
                                            testing),
    api::get<&Notifications::list_channel_deliveries>("/monitoring/channels/{id}/deliveries",
                                                      "List the tests of a saved channel.",
                                                      Right::monitor_read),
};

}  // namespace

void mount(api::Router& router, Notifications& notifications) {
    router.mount(notifications, routes, "Monitoring");
}

}  // namespace ontos
