import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rangeOf } from "../../state/time_range";
import {
  coarser,
  comparedOf,
  levelOf,
  ofQueries,
  rowsOf,
  severityOf,
  warningWords,
  windowsOf,
  type DriftWindows,
} from "./drift_words";

const now = Date.parse("2026-11-29T12:00:00Z");
const range = (from: string, to = "now") => rangeOf(from, to, now);

it("takes windows that show a range well", () => {
  const of = (from: string, to = "now") =>
    windowsOf(range(from, to), levelOf(range(from, to), now));
  expect(of("now-15m")).toEqual({ level: "5m", windows: 6 });
  expect(of("now-1h")).toEqual({ level: "5m", windows: 12 });
  expect(of("now-24h")).toEqual({ level: "1h", windows: 24 });
  expect(of("now-7d")).toEqual({ level: "6h", windows: 28 });
  expect(of("now-30d")).toEqual({ level: "1d", windows: 30 });
  expect(of("now-90d")).toEqual({ level: "1d", windows: 48 });
  expect(of("now-3h", "now-2h")).toEqual({ level: "5m", windows: 12, until: "now-2h" });
});

it("takes windows that are still kept of the time of a range that has ended", () => {
  expect(levelOf(range("now-13d", "now-311h"), now)).toBe("5m");
  expect(levelOf(range("now-15d", "now-359h"), now)).toBe("1h");
  expect(levelOf(range("now-200d", "now-4799h"), now)).toBe("1d");
});

it("judges at most a week as a whole", () => {
  expect(comparedOf(range("now-90m"), now)).toEqual({ comparison_hours: 2 });
  expect(comparedOf(range("now-24h"), now + 5_000)).toEqual({ comparison_hours: 24 });
  expect(comparedOf(range("now-90d", "now-1d"), now)).toEqual({
    comparison_hours: 168,
    until: "now-1d",
  });
});

it("has the server's severities", () => {
  expect([0.09, 0.1, 0.25, 0.5].map(severityOf)).toEqual(["low", "medium", "high", "critical"]);
});

const feature = (name: string, score: number, role = "input") =>
  ({ feature: name, role, drift_score: score, drifted: score > 0.1 }) as never;

it("sorts what drifted most first, answers after inputs, and keeps gaps", () => {
  const report = {
    verdict: "drift",
    feature_details: [feature("a", 0.1), feature("b", 0.6)],
    prediction_drift: [feature("score", 0.9, "score")],
  } as never;
  const windows = {
    features: [{ feature: "a", role: "input", drift_score: [null, 0.2] }],
  } as unknown as DriftWindows;
  const rows = rowsOf(report, windows);
  expect(rows.map((row) => row.feature)).toEqual(["b", "a", "score"]);
  expect(rows[1]!.scores).toEqual([null, 0.2]);
  expect(rows[0]!.scores).toEqual([]);
});

it("draws neighbouring ranges as one, and adds their rows", () => {
  const bin = (at: number) => ({
    bin: `${at} to ${at + 1}`,
    low: at,
    high: at + 1,
    baseline_count: 2,
    recent_count: 1,
    baseline_share: 0.02,
    recent_share: 0.01,
  });
  const missing = { ...bin(0), bin: "missing", low: null, high: null };
  const all = [missing, ...Array.from({ length: 100 }, (_, at) => bin(at))];
  const drawn = coarser(all, 21);
  expect(drawn).toHaveLength(21);
  expect(drawn[0]!.bin).toBe("missing");
  expect(drawn[1]).toMatchObject({ bin: "0 to 5", baseline_count: 10 });
  expect(drawn.reduce((sum, one) => sum + one.recent_count, 0)).toBe(101);
  expect(coarser(all.slice(0, 10), 21)).toHaveLength(10);
});

it("shows no number where there is no verdict", () => {
  const report = {
    verdict: "insufficient_data",
    feature_details: [feature("a", 0.3)],
    prediction_drift: [],
  } as never;
  expect(rowsOf(report, undefined)[0]!.score).toBeNull();
});

it("warns without names of parameters and routes that the page does not have", () => {
  expect(
    warningWords(
      "The baseline has only 398 rows. Compared with the version's baseline: baseline_days is ignored.",
    ),
  ).toBe("The baseline has only 398 rows. Compared with the version's baseline.");
  expect(
    warningWords(
      "There they are not compared. With model_version, a served version is compared with its own baseline.",
    ),
  ).toBe("There they are not compared.");
  expect(
    warningWords(
      "None of it is before the recent window. Ask for a later or shorter window (until, comparison_hours, level), or for an earlier revision.",
    ),
  ).toBe(
    "None of it is before the recent window. Choose a later or shorter range, or an earlier revision.",
  );
  expect(
    warningWords(
      "Version 1 of m has no baseline that is ready: register it with one, or POST /api/v1/monitoring/baselines.",
    ),
  ).toBe(
    "Version 1 of m has no baseline that is ready: register it with one, or send one as a file.",
  );
});

it("has other words only for what the server says", () => {
  const folder = new URL("../../../../src/monitor/drift/", import.meta.url);
  const said = ["comparison.cpp", "verdict.cpp"]
    .map((name) => readFileSync(new URL(name, folder), "utf8").replace(/"\s*"/g, ""))
    .join();
  for (const [words] of ofQueries) expect(said).toContain(words);
});
