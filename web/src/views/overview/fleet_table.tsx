// How each endpoint does: traffic, latency, errors, satisfaction, drift, alerts.
import { api } from "../../api/client";
import type { Endpoint, Schemas } from "../../api/types";
import { Sparkline } from "../../charts/sparkline";
import { href, navigate } from "../../state/location";
import { boundsOf, isPast, range, type TimeRange } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge, StateBadge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { milliseconds, none, percent, percentage, perMinute, plural } from "../../ui/format";
import { ErrorState } from "../../ui/states";
import { planOf } from "../monitor/series";
import { ratedIn, type Rated } from "./rated";

interface Row {
  endpoint: Endpoint;
  did: Schemas["EndpointPerformance"] | undefined;
  health: Schemas["EndpointHealth"] | undefined;
  feedback: Rated | undefined;
  points: readonly Point[];
}

/** Of the lines. */
interface Point {
  total_requests: number;
  p95_latency_ms: number | null;
}
type Found = Omit<Row, "health" | "endpoint">;

/** Lines are drawn for so many endpoints: more are a list to search, not to look at. */
const drawnMax = 40;

/** Judgements of the days of the range. */
async function readRatings(id: string, span: TimeRange, signal: AbortSignal): Promise<Rated> {
  const back = (Date.now() - span.from) / 86_400_000;
  const days = Math.max(1, Math.min(365, Math.ceil(back - 1e-6) + (isPast(span) ? 1 : 0)));
  const stats = await api.get("/api/v1/feedback/stats", {
    query: { endpoint_id: id, days },
    signal,
  });
  return isPast(span) ? ratedIn(stats.by_day, span) : stats;
}

async function readFound(
  endpoints: readonly Endpoint[],
  span: TimeRange,
  signal: AbortSignal,
): Promise<Found[]> {
  const { bucket_seconds: seconds, ...window } = planOf(span, Date.now(), 48);
  const minutes = Math.max(1, seconds / 60);
  const performance = await api.get("/api/v1/monitoring/metrics/performance", {
    query: boundsOf(span),
    signal,
  });
  const details = async ({ id }: Endpoint, index: number): Promise<Found> => {
    const did = performance.find((row) => row.endpoint_id === id);
    if (index >= drawnMax) return { did, feedback: undefined, points: [] };
    const [points, feedback] = await Promise.all([
      api.get("/api/v1/monitoring/metrics/timeseries/{endpoint_id}", {
        path: { endpoint_id: id },
        query: { ...window, bucket_minutes: minutes },
        signal,
      }),
      readRatings(id, span, signal),
    ]);
    // The API looks back whole hours.
    const isIn = (at: string) => Date.parse(at) >= span.from - minutes * 60_000;
    return { did, feedback, points: points.filter(({ timestamp }) => isIn(timestamp)) };
  };
  return Promise.all(endpoints.map(details));
}

async function readRows(endpoints: readonly Endpoint[], signal: AbortSignal): Promise<Row[]> {
  const span = range.value;
  const [found, health] = await Promise.all([
    readFound(endpoints, span, signal),
    api.get("/api/v1/monitoring/health", { query: { limit: 100 }, signal }),
  ]);
  return endpoints.map((endpoint, at) => ({
    ...found[at]!,
    endpoint,
    health: health.items.find((row) => row.endpoint_id === endpoint.id),
  }));
}

function Satisfaction({ feedback }: { feedback: Row["feedback"] }) {
  const [low, high] = feedback?.positive_rate_interval ?? [];
  if (!feedback || feedback.positive_rate === null || low === undefined || high === undefined)
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

function Drift({ health }: { health: Row["health"] }) {
  if (!health?.drift_severity) return <>{none}</>;
  if (!health.drift_detected) return <Badge tone="good">None</Badge>;
  return <StateBadge state={health.drift_severity} />;
}

const columns: readonly Column<Row>[] = [
  {
    key: "name",
    title: "Endpoint",
    sort: ({ endpoint }) => endpoint.name,
    render: ({ endpoint }) => (
      <a href={href(`/deploy/${encodeURIComponent(endpoint.name)}`)}>{endpoint.name}</a>
    ),
  },
  {
    key: "state",
    title: "State",
    sort: ({ endpoint }) => endpoint.state,
    render: ({ endpoint }) => <StateBadge state={endpoint.state} />,
  },
  {
    key: "version",
    title: "Version",
    align: "end",
    render: ({ endpoint }) => endpoint.model_version ?? none,
  },
  {
    key: "rate",
    title: "Requests",
    align: "end",
    sort: ({ did }) => did?.requests_per_minute,
    render: ({ endpoint, did, points }) => (
      <span class="with-line">
        <Sparkline
          values={points.map((point) => point.total_requests)}
          width={56}
          label={`Requests of ${endpoint.name}`}
          testid="spark-requests"
        />
        {perMinute(did?.requests_per_minute)}
      </span>
    ),
  },
  {
    key: "p95",
    title: "p95",
    align: "end",
    sort: ({ did }) => did?.p95_latency_ms,
    render: ({ endpoint, did, points }) => (
      <span class="with-line">
        <Sparkline
          values={points.map((point) => point.p95_latency_ms)}
          width={56}
          label={`95th percentile of the latency of ${endpoint.name}`}
          testid="spark-p95"
        />
        {milliseconds(did?.p95_latency_ms)}
      </span>
    ),
  },
  {
    key: "errors",
    title: "Errors",
    align: "end",
    sort: ({ did }) => did?.error_rate,
    render: ({ did }) => (
      <span class={(did?.error_rate ?? 0) >= 1 ? "bad" : ""}>{percentage(did?.error_rate)}</span>
    ),
  },
  {
    key: "satisfaction",
    title: "Satisfaction",
    align: "end",
    sort: ({ feedback }) => feedback?.positive_rate,
    render: ({ feedback }) => <Satisfaction feedback={feedback} />,
  },
  { key: "drift", title: "Drift", render: ({ health }) => <Drift health={health} /> },
  {
    key: "alerts",
    title: "Alerts",
    sort: ({ health }) => health?.active_alerts,
    render: ({ health }) =>
      health && health.active_alerts > 0 ? (
        <Badge tone="bad" icon="bell">{`${health.active_alerts} firing`}</Badge>
      ) : (
        none
      ),
  },
];

export function FleetTable({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const key = endpoints.map(({ id }) => id).join();
  const { fromText, toText } = range.value;
  const details = useResource(
    `${key} ${fromText} ${toText}`,
    (signal) => readRows(endpoints, signal),
    {
      topics: ["metrics", "alerts", "feedback"],
      throttleMs: 5_000,
    },
  );
  const rows: readonly Row[] = endpoints.map((endpoint) => ({
    did: undefined,
    health: undefined,
    feedback: undefined,
    points: [],
    ...details.data?.find((row) => row.endpoint.id === endpoint.id),
    endpoint,
  }));
  return (
    <>
      {details.error && !details.data ? (
        <ErrorState error={details.error} retry={details.reload} />
      ) : null}
      <DataTable
        label="Endpoints"
        columns={columns}
        rows={rows}
        isMain
        testid="fleet-table"
        rowKey={({ endpoint }) => endpoint.id}
        onOpen={({ endpoint }) => navigate(href(`/deploy/${encodeURIComponent(endpoint.name)}`))}
      />
    </>
  );
}
