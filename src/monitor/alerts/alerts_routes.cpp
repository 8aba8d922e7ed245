// Where alerts, silences and health are found.

#include "monitor/alerts/alerts.hpp"
#include "monitor/alerts/health.hpp"

namespace ontos {

namespace {

using api::Right;

constexpr std::array alert_routes{
    api::post<&Alerts::create_alert>("/monitoring/alerts", "Create an alert.", Right::monitor_write,
                                     api::specified),
    api::get<&Alerts::list_alerts>("/monitoring/alerts", "List alerts, newest first.",
                                   Right::monitor_read, api::specified),
    api::get<&Alerts::show_alert>("/monitoring/alerts/{id}", "Show an alert: rule and status.",
                                  Right::monitor_read, api::specified),
    api::patch<&Alerts::update_alert>("/monitoring/alerts/{id}", "Change an alert's rule.",
                                      Right::monitor_write),
    api::delete_<&Alerts::delete_alert>("/monitoring/alerts/{id}",
                                        "Delete an alert and its timeline.", Right::monitor_write,
                                        api::specified),
    api::post<&Alerts::acknowledge_alert>(
        "/monitoring/alerts/{id}/acknowledge",
        "Acknowledge an active alert: it fires on, and is not told again.", Right::monitor_write,
        api::specified),
    api::post<&Alerts::resolve_alert>(
        "/monitoring/alerts/{id}/resolve",
        "Resolve an alert: it fires again only after its condition has ceased.",
        Right::monitor_write, api::specified),
    api::post<&Alerts::test_alert>("/monitoring/alerts/{id}/test",
                                   "Send a test notice to the alert's channels.",
                                   Right::monitor_write),
    api::get<&Alerts::list_alert_events>("/monitoring/alerts/{id}/events",
                                         "List what happened to an alert.", Right::monitor_read),
    api::post<&Alerts::backtest_alert>("/monitoring/alerts/backtest",
                                       "Show what a rule would have done on the stored history.",
                                       Right::monitor_read),
    api::get<&Alerts::list_silences>("/monitoring/silences",
                                     "List silences that have not ended, or those that have.",
                                     Right::monitor_read),
    api::post<&Alerts::create_silence>("/monitoring/silences", "Silence alerts by their labels.",
                                       Right::monitor_write),
    api::get<&Alerts::show_silence>("/monitoring/silences/{silence_id}", "Show a silence.",
                                    Right::monitor_read),
    api::patch<&Alerts::update_silence>("/monitoring/silences/{silence_id}",
                                        "Change a silence that has not ended.",
                                        Right::monitor_write),
    api::delete_<&Alerts::delete_silence>("/monitoring/silences/{silence_id}", "End a silence.",
                                          Right::monitor_write),
};

constexpr std::array health_routes{
    api::get<&Health::show_endpoint_health>("/monitoring/health/{endpoint_id}",
                                            "Show how an endpoint is, and why.",
                                            Right::monitor_read, api::specified),
    api::get<&Health::list_endpoint_health>("/monitoring/health", "List how all endpoints are.",
                                            Right::monitor_read),
};

}  // namespace

void mount(api::Router& router, Alerts& alerts) { router.mount(alerts, alert_routes, "Alerts"); }

void mount(api::Router& router, Health& health) { router.mount(health, health_routes, "Alerts"); }

}  // namespace ontos
