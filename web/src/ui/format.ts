// Numbers and times as people read them: always with their unit, "–" for what is not known.
import { isUtc } from "../state/preferences";

export const none = "–";
type Maybe<T> = T | null | undefined;

const isMissing = (value: Maybe<number>): value is null | undefined =>
  value === null || value === undefined || Number.isNaN(value);

/** Thin spaces between thousands. */
export function count(value: Maybe<number>): string {
  if (isMissing(value)) return none;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
}

/** Three significant digits. */
export function number(value: Maybe<number>): string {
  if (isMissing(value)) return none;
  const size = Math.abs(value);
  if (size >= 1000) return count(value);
  if (size === 0) return "0";
  if (size < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

type Unit = readonly [factor: number, word: string];

function unitOfMilliseconds(value: number): Unit {
  if (value >= 60_000) return [1 / 60_000, "min"];
  if (value >= 1000) return [1 / 1000, "s"];
  return value > 0 && value < 0.1 ? [1000, "µs"] : [1, "ms"];
}

const unitPerMinute = (value: number): Unit => (value >= 600 ? [1 / 60, "req/s"] : [1, "req/min"]);

const inUnit = (value: number, [factor, word]: Unit): string => `${number(value * factor)} ${word}`;

export function milliseconds(value: Maybe<number>): string {
  return isMissing(value) ? none : inUnit(value, unitOfMilliseconds(value));
}

/** Of a share from 0 to 1. */
export function percent(share: Maybe<number>, digits = 1): string {
  if (isMissing(share)) return none;
  const value = share * 100;
  if (value > 0 && value < 10 ** -digits) return `<${10 ** -digits} %`;
  return `${Number(value.toFixed(digits))} %`;
}

/** Of a number that is a percentage already. */
export function percentage(value: Maybe<number>, digits = 1): string {
  return isMissing(value) ? none : percent(value / 100, digits);
}

export function perMinute(value: Maybe<number>): string {
  return isMissing(value) ? none : inUnit(value, unitPerMinute(value));
}

/** Values that stand beside each other, as on an axis: all in the unit of the largest. */
export function sameUnit(
  format: (value: number | null) => string,
  values: readonly number[],
): string[] {
  const largest = Math.max(0, ...values);
  if (format === milliseconds)
    return values.map((value) => inUnit(value, unitOfMilliseconds(largest)));
  if (format === perMinute) return values.map((value) => inUnit(value, unitPerMinute(largest)));
  return values.map((value) => format(value));
}

export function bytes(value: Maybe<number>): string {
  if (isMissing(value)) return none;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    ++unit;
  }
  return `${number(size)} ${units[unit]}`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Epoch milliseconds of what the API writes: RFC 3339 or epoch milliseconds. */
export function moment(value: Maybe<string | number>): number | null {
  if (value === null || value === undefined || value === "") return null;
  const at = typeof value === "number" ? value : Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

const two = (value: number) => String(value).padStart(2, "0");

/** 2026-11-29 14:03:07, in the zone that the reader chose. */
export function time(
  value: Maybe<string | number>,
  how: "full" | "short" | "exact" = "full",
): string {
  const at = moment(value);
  if (at === null) return none;
  const local = new Date(at);
  const utc = isUtc.value;
  const day = utc
    ? [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()]
    : [local.getFullYear(), local.getMonth() + 1, local.getDate()];
  const clock = utc
    ? [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()]
    : [local.getHours(), local.getMinutes(), local.getSeconds()];
  const date = `${day[0]}-${two(day[1]!)}-${two(day[2]!)}`;
  if (how === "short") return `${date.slice(5)} ${two(clock[0]!)}:${two(clock[1]!)}`;
  const part = how === "exact" ? `.${String(local.getUTCMilliseconds()).padStart(3, "0")}` : "";
  return `${date} ${clock.map(two).join(":")}${part}${utc ? " UTC" : ""}`;
}

const spans: readonly [number, string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** A length of time in its largest unit: 3 h. */
export function span(ms: Maybe<number>): string {
  if (isMissing(ms)) return none;
  for (const [size, unit] of spans)
    if (Math.abs(ms) >= size) return `${Math.floor(Math.abs(ms) / size)} ${unit}`;
  return "0 s";
}

/** How long ago: `just now`, `3 min ago`. */
export function ago(value: Maybe<string | number>, now: number): string {
  const at = moment(value);
  if (at === null) return none;
  if (now - at < 5_000) return "just now";
  return `${span(now - at)} ago`;
}

/** A JSON value on one line, cut. */
export function brief(value: unknown, max = 80): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? none);
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
