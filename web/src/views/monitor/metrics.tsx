// The numbers of one endpoint over time, with what was deployed in between.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { HeatMap } from "../../charts/heat_map";
import type { Marker, Series } from "../../charts/series";
import { TimeChart } from "../../charts/time_chart";
import { param, setParams } from "../../state/location";
import { boundsOf, isPast, range } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { count, milliseconds, number, percentage, perMinute } from "../../ui/format";
import { Panel, Stat, Stats } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { AlertsRail } from "./alerts_rail";
import { HealthCard } from "./health_card";
import { Realtime } from "./realtime";
import { countsIn, perMinuteOf, planOf, sum, totalsOf, within, type MetricSeries } from "./series";
import { useMarkers } from "./use_markers";
import { Versions } from "./versions";

const percentiles = ["p50", "p95", "p99"] as const;
type Percentile = (typeof percentiles)[number];
const dollars = (value: number | null) => (value === null ? "–" : `$${number(value)}`);

/** Buttons of which one is pressed; the choice is in the address. */
export function Choice({
  label,
  name,
  usual,
  choices,
}: {
  label: string;
  name: string;
  usual: string;
  choices: readonly (readonly [string, string])[];
}) {
  const chosen = param(name).value || usual;
  return (
    <div class="segments" role="group" aria-label={label}>
      {choices.map(([value, word]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          data-testid={`${name}-${value}`}
          onClick={() => setParams({ [name]: value === usual ? null : value }, "replace")}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

function latencyLines(series: MetricSeries, interval: string): Series[] {
  const colors = { p50: "--series-2", p95: "--series-1", p99: "--series-3" };
  const lines: Series[] = percentiles.map((key) => ({
    key,
    label: key,
    values: series[key].values,
    color: colors[key],
    ...(key === "p50" && interval === "none" ? { bandTo: "p95" } : {}),
  }));
  if (!percentiles.includes(interval as Percentile)) return lines;
  const of = series[interval as Percentile];
  const color = colors[interval as Percentile];
  return [
    ...lines,
    { key: "low", label: "from", values: of.low, color, isDashed: true, bandTo: "high" },
    { key: "high", label: "to", values: of.high, color, isDashed: true },
  ];
}

const errorClasses = [
  { key: "failed", label: "5xx", color: "--series-3" },
  { key: "timed_out", label: "504", color: "--series-4" },
  { key: "client_errors", label: "4xx", color: "--series-6" },
  { key: "rate_limited", label: "429", color: "--series-2" },
] as const;

function Latency({ series, markers }: { series: MetricSeries; markers: readonly Marker[] }) {
  const interval = param("interval").value || "none";
  return (
    <Panel
      title="Latency"
      testid="latency"
      actions={
        <>
          <Choice
            label="Sampling interval with 95 % confidence"
            name="interval"
            usual="none"
            choices={[["none", "Band"], ...percentiles.map((key) => [key, `${key} ±`] as const)]}
          />
          <Choice
            label="Scale"
            name="scale"
            usual="linear"
            choices={[
              ["linear", "Linear"],
              ["log", "Log"],
            ]}
          />
        </>
      }
    >
      <TimeChart
        title="Percentiles"
        times={series.times}
        series={latencyLines(series, interval)}
        unit={milliseconds}
        markers={markers}
        height={220}
        isLog={param("scale").value === "log"}
        testid="chart-latency"
      />
    </Panel>
  );
}

function Charts({
  series,
  known,
  markers,
}: {
  series: MetricSeries;
  known: readonly Schemas["VersionPerformance"][];
  markers: readonly Marker[];
}) {
  const { times, bucket_seconds: bucket } = series;
  const rate = (values: readonly number[]) => perMinuteOf(values, bucket);
  const shared = { times, markers };
  return (
    <>
      <div class="columns">
        <Panel testid="requests-panel">
          <TimeChart
            {...shared}
            title="Requests"
            testid="chart-requests"
            unit={perMinute}
            series={[
              {
                key: "all",
                label: "all",
                values: rate(totalsOf(series)),
                color: "--series-1",
                kind: "area",
              },
            ]}
          />
        </Panel>
        <Panel testid="errors-panel">
          <TimeChart
            {...shared}
            title="Errors by class"
            testid="chart-errors"
            unit={count}
            max={4}
            series={errorClasses.map(({ key, label, color }) => ({
              key,
              label,
              color,
              values: series[key],
              kind: "bars",
              isStacked: true,
            }))}
          />
        </Panel>
      </div>
      <Latency series={series} markers={markers} />
      <Panel testid="heat-panel">
        <HeatMap
          title="Latency, spread"
          testid="chart-heat"
          unit={milliseconds}
          bucketSeconds={bucket}
          markers={markers}
          data={{ times, bounds: series.latency.bounds_ms, counts: series.latency.counts }}
        />
      </Panel>
      <Tokens series={series} markers={markers} />
      <Versions series={series} known={known} markers={markers} />
    </>
  );
}

function Tokens({ series, markers }: { series: MetricSeries; markers: readonly Marker[] }) {
  const { times, input_tokens: input, output_tokens: output, cost_dollars: cost } = series;
  if (!input && !cost) return null;
  return (
    <div class="columns">
      {input && output ? (
        <Panel testid="tokens-panel">
          <TimeChart
            title="Tokens"
            testid="chart-tokens"
            {...{ times, markers }}
            unit={count}
            series={[
              {
                key: "out",
                label: "out",
                values: output,
                color: "--series-2",
                kind: "step",
                isStacked: true,
              },
              {
                key: "in",
                label: "in",
                values: input,
                color: "--series-1",
                kind: "step",
                isStacked: true,
              },
            ]}
          />
        </Panel>
      ) : null}
      {cost ? (
        <Panel testid="cost-panel">
          <TimeChart
            title="Cost"
            testid="chart-cost"
            {...{ times, markers }}
            unit={dollars}
            series={[
              { key: "cost", label: "cost", values: cost, color: "--series-5", kind: "step" },
            ]}
          />
        </Panel>
      ) : null}
    </div>
  );
}

const interval = (bounds: readonly number[] | null | undefined) =>
  bounds ? `${milliseconds(bounds[0])} to ${milliseconds(bounds[1])}` : undefined;

function Summary({
  series,
  performance,
}: {
  series: MetricSeries;
  performance: Schemas["EndpointPerformance"] | undefined;
}) {
  const { total_requests: total, failed_requests: failed, error_rate: errors } = countsIn(series);
  const minutes = (series.times.length * series.bucket_seconds) / 60;
  return (
    <Stats testid="metrics-stats">
      <Stat
        label="Requests"
        value={count(total)}
        detail={minutes > 0 ? perMinute(total / minutes) : undefined}
        testid="stat-requests"
      />
      <Stat
        label="Error rate"
        value={percentage(errors, 2)}
        detail={`${count(failed)} failed`}
        tone={errors !== null && errors >= 1 ? "bad" : undefined}
        testid="stat-errors"
      />
      <Stat
        label="Rejected"
        value={count(sum(series.client_errors) + sum(series.rate_limited))}
        detail={`${count(sum(series.rate_limited))} rate limited`}
      />
      {percentiles.map((name) => (
        <Stat
          key={name}
          label={name}
          value={milliseconds(performance?.[`${name}_latency_ms`])}
          detail={interval(performance?.latency_interval?.[name])}
          testid={`stat-${name}`}
        />
      ))}
      {series.cost_dollars ? <Stat label="Cost" value={dollars(sum(series.cost_dollars))} /> : null}
    </Stats>
  );
}

async function read(id: string, signal: AbortSignal) {
  const span = range.value;
  const [series, performance] = await Promise.all([
    api.get("/api/v1/monitoring/metrics/series/{endpoint_id}", {
      path: { endpoint_id: id },
      query: planOf(span, Date.now()),
      signal,
    }),
    api.get("/api/v1/monitoring/metrics/performance", {
      query: { endpoint_id: id, ...boundsOf(span) },
      signal,
    }),
  ]);
  return { series: within(series, span), performance: performance[0] };
}

export function Metrics({ health }: { health: Schemas["EndpointHealth"] }) {
  const { endpoint_id: id } = health;
  const { fromText, toText } = range.value;
  const loaded = useResource(`series ${id} ${fromText} ${toText}`, (signal) => read(id, signal), {
    topics: ["metrics"],
    throttleMs: 3_000,
  });
  const markers = useMarkers(id);
  return (
    <div class="monitor">
      <div class="stack">
        <Loaded of={loaded} lines={12}>
          {({ series, performance }) => (
            <div class="stack">
              <Summary series={series} performance={performance} />
              <Charts
                series={series}
                markers={markers}
                known={performance?.by_model_version ?? []}
              />
            </div>
          )}
        </Loaded>
      </div>
      <aside class="stack" aria-label="Now">
        {isPast(range.value) ? (
          <p class="quiet" data-testid="aside-is-now">
            What is here is of now, not of the range.
          </p>
        ) : null}
        <Realtime id={id} />
        <HealthCard health={health} />
        <AlertsRail id={id} />
        <div class="row">
          <Choice
            label="Deployments in charts"
            name="markers"
            usual="on"
            choices={[
              ["on", "Deployments shown"],
              ["off", "Hidden"],
            ]}
          />
        </div>
      </aside>
    </div>
  );
}
