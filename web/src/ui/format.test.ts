// Numbers and times as people read them.
import { describe, expect, it } from "vitest";
import {
  ago,
  brief,
  bytes,
  count,
  milliseconds,
  number,
  percent,
  percentage,
  perMinute,
  sameUnit,
  span,
  time,
} from "./format";

describe("numbers", () => {
  it("says – for what is not known, and never 0", () => {
    for (const format of [
      count,
      number,
      milliseconds,
      percent,
      percentage,
      perMinute,
      bytes,
      span,
    ]) {
      expect(format(null)).toBe("–");
      expect(format(undefined)).toBe("–");
      expect(format(Number.NaN)).toBe("–");
    }
  });
  it("parts thousands by thin spaces", () => {
    expect(count(1_234_567)).toBe("1\u2009234\u2009567");
    expect(count(999)).toBe("999");
  });
  it("has one unit on an axis", () => {
    expect(sameUnit(perMinute, [0, 500, 1000, 1500])).toEqual([
      "0 req/s",
      "8.33 req/s",
      "16.7 req/s",
      "25 req/s",
    ]);
    expect(sameUnit(milliseconds, [0, 0.05, 0.1])).toEqual(["0 ms", "0.05 ms", "0.1 ms"]);
    expect(sameUnit(count, [0, 1500])).toEqual(["0", count(1500)]);
  });
  it("picks the unit that fits", () => {
    expect(milliseconds(0.0425)).toBe("42.5 µs");
    expect(milliseconds(0.142)).toBe("0.142 ms");
    expect(milliseconds(412.3)).toBe("412 ms");
    expect(milliseconds(1_530)).toBe("1.53 s");
    expect(milliseconds(90_000)).toBe("1.5 min");
    expect(bytes(18_069_536)).toBe("18.1 MB");
    expect(perMinute(39.93)).toBe("39.9 req/min");
    expect(perMinute(6_000)).toBe("100 req/s");
  });
  it("does not round a small share to nothing", () => {
    expect(percent(0.00002)).toBe("<0.1 %");
    expect(percent(0)).toBe("0 %");
    expect(percent(0.5)).toBe("50 %");
    expect(percentage(12.34)).toBe("12.3 %");
  });
});

describe("times", () => {
  it("tells how long ago something was", () => {
    const now = Date.parse("2026-11-29T12:00:00Z");
    expect(ago("2026-11-29T11:59:58Z", now)).toBe("just now");
    expect(ago("2026-11-29T11:57:00Z", now)).toBe("3 min ago");
    expect(ago("2026-11-26T12:00:00Z", now)).toBe("3 d ago");
    expect(ago(null, now)).toBe("–");
  });
});

it("cuts long values", () => {
  expect(brief({ a: 1 })).toBe('{"a":1}');
  expect(brief("x".repeat(100), 10)).toBe("xxxxxxxxx…");
});

it("tells a moment to the millisecond where it is asked for", () => {
  const at = "2026-11-30T12:00:05.042917Z";
  expect(time(at, "exact")).toBe(`${time(at)}.042`);
  expect(time(null, "exact")).toBe("–");
});
