// Which endpoints come first.
import { expect, it } from "vitest";
import type { Schemas } from "../../api/types";
import { isNamed, worstFirst } from "./worst_first";

const health = (
  status: Schemas["EndpointHealth"]["status"],
  alerts = 0,
  isDrifting = false,
): Schemas["EndpointHealth"] =>
  ({ status, active_alerts: alerts, drift_detected: isDrifting }) as Schemas["EndpointHealth"];

it("the alphabetically last of 400 comes first when its alert fires", () => {
  const rows = Array.from({ length: 400 }, (_, at) => ({
    name: `ext-${at}`,
    health: health("unknown", at === 399 ? 1 : 0),
  }));
  const shown = worstFirst(rows, (row) => row).map(({ name }) => name);
  expect(shown.slice(0, 3)).toEqual(["ext-399", "ext-0", "ext-1"]);
  expect(shown).toHaveLength(400);
});

it("then what is worst, then the names as people count", () => {
  const rows = [
    { name: "b10", health: health("healthy") },
    { name: "b9", health: health("unknown") },
    { name: "a", health: undefined },
    { name: "drifts", health: health("healthy", 0, true) },
    { name: "warning", health: health("warning") },
    { name: "failed", health: undefined, state: "FAILED" as const },
    { name: "critical", health: health("critical") },
    { name: "firing", health: health("healthy", 2) },
  ];
  expect(worstFirst(rows, (row) => row).map(({ name }) => name)).toEqual([
    "firing",
    "critical",
    "failed",
    "warning",
    "drifts",
    "a",
    "b9",
    "b10",
  ]);
});

it("finds a name by a part of it", () => {
  expect(isNamed("Fraud-EU", " fraud ")).toBe(true);
  expect(isNamed("fraud-eu", "us")).toBe(false);
  expect(isNamed("anything", "")).toBe(true);
});
