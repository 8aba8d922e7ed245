// What the drift views say and colour: severities, windows, rows of the grid.
import type { Schemas } from "../../api/types";
import { number } from "../../ui/format";
import { windowOf, type TimeRange } from "../../state/time_range";
import { finestKept } from "./series";

export type DriftWindows = Schemas["DriftWindows"];
export type FeatureWindows = Schemas["FeatureWindows"];
export type Level = "5m" | "1h" | "6h" | "1d";

export const levels: readonly (readonly [Level, string, number])[] = [
  ["5m", "5 min", 300],
  ["1h", "1 h", 3600],
  ["6h", "6 h", 21600],
  ["1d", "1 day", 86400],
];
/** So many are shown of a short range, and so many at most the server tells. */
const windowsMin = 6;
const windowsMax = 48;

/** As the server says it of a score. */
export function severityOf(score: number): "low" | "medium" | "high" | "critical" {
  if (score < 0.1) return "low";
  if (score < 0.25) return "medium";
  return score < 0.5 ? "high" : "critical";
}

const secondsOf = (level: Level): number => levels.find(([one]) => one === level)![2];

/** The windows that show a range well, about 24 of them, and are still kept. */
export function levelOf(span: TimeRange, at: number): Level {
  const seconds = (span.to - span.from) / 1000;
  const age = (at - span.from) / 3_600_000;
  const shows = (length: number) =>
    seconds / length <= 36 && finestKept(age + (windowsMin * length) / 3600) <= length;
  return levels.find(([, , length]) => shows(length))?.[0] ?? "1d";
}

/** How many windows of this length the range has. */
function windowsIn(span: TimeRange, level: Level): number {
  const all = Math.round((span.to - span.from) / 1000 / secondsOf(level));
  return Math.max(windowsMin, Math.min(windowsMax, all));
}

/** What is compared with what. */
export interface DriftOf {
  baseline?: string;
  model_version?: string;
}

/** The windows of the range as they are asked for. */
export function windowsOf(span: TimeRange, level: Level, query: DriftOf = {}) {
  const { hours: _, ...until } = windowOf(span, 1);
  return { level, windows: windowsIn(span, level), ...until, ...query };
}

/** The hours that the range as a whole is judged by. */
export function comparedOf(span: TimeRange, at: number) {
  const { hours, ...until } = windowOf(span, 168, at);
  return { comparison_hours: hours, ...until };
}

export interface GridRow {
  feature: string;
  role: string;
  /** Of the range as a whole; null where it is not judged. */
  score: number | null;
  drifted: boolean;
  scores: readonly (number | null)[];
}

/** One row for each feature, the worst first: of the range, then of any window. */
export function rowsOf(
  report: Schemas["DriftReport"],
  windows: DriftWindows | undefined,
): GridRow[] {
  const isJudged = report.verdict === "drift" || report.verdict === "no_drift";
  const told = [...report.feature_details, ...report.prediction_drift].map((one) => ({
    feature: one.feature,
    role: one.role,
    score: isJudged ? one.drift_score : null,
    drifted: one.drifted,
  }));
  const byName = new Map(windows?.features.map((one) => [`${one.role} ${one.feature}`, one]));
  const known =
    told.length > 0
      ? told
      : (windows?.features ?? []).map(({ feature, role }) => ({
          feature,
          role,
          score: null,
          drifted: false,
        }));
  const worst = (row: GridRow) =>
    Math.max(row.score ?? 0, ...row.scores.map((score) => score ?? 0));
  return known
    .map((row) => ({
      ...row,
      scores: byName.get(`${row.role} ${row.feature}`)?.drift_score ?? [],
    }))
    .sort(
      (a, b) =>
        Number(a.role !== "input") - Number(b.role !== "input") ||
        (b.score ?? 0) - (a.score ?? 0) ||
        worst(b) - worst(a) ||
        a.feature.localeCompare(b.feature),
    );
}

type Bin = Schemas["FeatureBinView"];
const binsShown = 32;

/** Neighbouring ranges as one, so that few enough are drawn; single values and what is special stay. */
export function coarser(bins: readonly Bin[], most = binsShown): Bin[] {
  const isRange = (bin: Bin) => bin.low !== null && bin.high !== null && bin.low < bin.high;
  const ranges = bins.filter(isRange).length;
  if (bins.length <= most || ranges < 2) return [...bins];
  const size = Math.ceil(ranges / Math.max(1, most - (bins.length - ranges)));
  const out: Bin[] = [];
  let inLast = size;
  for (const bin of bins) {
    const last = out.at(-1);
    if (!last || !isRange(bin) || !isRange(last) || inLast >= size) {
      out.push(bin);
      inLast = 1;
      continue;
    }
    ++inLast;
    out[out.length - 1] = {
      bin: `${number(last.low)} to ${number(bin.high)}`,
      low: last.low,
      high: bin.high,
      baseline_count: last.baseline_count + bin.baseline_count,
      recent_count: last.recent_count + bin.recent_count,
      baseline_share: last.baseline_share + bin.baseline_share,
      recent_share: last.recent_share + bin.recent_share,
    };
  }
  return out;
}

export const verdictWords: Record<string, readonly ["good" | "warn" | "bad" | "quiet", string]> = {
  drift: ["bad", "Drift"],
  no_drift: ["good", "No drift"],
  insufficient_data: ["quiet", "Too few rows"],
  no_baseline: ["quiet", "No baseline"],
};

/** What a warning says to who wrote a query, and what it says here. */
export const ofQueries: readonly (readonly [string, string])[] = [
  [": baseline_days is ignored.", "."],
  [" With model_version, a served version is compared with its own baseline.", ""],
  [
    "Ask for a later or shorter window (until, comparison_hours, level), or for an earlier revision.",
    "Choose a later or shorter range, or an earlier revision.",
  ],
  ["or POST /api/v1/monitoring/baselines.", "or send one as a file."],
  ["POST a file for it to /api/v1/monitoring/baselines.", "send one as a file."],
  // Where they prove nothing, score and severity are not shown.
  [
    "Score and severity are what these rows show, and prove nothing.",
    "Numbers of so few rows prove nothing.",
  ],
];

/** What the server warns of, for who chose on the page and wrote no query. */
export const warningWords = (warning: string): string =>
  ofQueries.reduce((text, [said, shown]) => text.replace(said, shown), warning);
