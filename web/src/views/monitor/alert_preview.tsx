// How often a rule would have fired on what is stored, and the values it looks at.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import type { Marker } from "../../charts/series";
import { TimeChart } from "../../charts/time_chart";
import { range, rangeLabel } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { count, moment, none, plural, span, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import type { Rule } from "./alert_form";
import { valueOf } from "./alert_words";
import { levelOf, windowsOf } from "./drift_words";
import { errorRate, lastSecondsOf, perMinuteOf, planOf, totalsOf } from "./series";

type Report = Schemas["BacktestReport"];
const patienceMs = 400;
const episodesShown = 5;

interface Values {
  times: number[];
  values: (number | null)[];
}

/** What a rule of this type looks at, over the range; null where it is no series. */
async function readValues(
  endpoint: string,
  rule: Rule,
  signal: AbortSignal,
): Promise<Values | null> {
  const path = { endpoint_id: endpoint };
  if (rule.alert_type === "drift") {
    const level = levelOf(range.value, Date.now());
    const all = await api.get("/api/v1/monitoring/drift-windows/{endpoint_id}", {
      path,
      query: windowsOf(range.value, level),
      signal,
    });
    const feature = all.features.find((one) => one.feature === rule.metric);
    return {
      times: all.windows.map((one) => (moment(one.started_at) ?? 0) / 1000),
      values: feature ? feature.drift_score : all.windows.map((one) => one.drift_score),
    };
  }
  if (!["latency", "error_rate", "traffic"].includes(rule.alert_type)) return null;
  const plan = planOf(range.value, Date.now(), 60);
  const all = await api.get("/api/v1/monitoring/metrics/series/{endpoint_id}", {
    path,
    query: plan,
    signal,
  });
  const percentile = rule.metric === "p50" ? all.p50 : rule.metric === "p99" ? all.p99 : all.p95;
  if (rule.alert_type === "latency") return { times: all.times, values: percentile.values };
  if (rule.alert_type === "traffic")
    return {
      times: all.times,
      values: perMinuteOf(totalsOf(all), plan.bucket_seconds, lastSecondsOf(all, Date.now())),
    };
  const rates = all.successful.map((good, at) => {
    const rate = errorRate(good, all.failed[at]! + all.timed_out[at]!);
    return rate === null ? null : rate / 100;
  });
  return { times: all.times, values: rates };
}

const markersOf = (report: Report): Marker[] =>
  report.episodes.map((one) => ({ at: (moment(one.fired_at) ?? 0) / 1000, label: "fires" }));

function Told({ report, rule }: { report: Report; rule: Rule }) {
  const type = rule.alert_type;
  return (
    <>
      <p class="fired" data-testid="backtest-fired">
        Would have fired <b>{plural(report.fired, "time")}</b>
      </p>
      <Facts
        facts={[
          ["From, to", `${time(report.from, "short")} – ${time(report.to, "short")}`],
          ["Evaluations", `${count(report.evaluations)}, each ${span(report.step_seconds * 1000)}`],
          ["Without data", count(report.without_data)],
          ["Firing for", span(report.firing_seconds * 1000)],
          ["Notices", count(report.notices)],
          [
            "Values",
            report.smallest_value === null
              ? none
              : `${valueOf(type, report.smallest_value)} to ${valueOf(type, report.largest_value)}`,
          ],
        ]}
      />
      {report.warnings.map((warning) => (
        <p key={warning} class="quiet">
          {warning}
        </p>
      ))}
      <ul class="plain-list">
        {report.episodes.slice(0, episodesShown).map((one) => (
          <li key={one.fired_at} class="quiet">
            {time(one.fired_at)}: {valueOf(type, one.peak_value)} at most
            {one.resolved_at ? `, until ${time(one.resolved_at, "short")}` : ", still firing"}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The rule as it was when nobody typed for a moment. */
function useSettled(text: string): string {
  const settled = useSignal(text);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = text), patienceMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled.value;
}

/** Of who is told, and of the name, the past does not depend. */
function asked(rule: Rule): Rule {
  return { ...rule, notification_channels: [], name: null, runbook_url: null };
}

export function AlertPreview({ endpoint, rule }: { endpoint: string; rule: Rule | null }) {
  const settled = useSettled(endpoint && rule ? JSON.stringify(asked(rule)) : "");
  const { fromText, toText } = range.value;
  const key = settled && `${endpoint} ${fromText} ${toText} ${settled}`;
  const ready = settled ? (JSON.parse(settled) as Rule) : null;
  const backtest = useResource(
    key && `backtest ${key}`,
    (signal) =>
      api.post("/api/v1/monitoring/alerts/backtest", {
        body: { ...ready!, endpoint_id: endpoint, from: fromText, to: toText },
        signal,
      }),
    { everyMs: 0 },
  );
  const values = useResource(
    key && `values ${key}`,
    (signal) => readValues(endpoint, ready!, signal),
    {
      everyMs: 0,
    },
  );
  if (!ready)
    return (
      <section class="stack preview" aria-label="Preview">
        <h3>Preview</h3>
        <p class="quiet">It needs an endpoint and a threshold.</p>
      </section>
    );
  const shown = values.data;
  return (
    <section class="stack preview" aria-label="Preview" data-testid="alert-preview">
      <h3>{rangeLabel(range.value, (at) => time(at, "short"))}</h3>
      <Loaded of={backtest} lines={6}>
        {(report) => <Told report={report} rule={ready} />}
      </Loaded>
      {shown ? (
        <TimeChart
          title="Values"
          testid="preview-chart"
          height={140}
          times={shown.times}
          unit={(value) => valueOf(ready.alert_type, value)}
          max={ready.threshold}
          markers={backtest.data ? markersOf(backtest.data) : []}
          series={[
            { key: "value", label: "value", values: shown.values, color: "--series-1" },
            {
              key: "threshold",
              label: "threshold",
              values: shown.times.map(() => ready.threshold),
              color: "--bad",
              isDashed: true,
            },
          ]}
        />
      ) : null}
    </section>
  );
}
