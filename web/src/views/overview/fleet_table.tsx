// How each endpoint does: traffic, latency, errors, satisfaction, drift, alerts; what needs somebody first.
import { useMemo } from "preact/hooks";
import type { Endpoint, Schemas } from "../../api/types";
import { Sparkline } from "../../charts/sparkline";
import { href, navigate, param } from "../../state/location";
import { useResource } from "../../state/resource";
import { Badge, StateBadge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { milliseconds, none, percent, percentage, perMinute, plural } from "../../ui/format";
import { MiddleCut } from "../../ui/middle_cut";
import { PartCell, PartFailures, type Part } from "../../ui/part";
import { ElsewhereBadge, isElsewhere } from "../deploy/elsewhere";
import type { Whole } from "../every_page";
import { monitorOf } from "../monitor/addresses";
import { NoneFits } from "../none_fits";
import { readHealth, useDetails, usePerformance, type Detail } from "./fleet_reads";
import { FleetCut } from "./fleet_search";
import type { Rated } from "./rated";
import { isNamed, worstFirst } from "./worst_first";

type Performance = Schemas["EndpointPerformance"];
type Health = Schemas["EndpointHealth"];

interface Row extends Detail {
  endpoint: Endpoint;
  /** null: nothing is known of it. */
  did: Part<Performance | null>;
  health: Part<Health | null>;
}

/** Of more endpoints the lines are read for those on the screen only. */
const many = 40;

function Satisfaction({ feedback }: { feedback: Rated }) {
  const [low, high] = feedback.positive_rate_interval ?? [];
  if (feedback.positive_rate === null || low === undefined || high === undefined)
    return <>{none}</>;
  return (
    <span title={`${plural(feedback.total_count, "judgement")}; with 95 % confidence`}>
      {percent(feedback.positive_rate, 0)}{" "}
      <small class="quiet">
        {Math.round(low * 100)}–{Math.round(high * 100)} %
      </small>
    </span>
  );
}

export function Drift({ health }: { health: Health | null }) {
  if (!health?.drift_severity) return <>{none}</>;
  if (!health.drift_detected) return <Badge tone="good">None</Badge>;
  return <StateBadge state={health.drift_severity} />;
}

export function Firing({ health }: { health: Health | null }) {
  if (!health || health.active_alerts === 0) return <>{none}</>;
  return (
    <Badge tone="bad" icon="bell" title={`${health.active_alerts} firing`}>
      {health.active_alerts}
      <span class="room-middle">firing</span>
    </Badge>
  );
}

const severities = ["low", "medium", "high", "critical"];
/** What drifts worse is more. */
export const driftOrder = (health: Health | null | undefined): number | null => {
  if (!health?.drift_severity) return null;
  return health.drift_detected ? severities.indexOf(health.drift_severity) + 1 : 0;
};

/** Without `isWhole` lines and satisfaction are known of the rows on the screen only: no order of them. */
const columnsOf = (isWhole: boolean): readonly Column<Row>[] => [
  {
    key: "name",
    title: "Endpoint",
    isRest: true,
    sort: ({ endpoint }) => endpoint.name,
    render: ({ endpoint: { name } }) => (
      <a href={href(`/deploy/${encodeURIComponent(name)}`)} aria-label={name}>
        <MiddleCut text={name} />
      </a>
    ),
  },
  {
    key: "state",
    title: "State",
    room: "narrow",
    sort: ({ endpoint }) => endpoint.state,
    render: ({ endpoint }) =>
      isElsewhere(endpoint) ? <ElsewhereBadge /> : <StateBadge state={endpoint.state} />,
  },
  {
    key: "version",
    title: "Version",
    align: "end",
    room: "wide",
    render: ({ endpoint }) => endpoint.model_version ?? none,
  },
  {
    key: "rate",
    title: "Requests",
    align: "end",
    room: "narrow",
    sort: ({ did }) => did.data?.requests_per_minute,
    render: ({ endpoint, did, points }) => (
      <span class="with-line">
        <Sparkline
          values={(points.data ?? []).map((point) => point.requests_per_minute)}
          width={48}
          label={`Requests of ${endpoint.name}`}
          testid="spark-requests"
        />
        <PartCell of={did}>{(it) => perMinute(it?.requests_per_minute)}</PartCell>
      </span>
    ),
  },
  {
    key: "p95",
    title: "p95",
    align: "end",
    room: "fair",
    sort: ({ did }) => did.data?.p95_latency_ms,
    render: ({ endpoint, did, points }) => (
      <span class="with-line">
        <Sparkline
          values={(points.data ?? []).map((point) => point.p95_latency_ms)}
          width={48}
          label={`95th percentile of the latency of ${endpoint.name}`}
          testid="spark-p95"
        />
        <PartCell of={did}>{(it) => milliseconds(it?.p95_latency_ms)}</PartCell>
      </span>
    ),
  },
  {
    key: "errors",
    title: "Errors",
    align: "end",
    sort: ({ did }) => did.data?.error_rate,
    render: ({ did }) => (
      <PartCell of={did}>
        {(it) => (
          <span class={(it?.error_rate ?? 0) >= 1 ? "bad" : ""}>{percentage(it?.error_rate)}</span>
        )}
      </PartCell>
    ),
  },
  {
    key: "satisfaction",
    title: "Satisfaction",
    align: "end",
    room: "middle",
    ...(isWhole ? { sort: ({ feedback }: Row) => feedback.data?.positive_rate } : {}),
    render: ({ feedback }) => (
      <PartCell of={feedback}>{(it) => <Satisfaction feedback={it} />}</PartCell>
    ),
  },
  {
    key: "drift",
    title: "Drift",
    room: "narrow",
    sort: ({ health }) => driftOrder(health.data),
    render: ({ endpoint, health }) => (
      <PartCell of={health}>
        {(it) =>
          it?.drift_detected ? (
            <a
              class="cell-link"
              href={monitorOf(endpoint.name, endpoint.id, { tab: "drift" })}
              data-testid="fleet-drift"
            >
              <Drift health={it} />
            </a>
          ) : (
            <Drift health={it} />
          )
        }
      </PartCell>
    ),
  },
  {
    key: "alerts",
    title: "Alerts",
    sort: ({ health }) => health.data?.active_alerts,
    render: ({ endpoint, health }) => (
      <PartCell of={health}>
        {(it) =>
          it?.active_alerts ? (
            <a
              class="cell-link"
              href={monitorOf(endpoint.name, endpoint.id, { tab: "alerts", state: "firing" })}
              data-testid="fleet-alerts"
            >
              <Firing health={it} />
            </a>
          ) : (
            <Firing health={it} />
          )
        }
      </PartCell>
    ),
  },
];
const wholeColumns = columnsOf(true);
const manyColumns = columnsOf(false);

/** What is known of one of many that were read together. */
function oneOf<T>(all: Part<ReadonlyMap<string, T>>, id: string): Part<T | null> {
  return { data: all.data && (all.data.get(id) ?? null), error: all.error };
}

export function FleetTable({ endpoints }: { endpoints: Whole<Endpoint> }) {
  const performance = usePerformance(5_000);
  const fleet = useResource("fleet health", readHealth, {
    topics: ["metrics", "alerts"],
    throttleMs: 5_000,
  });
  const details = useDetails();
  const text = param("q").value;
  const health = useMemo(
    () => fleet.data && new Map(fleet.data.items.map((row) => [row.endpoint_id, row])),
    [fleet.data],
  );
  const found = useMemo(
    () =>
      worstFirst(
        endpoints.items.filter(({ name }) => isNamed(name, text)),
        ({ id, name, state }) => ({ name, state, health: health?.get(id) }),
      ),
    [endpoints, health, text],
  );
  const rows = found.map((endpoint): Row => ({
    ...details.of(endpoint.id),
    endpoint,
    did: oneOf(performance, endpoint.id),
    health: oneOf({ data: health, error: fleet.error }, endpoint.id),
  }));
  return (
    <>
      <PartFailures
        parts={[
          { what: "Requests, p95 and errors", of: performance, retry: performance.reload },
          { what: "Drift and alerts", of: fleet, retry: fleet.reload },
          { what: "Satisfaction", of: details.feedback, retry: details.reload },
          { what: "Lines of requests and p95", of: details.points, retry: details.reload },
        ]}
      />
      {endpoints.isCut ? <FleetCut /> : null}
      {rows.length === 0 ? (
        <NoneFits title="No endpoint has such a name" params={["q"]} />
      ) : (
        <DataTable
          label="Endpoints"
          columns={endpoints.items.length > many ? manyColumns : wholeColumns}
          rows={rows}
          many={many}
          isMain
          testid="fleet-table"
          rowKey={({ endpoint }) => endpoint.id}
          onShown={(shown) => details.show(shown.map(({ endpoint }) => endpoint.id))}
          onOpen={({ endpoint }) => navigate(href(`/deploy/${encodeURIComponent(endpoint.name)}`))}
        />
      )}
    </>
  );
}
