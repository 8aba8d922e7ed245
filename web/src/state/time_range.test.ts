// What people type as a time, and what it means.
import { describe, expect, it } from "vitest";
import { bucketMinutes, canonicalMoment, hoursOf, parseMoment, rangeOf } from "./time_range";

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
  it("asks the API for whole hours that cover it", () => {
    expect(hoursOf(rangeOf("now-15m", "now", now), now)).toBe(1);
    expect(hoursOf(rangeOf("now-24h", "now", now), now)).toBe(24);
    expect(hoursOf(rangeOf("now-90m", "now", now), now)).toBe(2);
  });
  it("has at most as many buckets as are asked for", () => {
    for (const from of ["now-15m", "now-6h", "now-24h", "now-7d", "now-30d"]) {
      const range = rangeOf(from, "now", now);
      const buckets = (range.to - range.from) / 60_000 / bucketMinutes(range, 120);
      expect(buckets).toBeLessThanOrEqual(120);
    }
  });
});
