// Silences in words, and the same once more.
import { expect, it } from "vitest";
import { sameOf } from "./silence_dialog";
import type { Alert } from "./alert_words";
import { isOf, matcherWords, silenceOf, type Silence } from "./silence_words";

const now = Date.parse("2026-11-30T12:00:00Z");
const silence = (id: string): Silence => ({
  id,
  matchers: [{ label: "endpoint", value: "far", is_equal: false, is_regex: true }],
  starts_at: "2026-11-30T11:00:00Z",
  ends_at: "2026-11-30T13:00:00Z",
  comment: "why",
  created_at: "2026-11-30T11:00:00Z",
  created_by: "local",
});

it("says what is matched, and how", () => {
  const [matcher] = silence("a").matchers;
  expect(matcherWords(matcher!, [])).toBe("endpoint is not like far");
});

it("keeps the beginning of what has not begun", () => {
  const { matchers, ends_at, comment } = silence("a");
  expect(sameOf(silence("a"), now)).toEqual({ matchers, ends_at, comment });
  const later = { ...silence("a"), starts_at: "2026-11-30T12:30:00Z" };
  expect(sameOf(later, now)).toMatchObject({ starts_at: "2026-11-30T12:30:00Z" });
});

const alert = {
  id: "a1",
  name: "Slow",
  alert_type: "latency",
  endpoint_id: "e1",
  endpoint_name: "churn",
  severity: "critical",
  labels: { team: "risk" },
} as unknown as Alert;

it("knows which alerts a silence is of", () => {
  const of = (label: string, value: string, how = {}) =>
    isOf({ matchers: [{ label, value, ...how }] }, alert);
  expect(of("alert_id", "a1")).toBe(true);
  expect(of("endpoint_id", "e2")).toBe(false);
  expect(of("endpoint", "churn", { is_equal: false })).toBe(false);
  expect(of("team", "ri.*", { is_regex: true })).toBe(true);
  expect(of("team", "ri", { is_regex: true })).toBe(false);
  expect(of("team", "(?P<x>risk)", { is_regex: true })).toBe(false);
  expect(of("no label", "")).toBe(true);
  expect(
    isOf(
      {
        matchers: [
          { label: "team", value: "risk" },
          { label: "severity", value: "info" },
        ],
      },
      alert,
    ),
  ).toBe(false);
});

it("tells the silence that holds an alert longest, and none that has not begun or has ended", () => {
  const of = (id: string, from: string, until: string): Silence => ({
    ...silence(id),
    matchers: [{ label: "alert_id", value: "a1", is_equal: true, is_regex: false }],
    starts_at: `2026-11-30T${from}:00Z`,
    ends_at: `2026-11-30T${until}:00Z`,
  });
  const all = [of("short", "11:00", "12:30"), of("long", "11:00", "13:00")];
  const others = [of("over", "10:00", "11:30"), of("later", "12:30", "14:00"), silence("far")];
  expect(silenceOf(alert, [...all, ...others], now)?.id).toBe("long");
  expect(silenceOf(alert, others.slice(0, 2), now)).toBeUndefined();
});
