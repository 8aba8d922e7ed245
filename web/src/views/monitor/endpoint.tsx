// One endpoint, watched: numbers, drift, quality, requests, alerts.
import { api } from "../../api/client";
import { href, param } from "../../state/location";
import { useResource } from "../../state/resource";
import { isPast, range } from "../../state/time_range";
import { StateBadge } from "../../ui/badge";
import { LinkButton } from "../../ui/button";
import { plural } from "../../ui/format";
import { Tabs, ViewHead } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { Alerts } from "./alerts";
import { Drift } from "./drift";
import { Metrics } from "./metrics";
import { Quality } from "./quality";
import { RequestLog } from "./request_log";

const tabs = [
  { id: "metrics", label: "Metrics" },
  { id: "drift", label: "Drift" },
  { id: "quality", label: "Quality" },
  { id: "requests", label: "Requests" },
  { id: "alerts", label: "Alerts" },
] as const;

export function EndpointMonitor({ reference }: { reference: string }) {
  const health = useResource(
    `health ${reference}`,
    (signal) =>
      api.get("/api/v1/monitoring/health/{endpoint_id}", {
        path: { endpoint_id: reference },
        signal,
      }),
    { topics: ["metrics", "alerts"], throttleMs: 2_000 },
  );
  const tab = param("tab").value || "metrics";
  const base = `/monitor/${encodeURIComponent(reference)}`;
  const name = health.data?.endpoint_name ?? reference;
  return (
    <>
      <ViewHead
        title={name}
        crumbs={[{ label: "Monitor", href: href("/monitor") }]}
        lead={
          health.data ? (
            <>
              <StateBadge state={health.data.status} testid="endpoint-health" />
              {health.data.health_score === null ? null : (
                <span>{Math.round(health.data.health_score)} of 100</span>
              )}
              {health.data.active_alerts > 0 ? (
                <span class="bad">{plural(health.data.active_alerts, "alert")} firing</span>
              ) : null}
              {isPast(range.value) ? (
                <span data-testid="head-is-now">of now: the range has ended</span>
              ) : null}
            </>
          ) : null
        }
      >
        <LinkButton
          icon="deploy"
          href={href(`/deploy/${encodeURIComponent(name)}`)}
          testid="to-deploy"
        >
          Deploy
        </LinkButton>
        <LinkButton
          icon="back"
          href={href(`/deploy/${encodeURIComponent(name)}`, { tab: "history" })}
          testid="to-history"
        >
          Roll back
        </LinkButton>
      </ViewHead>
      <Tabs
        label="Endpoint"
        current={tab}
        tabs={tabs.map(({ id, label }) => ({
          id,
          label,
          href: href(base, { tab: id === "metrics" ? null : id }),
          count: id === "alerts" ? health.data?.active_alerts || undefined : undefined,
        }))}
      />
      <Loaded of={health} lines={8}>
        {(data) => {
          const id = data.endpoint_id;
          if (tab === "drift") return <Drift id={id} name={name} />;
          if (tab === "quality") return <Quality id={id} name={name} />;
          if (tab === "requests") return <RequestLog endpoint={{ id, name }} />;
          if (tab === "alerts") return <Alerts endpoint={{ id, name }} />;
          return <Metrics health={data} />;
        }}
      </Loaded>
    </>
  );
}
