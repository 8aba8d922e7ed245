// A row for each endpoint: health, rates, times, errors, drift, alerts.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { navigate } from "../../state/location";
import { boundsOf, isPast, range } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge, StateBadge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { count, milliseconds, none, number, percentage, perMinute, plural } from "../../ui/format";
import { Panel, Stat, Stats } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { monitorOf } from "./addresses";

type Health = Schemas["EndpointHealth"];
interface Row {
  health: Health;
  performance: Schemas["EndpointPerformance"] | undefined;
}

async function readFleet(signal: AbortSignal): Promise<Row[]> {
  const [health, performance] = await Promise.all([
    api.get("/api/v1/monitoring/health", { query: { limit: 100 }, signal }),
    api.get("/api/v1/monitoring/metrics/performance", {
      query: boundsOf(range.value),
      signal,
    }),
  ]);
  return health.items.map((one) => ({
    health: one,
    performance: performance.find(({ endpoint_id }) => endpoint_id === one.endpoint_id),
  }));
}

function Drift({ health }: { health: Health }) {
  if (!health.drift_severity) return <>{none}</>;
  if (!health.drift_detected) return <Badge tone="good">None</Badge>;
  return <StateBadge state={health.drift_severity} />;
}

const columns: readonly Column<Row>[] = [
  {
    key: "name",
    title: "Endpoint",
    sort: ({ health }) => health.endpoint_name,
    render: ({ health }) => (
      <a href={monitorOf(health.endpoint_name, health.endpoint_id)}>{health.endpoint_name}</a>
    ),
  },
  {
    key: "health",
    title: "Health",
    sort: ({ health }) => health.health_score,
    render: ({ health }) => <StateBadge state={health.status} />,
  },
  {
    key: "score",
    title: "Score",
    align: "end",
    sort: ({ health }) => health.health_score,
    render: ({ health }) => number(health.health_score),
  },
  {
    key: "rate",
    title: "Rate, 1 h",
    align: "end",
    sort: ({ health }) => health.metrics.requests_per_minute,
    render: ({ health }) => perMinute(health.metrics.requests_per_minute),
  },
  {
    key: "requests",
    title: "Requests",
    align: "end",
    isMinor: true,
    sort: ({ performance }) => performance?.total_requests,
    render: ({ performance }) => count(performance?.total_requests),
  },
  {
    key: "errors",
    title: "Errors",
    align: "end",
    sort: ({ performance }) => performance?.error_rate,
    render: ({ performance }) => (
      <span class={(performance?.error_rate ?? 0) >= 1 ? "bad" : ""}>
        {percentage(performance?.error_rate, 2)}
      </span>
    ),
  },
  {
    key: "p50",
    title: "p50",
    align: "end",
    isMinor: true,
    sort: ({ performance }) => performance?.p50_latency_ms,
    render: ({ performance }) => milliseconds(performance?.p50_latency_ms),
  },
  {
    key: "p95",
    title: "p95",
    align: "end",
    sort: ({ performance }) => performance?.p95_latency_ms,
    render: ({ performance }) => milliseconds(performance?.p95_latency_ms),
  },
  {
    key: "p99",
    title: "p99",
    align: "end",
    isMinor: true,
    sort: ({ performance }) => performance?.p99_latency_ms,
    render: ({ performance }) => milliseconds(performance?.p99_latency_ms),
  },
  { key: "drift", title: "Drift", render: ({ health }) => <Drift health={health} /> },
  {
    key: "alerts",
    title: "Alerts",
    sort: ({ health }) => health.active_alerts,
    render: ({ health }) =>
      health.active_alerts > 0 ? (
        <Badge tone="bad" icon="bell">{`${health.active_alerts} firing`}</Badge>
      ) : (
        none
      ),
  },
];

function Summary({ rows }: { rows: readonly Row[] }) {
  const of = (status: string) => rows.filter(({ health }) => health.status === status).length;
  const firing = rows.reduce((sum, { health }) => sum + health.active_alerts, 0);
  const drifting = rows.filter(({ health }) => health.drift_detected).length;
  const rate = rows.reduce((sum, { health }) => sum + health.metrics.requests_per_minute, 0);
  const unwell = of("degraded") + of("warning") + of("critical");
  return (
    <Stats testid="fleet-stats">
      <Stat
        label="Endpoints"
        value={count(rows.length)}
        detail={`${of("unknown")} without traffic`}
      />
      <Stat
        label="Healthy"
        value={count(of("healthy"))}
        tone={of("healthy") ? "good" : undefined}
      />
      <Stat label="Unwell" value={count(unwell)} tone={unwell ? "bad" : undefined} />
      <Stat label="Drifting" value={count(drifting)} tone={drifting ? "warn" : undefined} />
      <Stat
        label="Alerts firing"
        value={count(firing)}
        tone={firing ? "bad" : undefined}
        detail={plural(rows.filter(({ health }) => health.active_alerts).length, "endpoint")}
      />
      <Stat label="Rate, last hour" value={perMinute(rate)} />
    </Stats>
  );
}

export function Fleet() {
  const { fromText, toText } = range.value;
  const fleet = useResource(`fleet ${fromText} ${toText}`, readFleet, {
    topics: ["metrics", "alerts"],
    throttleMs: 2_000,
  });
  return (
    <div class="stack">
      {fleet.data?.length ? <Summary rows={fleet.data} /> : null}
      {isPast(range.value) ? (
        <p class="quiet" data-testid="fleet-past">
          Requests, errors and percentiles are of the range; health, rate, drift and alerts are of
          now.
        </p>
      ) : null}
      <Panel flush testid="health">
        <Loaded
          of={fleet}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState title="Nothing to watch yet" icon="monitor">
              Deploy an endpoint, and its health stands here.
            </EmptyState>
          }
        >
          {(rows) => (
            <DataTable
              label="Health"
              columns={columns}
              rows={rows}
              isMain
              testid="fleet"
              rowKey={({ health }) => health.endpoint_id}
              onOpen={({ health }) => navigate(monitorOf(health.endpoint_name, health.endpoint_id))}
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
