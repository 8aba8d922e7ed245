// A row for each endpoint: health, rates, times, errors, drift, alerts; what needs somebody first.
import { useMemo } from "preact/hooks";
import type { Schemas } from "../../api/types";
import { navigate, param } from "../../state/location";
import { isPast, range } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { StateBadge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { count, milliseconds, number, percentage, perMinute, plural } from "../../ui/format";
import { MiddleCut } from "../../ui/middle_cut";
import { Panel, Stat, Stats } from "../../ui/panel";
import { PartCell, PartFailures, type Part } from "../../ui/part";
import { Loaded } from "../../ui/states";
import type { Whole } from "../every_page";
import { NoEndpoint } from "../no_endpoint";
import { NoneFits } from "../none_fits";
import { readHealth, usePerformance } from "../overview/fleet_reads";
import { FleetCut, FleetSearch } from "../overview/fleet_search";
import { Drift, driftOrder, Firing } from "../overview/fleet_table";
import { isNamed, worstFirst } from "../overview/worst_first";
import { monitorOf } from "./addresses";

type Health = Schemas["EndpointHealth"];
interface Row {
  health: Health;
  /** null: nothing is known of it. */
  performance: Part<Schemas["EndpointPerformance"] | null>;
}

const columns: readonly Column<Row>[] = [
  {
    key: "name",
    title: "Endpoint",
    sort: ({ health }) => health.endpoint_name,
    isRest: true,
    render: ({ health: { endpoint_name: name, endpoint_id: id } }) => (
      <a href={monitorOf(name, id)} aria-label={name}>
        <MiddleCut text={name} />
      </a>
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
    room: "middle",
    title: "Score",
    align: "end",
    sort: ({ health }) => health.health_score,
    render: ({ health }) => number(health.health_score),
  },
  {
    key: "rate",
    room: "fair",
    title: "Rate, 1 h",
    align: "end",
    sort: ({ health }) => health.metrics.requests_per_minute,
    render: ({ health }) => perMinute(health.metrics.requests_per_minute),
  },
  {
    key: "requests",
    room: "middle",
    title: "Requests",
    align: "end",
    isMinor: true,
    sort: ({ performance }) => performance.data?.total_requests,
    render: ({ performance }) => (
      <PartCell of={performance}>{(it) => count(it?.total_requests)}</PartCell>
    ),
  },
  {
    key: "errors",
    room: "narrow",
    title: "Errors",
    align: "end",
    sort: ({ performance }) => performance.data?.error_rate,
    render: ({ performance }) => (
      <PartCell of={performance}>
        {(it) => (
          <span class={(it?.error_rate ?? 0) >= 1 ? "bad" : ""}>
            {percentage(it?.error_rate, 2)}
          </span>
        )}
      </PartCell>
    ),
  },
  {
    key: "p50",
    room: "wide",
    title: "p50",
    align: "end",
    isMinor: true,
    sort: ({ performance }) => performance.data?.p50_latency_ms,
    render: ({ performance }) => (
      <PartCell of={performance}>{(it) => milliseconds(it?.p50_latency_ms)}</PartCell>
    ),
  },
  {
    key: "p95",
    room: "fair",
    title: "p95",
    align: "end",
    sort: ({ performance }) => performance.data?.p95_latency_ms,
    render: ({ performance }) => (
      <PartCell of={performance}>{(it) => milliseconds(it?.p95_latency_ms)}</PartCell>
    ),
  },
  {
    key: "p99",
    room: "wide",
    title: "p99",
    align: "end",
    isMinor: true,
    sort: ({ performance }) => performance.data?.p99_latency_ms,
    render: ({ performance }) => (
      <PartCell of={performance}>{(it) => milliseconds(it?.p99_latency_ms)}</PartCell>
    ),
  },
  {
    key: "drift",
    title: "Drift",
    room: "narrow",
    sort: ({ health }) => driftOrder(health),
    render: ({ health }) => <Drift health={health} />,
  },
  {
    key: "alerts",
    title: "Alerts",
    sort: ({ health }) => health.active_alerts,
    render: ({ health }) => <Firing health={health} />,
  },
];

/** Of all endpoints, also of those that a search leaves out. */
function Summary({ fleet: { items, isCut } }: { fleet: Whole<Health> }) {
  const of = (status: string) => items.filter((health) => health.status === status).length;
  const firing = items.reduce((sum, health) => sum + health.active_alerts, 0);
  const drifting = items.filter((health) => health.drift_detected).length;
  const rate = items.reduce((sum, health) => sum + health.metrics.requests_per_minute, 0);
  const unwell = of("degraded") + of("warning") + of("critical");
  return (
    <Stats testid="fleet-stats">
      <Stat
        label="Endpoints"
        value={`${isCut ? "more than " : ""}${count(items.length)}`}
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
        detail={plural(items.filter((health) => health.active_alerts).length, "endpoint")}
      />
      <Stat label="Rate, last hour" value={perMinute(rate)} />
    </Stats>
  );
}

function Table({ fleet }: { fleet: Whole<Health> }) {
  const performance = usePerformance(2_000);
  const text = param("q").value;
  const found = useMemo(
    () =>
      worstFirst(
        fleet.items.filter(({ endpoint_name: name }) => isNamed(name, text)),
        (health) => ({ name: health.endpoint_name, health }),
      ),
    [fleet, text],
  );
  const rows = useMemo(
    () =>
      found.map((health): Row => {
        const did = performance.data && (performance.data.get(health.endpoint_id) ?? null);
        return { health, performance: { data: did, error: performance.error } };
      }),
    [found, performance.data, performance.error],
  );
  return (
    <>
      <PartFailures
        parts={[
          {
            what: "Requests, errors and percentiles",
            of: performance,
            retry: performance.reload,
          },
        ]}
      />
      {fleet.isCut ? <FleetCut /> : null}
      {rows.length === 0 ? (
        <NoneFits title="No endpoint has such a name" params={["q"]} />
      ) : (
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
    </>
  );
}

export function Fleet() {
  const fleet = useResource("fleet", readHealth, {
    topics: ["metrics", "alerts"],
    throttleMs: 2_000,
  });
  return (
    <div class="stack">
      {fleet.data?.items.length ? <Summary fleet={fleet.data} /> : null}
      {isPast(range.value) ? (
        <p class="quiet" data-testid="fleet-past">
          Requests, errors and percentiles are of the range; health, rate, drift and alerts are of
          now.
        </p>
      ) : null}
      <Panel title="Endpoints" flush testid="health" actions={<FleetSearch />}>
        <Loaded
          of={fleet}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NoEndpoint title="Nothing to watch yet">
              Deploy an endpoint, and its health stands here.
            </NoEndpoint>
          }
        >
          {(data) => <Table fleet={data} />}
        </Loaded>
      </Panel>
    </div>
  );
}
