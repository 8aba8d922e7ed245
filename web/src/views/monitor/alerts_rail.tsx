// The alerts of one endpoint beside its charts: those that fire first.
import { api } from "../../api/client";
import { href, path } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { LinkButton } from "../../ui/button";
import { ago } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { AlertState, nameOf } from "./alert_words";

const shownMax = 6;

export function AlertsRail({ id }: { id: string }) {
  const alerts = useResource(
    `rail ${id}`,
    (signal) =>
      api.get("/api/v1/monitoring/alerts", { query: { endpoint_id: id, limit: 100 }, signal }),
    { topics: ["alerts"] },
  );
  const here = path.value;
  return (
    <Panel
      title="Alerts"
      testid="alerts-rail"
      actions={
        <LinkButton look="quiet" icon="plus" href={href(here, { tab: "alerts", alert: "new" })}>
          New
        </LinkButton>
      }
    >
      <Loaded
        of={alerts}
        isEmpty={(all) => all.length === 0}
        empty={<p class="quiet">Nobody is told when something breaks here.</p>}
      >
        {(all) => (
          <ul class="plain-list">
            {[...all]
              .sort((a, b) => Number(b.firing) - Number(a.firing))
              .slice(0, shownMax)
              .map((alert) => (
                <li key={alert.id} class="rail-alert">
                  <a href={href(here, { tab: "alerts", alert: alert.id })}>{nameOf(alert)}</a>
                  <AlertState alert={alert} />
                  {alert.firing ? (
                    <small class="quiet">since {ago(alert.triggered_at, now.value)}</small>
                  ) : null}
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
