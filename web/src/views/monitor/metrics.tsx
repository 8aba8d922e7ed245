// The numbers of one endpoint over time, with what was deployed in between.
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../api/types";
import { HeatMap } from "../../charts/heat_map";
import type { Marker } from "../../charts/series";
import { TimeChart } from "../../charts/time_chart";
import { param } from "../../state/location";
import { isPast, range } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { count, milliseconds, none, number, percentage, perMinute } from "../../ui/format";
import { Panel, Stat, Stats } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { AlertsRail } from "./alerts_rail";
import {
  costLines,
  errorLines,
  latencyLines,
  percentiles,
  requestLines,
  tokenLines,
} from "./chart_lines";
import { Choice } from "../../ui/segments";
import { Compared } from "./compared";
import { HealthCard } from "./health_card";
import type { PreviousLines } from "./previous";
import { readMetrics, type Told } from "./read_metrics";
import { Realtime } from "./realtime";
import { countsIn, perMinuteOf, sum, totalsOf, type MetricSeries } from "./series";
import { useMarkers } from "./use_markers";
import { Versions } from "./versions";

const dollars = (value: number | null) => (value === null ? none : `$${number(value)}`);
const dollarsPerHour = (value: number | null) => (value === null ? none : `${dollars(value)}/h`);
const tokensPerMinute = (value: number | null) => (value === null ? none : `${number(value)}/min`);

interface Shared {
  series: MetricSeries;
  times: readonly number[];
  markers: readonly Marker[];
  openAt: number | undefined;
}

function Latency({
  series,
  before,
  ...shared
}: Shared & { before: PreviousLines | null | undefined }) {
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
        {...shared}
        title="Percentiles"
        series={latencyLines(series, interval, before)}
        unit={milliseconds}
        height={220}
        isLog={param("scale").value === "log"}
        testid="chart-latency"
      />
    </Panel>
  );
}

function Charts({ told, markers }: { told: Told; markers: readonly Marker[] }) {
  const { series, lastSeconds, openAt, previous } = told;
  const { times, bucket_seconds: bucket } = series;
  const shared = { times, markers, openAt };
  const before = param("compare").value === "previous" ? previous?.lines : null;
  return (
    <>
      <div class="columns">
        <Panel testid="requests-panel">
          <TimeChart
            {...shared}
            title="Requests"
            testid="chart-requests"
            unit={perMinute}
            series={requestLines(perMinuteOf(totalsOf(series), bucket, lastSeconds), before)}
          />
        </Panel>
        <Panel testid="errors-panel">
          <TimeChart
            {...shared}
            title="Errors by class"
            testid="chart-errors"
            unit={count}
            max={4}
            series={errorLines(series, before)}
          />
        </Panel>
      </div>
      <Latency {...shared} series={series} before={before} />
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
      <Tokens {...shared} told={told} before={before} />
      <Versions told={told} markers={markers} />
    </>
  );
}

function Tokens({
  told,
  before,
  ...shared
}: Omit<Shared, "series"> & { told: Told; before: PreviousLines | null | undefined }) {
  const tokens = tokenLines(told.series, told.lastSeconds, before);
  const cost = costLines(told.series, told.lastSeconds, before);
  if (!tokens && !cost) return null;
  return (
    <div class="columns">
      {tokens ? (
        <Panel testid="tokens-panel">
          <TimeChart
            {...shared}
            title="Tokens"
            testid="chart-tokens"
            unit={tokensPerMinute}
            series={tokens}
          />
        </Panel>
      ) : null}
      {cost ? (
        <Panel testid="cost-panel">
          <TimeChart
            {...shared}
            title="Cost"
            testid="chart-cost"
            unit={dollarsPerHour}
            series={cost}
          />
        </Panel>
      ) : null}
    </div>
  );
}

const interval = (bounds: readonly number[] | null | undefined) =>
  bounds ? `${milliseconds(bounds[0])} to ${milliseconds(bounds[1])}` : undefined;

function Summary({ told }: { told: Told }) {
  const { series, lastSeconds, performance } = told;
  const { total_requests: total, failed_requests: failed, error_rate: errors } = countsIn(series);
  const whole = Math.max(0, series.times.length - 1) * series.bucket_seconds;
  const minutes = series.times.length > 0 ? (whole + lastSeconds) / 60 : 0;
  const before = param("compare").value === "previous" ? told.previous?.counts : null;
  const was = (words: string) => (before ? `, previous ${words}` : "");
  return (
    <Stats testid="metrics-stats">
      <Stat
        label="Requests"
        value={count(total)}
        detail={
          minutes > 0
            ? `${perMinute(total / minutes)}${was(count(before?.total_requests))}`
            : undefined
        }
        testid="stat-requests"
      />
      <Stat
        label="Error rate"
        value={percentage(errors, 2)}
        detail={`${count(failed)} failed${was(percentage(before?.error_rate, 2))}`}
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

export function Metrics({ health }: { health: Schemas["EndpointHealth"] }) {
  const { endpoint_id: id } = health;
  const { fromText, toText } = range.value;
  const isCompared = param("compare").value === "previous";
  const loaded = useResource(
    `series ${id} ${fromText} ${toText}`,
    (signal) => readMetrics(id, range.peek(), isCompared, signal),
    { topics: ["metrics"], throttleMs: 3_000 },
  );
  // What is shown stays until it is there with what it is compared with.
  useEffect(() => {
    if (loaded.data && isCompared !== Boolean(loaded.data.previous)) loaded.reload();
  }, [isCompared, loaded.at]);
  const markers = useMarkers(id);
  return (
    <div class="monitor">
      <div class="stack">
        <Loaded of={loaded} lines={12}>
          {(told) => (
            <div class="stack">
              <Compared told={told} />
              <Summary told={told} />
              <Charts told={told} markers={markers} />
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
