// What the alerts say of themselves, for /metrics.
#include "monitor/alerts/alert_metrics.hpp"

#include "monitor/alerts/alerts_store.hpp"

namespace ontos {

void write_alert_metrics(PrometheusText& out, sql::Database& database, Timestamp now,
                         const AlertEvaluator::Counters& counters) {
    using enum PrometheusText::Type;
    std::map<std::string_view, std::uint64_t> by_state;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<AlertState>>(
        [&](auto state) { by_state[api::to_text(state.value)] = 0; });
    std::optional<Timestamp> oldest;
    database.read([&](sql::Transaction& tx) {
        for (const auto& [state, alerts] : alerts_store::count_by_state(tx))
            by_state[api::to_text(state)] = static_cast<std::uint64_t>(alerts);
        oldest = alerts_store::oldest_evaluation(tx);
    });
    out.family("ontos_alerts", gauge, "Enabled alerts by state.");
    for (const auto& [state, alerts] : by_state) out.sample({{"state", state}}, alerts);
    if (oldest) {
        out.family("ontos_alert_evaluation_age_seconds", gauge,
                   "How long ago the enabled alert that waits longest was evaluated.");
        out.sample({}, std::chrono::duration<double>(now - *oldest).count());
    }
    out.family("ontos_alert_evaluations_total", counter, "Evaluations by this server.");
    out.sample({}, counters.evaluations);
    out.family("ontos_alert_evaluation_failures_total", counter, "Evaluations that failed.");
    out.sample({}, counters.failures);
    out.family("ontos_alert_evaluations_missed_total", counter,
               "Evaluations that came more than two minutes after the one before.");
    out.sample({}, counters.missed);
}

}  // namespace ontos
