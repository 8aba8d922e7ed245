// The same numbers by model version: whether the new one is better.
import type { Marker } from "../../charts/series";
import { TimeChart } from "../../charts/time_chart";
import { DataTable, type Column } from "../../ui/data_table";
import { count, milliseconds, none, percent, percentage, perMinute } from "../../ui/format";
import { Panel } from "../../ui/panel";
import type { Told } from "./read_metrics";
import { perMinuteOf, sum, type MetricSeries } from "./series";

type Version = MetricSeries["by_model_version"][number];
type Named = Pick<Version, "served_entity" | "model_version">;

const drawnMax = 6;
const nameOf = (one: Named) => (one.model_version ? `v${one.model_version}` : "none picked");
const keyOf = (one: Named) => `${one.served_entity} ${one.model_version}`;
/** Numbers come without an entity from where another server answers. */
const entityOf = (one: Named) =>
  one.served_entity || (one.model_version ? "served elsewhere" : none);

/** Names of lines: where two have one number, with what served them. */
export function labelsOf(versions: readonly Named[]): string[] {
  const isTwice = (one: Named) =>
    versions.filter((other) => other.model_version === one.model_version).length > 1;
  return versions.map((one) => (isTwice(one) ? `${nameOf(one)}, ${entityOf(one)}` : nameOf(one)));
}

export function Versions({ told, markers }: { told: Told; markers: readonly Marker[] }) {
  const { series, lastSeconds, openAt, performance } = told;
  const known = performance?.by_model_version ?? [];
  const versions = series.by_model_version.filter((one) => sum(one.total_requests) > 0);
  if (versions.length === 0) return null;
  const all = sum(versions.map((one) => sum(one.total_requests)));
  const shared = { times: series.times, markers, openAt };
  const of = (one: Version) => known.find((other) => keyOf(other) === keyOf(one));
  const drawn = versions.slice(0, drawnMax);
  const labels = labelsOf(drawn);
  const color = (at: number) => `--series-${(at % 6) + 1}`;
  const columns: readonly Column<Version>[] = [
    { key: "version", title: "Version", sort: nameOf, render: nameOf },
    { key: "entity", title: "Served entity", render: entityOf },
    {
      key: "requests",
      title: "Requests",
      align: "end",
      sort: (one) => sum(one.total_requests),
      render: (one) => count(sum(one.total_requests)),
    },
    {
      key: "share",
      title: "Share",
      align: "end",
      render: (one) => percent(sum(one.total_requests) / all),
    },
    {
      key: "errors",
      title: "Errors",
      align: "end",
      render: (one) => percentage(of(one)?.error_rate, 2),
    },
    {
      key: "p50",
      title: "p50",
      align: "end",
      isMinor: true,
      render: (one) => milliseconds(of(one)?.p50_latency_ms),
    },
    {
      key: "p95",
      title: "p95",
      align: "end",
      render: (one) => milliseconds(of(one)?.p95_latency_ms),
    },
    {
      key: "p99",
      title: "p99",
      align: "end",
      isMinor: true,
      render: (one) => milliseconds(of(one)?.p99_latency_ms),
    },
  ];
  return (
    <Panel title="By version" testid="versions">
      <div class="stack">
        <div class="columns">
          <TimeChart
            {...shared}
            title="Requests"
            height={150}
            unit={perMinute}
            testid="chart-version-requests"
            series={drawn.map((one, at) => ({
              key: keyOf(one),
              label: labels[at]!,
              color: color(at),
              kind: "step",
              isStacked: true,
              values: perMinuteOf(one.total_requests, series.bucket_seconds, lastSeconds),
            }))}
          />
          <TimeChart
            {...shared}
            title="p95"
            height={150}
            unit={milliseconds}
            testid="chart-version-p95"
            series={drawn.map((one, at) => ({
              key: keyOf(one),
              label: labels[at]!,
              color: color(at),
              values: one.p95_latency_ms,
            }))}
          />
        </div>
        <DataTable
          label="Versions"
          columns={columns}
          rows={versions}
          rowKey={keyOf}
          testid="versions-table"
        />
      </div>
    </Panel>
  );
}
