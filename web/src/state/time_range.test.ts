// What people type as a time, and what it means.
import { describe, expect, it, vi } from "vitest";
import {
  boundsOf,
  canonicalMoment,
  isPast,
  parseMoment,
  rangeLabel,
  rangeOf,
  windowOf,
} from "./time_range";

const now = Date.parse("2026-11-29T12:00:00Z");

describe("moments", () => {
  it.each([
    ["now", now],
    ["now-6h", now - 6 * 3_600_000],
    ["6h", now - 6 * 3_600_000],
    ["now - 15m", now - 15 * 60_000],
    ["NOW-2D", now - 2 * 86_400_000],
    ["1w", now - 7 * 86_400_000],
    ["2026-11-29T10:00:00Z", now - 2 * 3_600_000],
    [String(now), now],
  ])("%s", (text, at) => expect(parseMoment(text, now)).toBe(at));
  it.each(["", "soon", "now-", "6", "now-6y", "12:00", "2026-13-99"])("%s is none", (text) =>
    expect(parseMoment(text, now)).toBeNull(),
  );
  it("are of the zone that is shown unless they name one", () => {
    vi.stubEnv("TZ", "America/New_York");
    const noon = "2026-11-29T12:00:00Z";
    for (const text of ["2026-11-29 12:00", "2026-11-29T12:00:00", "2026-11-29 12:00:00.000"]) {
      expect(canonicalMoment(text, now, true), text).toBe(noon);
      expect(canonicalMoment(text, now, false), text).toBe("2026-11-29T17:00:00Z");
    }
    expect(canonicalMoment("2026-07-01 9:30", now, false)).toBe("2026-07-01T13:30:00Z");
    expect(canonicalMoment("2026-07-01", now, false)).toBe("2026-07-01T04:00:00Z");
    expect(canonicalMoment("2026-07-01", now, true)).toBe("2026-07-01T00:00:00Z");
    for (const text of [noon, "2026-11-29 12:00 UTC", "2026-11-29T13:00+01:00"])
      for (const utc of [true, false]) expect(canonicalMoment(text, now, utc), text).toBe(noon);
    vi.unstubAllEnvs();
  });
  it("stays relative in the address", () => {
    expect(canonicalMoment("6h", now)).toBe("now-6h");
    expect(canonicalMoment("2026-11-29T10:00:00Z", now)).toBe("2026-11-29T10:00:00Z");
    expect(canonicalMoment("soon", now)).toBeNull();
  });
});

describe("ranges", () => {
  it("is the last day where nothing or nonsense is asked", () => {
    for (const [from, to] of [
      ["", ""],
      ["x", "y"],
      ["now", "now-1h"],
    ] as const) {
      const range = rangeOf(from, to, now);
      expect([range.from, range.to, range.isRelative]).toEqual([now - 86_400_000, now, true]);
    }
  });
  const of = (from: string, to = "now") => windowOf(rangeOf(from, to, now), 720, now);
  it("asks the API for whole hours that cover it, and when they end", () => {
    expect(of("now-15m")).toEqual({ hours: 1 });
    expect(of("now-24h")).toEqual({ hours: 24 });
    expect(of("now-90m")).toEqual({ hours: 2 });
    expect(of("now-90d")).toEqual({ hours: 720 });
    expect(of("now-3h", "now-1h")).toEqual({ hours: 2, until: "now-1h" });
    expect(of("2026-11-20T00:00:00Z", "2026-11-20T00:10:00Z")).toEqual({
      hours: 1,
      until: "2026-11-20T00:10:00.000Z",
    });
  });
  it("is as long when it is asked for as it is called, however long ago now was read", () => {
    const later = now + 5_000;
    expect(windowOf(rangeOf("now-24h", "now", now), 720, later)).toEqual({ hours: 24 });
    expect(boundsOf(rangeOf("now-30d", "now", now), later)).toEqual({ since: "now-30d" });
    expect(windowOf(rangeOf("2026-11-28T12:00:00Z", "now", now), 720, later).hours).toBe(25);
  });
  const bounds = (from: string, to = "now") => boundsOf(rangeOf(from, to, now), now);
  it("asks the API for it to the second, but for no more than is answered", () => {
    expect(bounds("now-15m")).toEqual({ since: "now-15m" });
    expect(bounds("now-30d")).toEqual({ since: "now-30d" });
    expect(bounds("now-90d")).toEqual({ hours: 720 });
    expect(bounds("now-3h", "now-1h")).toEqual({ since: "now-3h", until: "now-1h" });
    expect(bounds("now-90d", "now-1h")).toEqual({ hours: 720, until: "now-1h" });
    expect(bounds("2026-11-20T00:00:00Z", "now")).toEqual({ since: "2026-11-20T00:00:00.000Z" });
    expect(bounds("2026-10-30T12:00:01Z", "now")).toEqual({ hours: 720 });
    expect(bounds("now-1.5h")).toEqual({ since: "2026-11-29T10:30:00.000Z" });
  });
  it("knows whether it has ended", () => {
    expect(isPast(rangeOf("now-3h", "now-1h", now))).toBe(true);
    expect(isPast(rangeOf("now-3h", "now", now))).toBe(false);
  });
});

it.each([
  ["now-1h", "now", "Last hour"],
  ["now-15m", "now", "Last 15 minutes"],
  ["now-3h", "now", "Last 3 hours"],
  ["now-3h", "now-1h", "3 hours to 1 hour ago"],
  ["2026-11-29T10:00:00Z", "now", "at – at"],
])("%s to %s is told as %s", (from, to, words) =>
  expect(rangeLabel(rangeOf(from, to, now), () => "at")).toBe(words),
);
