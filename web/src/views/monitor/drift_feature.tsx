// One feature: both distributions in the same bins, how far apart they are, and since when.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { CumulativeOverlay } from "../../charts/cumulative";
import type { HistogramBin } from "../../charts/distribution";
import { HistogramOverlay } from "../../charts/histogram";
import type { Series } from "../../charts/series";
import { TimeChart } from "../../charts/time_chart";
import { setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { range } from "../../state/time_range";
import { StateBadge } from "../../ui/badge";
import { Drawer } from "../../ui/dialog";
import { count, moment, none, number, percent, time } from "../../ui/format";
import { Facts } from "../../ui/panel";
import { Segments } from "../../ui/segments";
import { Loaded } from "../../ui/states";
import { TableBox } from "../../ui/table_box";
import { monitorOf } from "./addresses";
import {
  coarser,
  comparedOf,
  severityOf,
  warningWords,
  type DriftOf,
  type DriftWindows,
  type Level,
} from "./drift_words";
import { Explanation } from "./explanation";
import { Ticked } from "../../ui/ticked";
import { useMarkers } from "./use_markers";

type Report = Schemas["FeatureDriftReport"];

function Distributions({ report }: { report: Report }) {
  const look = useSignal<"share" | "count" | "cdf">("share");
  const bins = coarser(report.bins);
  const share: HistogramBin[] = bins.map((bin) => ({
    label: bin.bin,
    before: bin.baseline_share,
    after: bin.recent_share,
  }));
  const counts: HistogramBin[] = bins.map((bin) => ({
    label: bin.bin,
    before: bin.baseline_count,
    after: bin.recent_count,
  }));
  const labels = { beforeLabel: "baseline", afterLabel: "recent" };
  return (
    <div class="stack">
      <Segments
        label="How the distributions are drawn"
        value={look.value}
        choices={[
          ["share", "Share"],
          ["count", "Count"],
          ["cdf", "Cumulative"],
        ]}
        onChoose={(value) => (look.value = value)}
        testid="look"
      />
      {look.value === "cdf" ? (
        <CumulativeOverlay
          title="Cumulative share of rows"
          bins={share}
          {...labels}
          testid="drift-cdf"
        />
      ) : look.value === "count" ? (
        <HistogramOverlay
          title="Rows"
          bins={counts}
          unit={count}
          {...labels}
          testid="drift-histogram"
        />
      ) : (
        <HistogramOverlay title="Share of rows" bins={share} {...labels} testid="drift-histogram" />
      )}
    </div>
  );
}

/** Distances by window; gaps where there was no verdict. */
function Distances({
  id,
  windows,
  feature,
}: {
  id: string;
  windows: DriftWindows;
  feature: string;
}) {
  const markers = useMarkers(id);
  const of = windows.features.find((one) => one.feature === feature);
  if (!of) return null;
  const line = (key: string, label: string, values: Series["values"], color: string): Series => ({
    key,
    label,
    values,
    color,
  });
  const times = windows.windows.map((one) => (moment(one.started_at) ?? 0) / 1000);
  const level = (value: number) => windows.windows.map(() => value);
  return (
    <TimeChart
      title="Distances over time"
      testid="drift-distances"
      times={times}
      markers={markers}
      unit={number}
      max={0.3}
      series={[
        line("score", "score", of.drift_score, "--series-1"),
        line("psi", "PSI", of.psi, "--series-2"),
        ...(of.kind === "categorical" ? [] : [line("ks", "KS", of.ks, "--series-3")]),
        line("js", "JS", of.js_distance, "--series-4"),
        { ...line("high", "high", level(0.25), "--line-strong"), isDashed: true },
      ]}
    />
  );
}

function Numbers({ detail }: { detail: NonNullable<Report["detail"]> }) {
  const { ks, chi_squared: chi } = detail;
  const change = (before: string, after: string) => `${before} → ${after}`;
  return (
    <Facts
      facts={[
        [
          "Score",
          <span class="row" key="s">
            {number(detail.drift_score)} <StateBadge state={severityOf(detail.drift_score)} />
          </span>,
        ],
        ["Mean", change(number(detail.baseline_value), number(detail.recent_value))],
        ["PSI, less chance", `${number(detail.psi)}, ${number(detail.psi_debiased)}`],
        ["Kolmogorov-Smirnov", ks ? `${number(ks.statistic)}, p ${number(ks.p_value)}` : none],
        ["Jensen-Shannon", `${number(detail.js_distance)} nats`],
        ["Wasserstein", detail.wasserstein === null ? none : `${number(detail.wasserstein)} sd`],
        [
          "Chi-squared",
          chi
            ? `${number(chi.statistic)}, ${number(chi.degrees)} degrees, p ${number(chi.p_value)}`
            : none,
        ],
        ["q-value", number(detail.q_value)],
        [
          "Missing",
          change(percent(detail.null_rate.before, 2), percent(detail.null_rate.after, 2)),
        ],
        ["Unseen", percent(detail.unseen_rate, 2)],
      ]}
    />
  );
}

function Moved({ report }: { report: Report }) {
  if (report.contributions.length === 0) return null;
  return (
    <>
      <h3>What moved most</h3>
      <TableBox label="What moved most">
        <table>
          <thead>
            <tr>
              <th scope="col">Bin</th>
              <th scope="col" class="end">
                Baseline
              </th>
              <th scope="col" class="end">
                Recent
              </th>
              <th scope="col" class="end">
                Part of PSI
              </th>
            </tr>
          </thead>
          <tbody>
            {report.contributions.slice(0, 8).map((bin) => (
              <tr key={bin.bin}>
                <th scope="row">{bin.bin}</th>
                <td class="end">{percent(bin.before)}</td>
                <td class="end">{percent(bin.after)}</td>
                <td class="end">{number(bin.contribution)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  );
}

function Unseen({ report }: { report: Report }) {
  if (report.unseen.length === 0) return null;
  return (
    <>
      <h3>New to the baseline</h3>
      <p>{report.unseen.map((one) => `${one.name} (${count(one.count)})`).join(", ")}</p>
    </>
  );
}

function Examples({ report, name, endpoint }: { report: Report; name: string; endpoint: string }) {
  if (report.examples.length === 0) return null;
  return (
    <>
      <h3>Requests in what grew most</h3>
      <ul class="plain-list">
        {report.examples.map((id) => (
          <li key={id}>
            <a
              data-testid="drift-example"
              href={monitorOf(name, endpoint, { tab: "requests", request: id })}
            >
              <code>{id}</code>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function DriftFeature({
  id,
  name,
  feature,
  at,
  level,
  query,
  windows,
}: {
  id: string;
  name: string;
  feature: string;
  /** The end of a window; "" is the range as a whole. */
  at: string;
  level: Level;
  query: DriftOf;
  windows: DriftWindows | undefined;
}) {
  const { fromText, toText } = range.value;
  const asked = at ? `${level} ${at}` : `${fromText} ${toText}`;
  const report = useResource(
    `feature ${id} ${feature} ${query.baseline ?? ""} ${query.model_version ?? ""} ${asked}`,
    (signal) =>
      api.get("/api/v1/monitoring/drift/{endpoint_id}/{feature}", {
        path: { endpoint_id: id, feature },
        query: {
          ...(at ? { level, until: at } : comparedOf(range.peek(), Date.now())),
          ...query,
        },
        signal,
      }),
    { everyMs: 0 },
  );
  return (
    <Drawer
      title={feature}
      testid="drift-feature"
      onClose={() => setParams({ feature: null, at: null })}
    >
      <div class="stack">
        <p class="quiet">{at ? `The window of ${level} up to ${time(at)}` : "The whole range"}</p>
        <Loaded of={report} lines={10}>
          {(told) => (
            <>
              {told.detail?.explanation ? (
                <Explanation
                  text={told.detail.explanation}
                  isDrift={told.detail.drifted}
                  testid="feature-explanation"
                />
              ) : null}
              {told.warning ? (
                <p class="quiet">
                  <Ticked text={warningWords(told.warning)} />
                </p>
              ) : null}
              {told.bins.length > 0 ? <Distributions report={told} /> : null}
              {windows ? <Distances id={id} windows={windows} feature={feature} /> : null}
              {told.detail ? <Numbers detail={told.detail} /> : null}
              <Moved report={told} />
              <Unseen report={told} />
              <Examples report={told} name={name} endpoint={id} />
            </>
          )}
        </Loaded>
      </div>
    </Drawer>
  );
}
