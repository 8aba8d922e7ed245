// The time that is looked at: `now-6h` stays relative, in the address and when shared.
import { computed, signal } from "@preact/signals";
import { param, setParams } from "./location";
import { isUtc } from "./preferences";

const unitMs = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
} as const;
type Unit = keyof typeof unitMs;

export const presets = [
  { text: "now-15m", label: "15 minutes" },
  { text: "now-1h", label: "hour" },
  { text: "now-6h", label: "6 hours" },
  { text: "now-24h", label: "24 hours" },
  { text: "now-7d", label: "7 days" },
  { text: "now-30d", label: "30 days" },
] as const;
export const usualFrom = "now-24h";

const relative = /^(?:now)?\s*-?\s*(\d+(?:\.\d+)?)\s*([smhdw])$/i;
const absolute =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/** Epoch milliseconds of a day and a time, which are of the zone that is shown unless they name one. */
function absoluteMoment(text: string, utc: boolean): number | null {
  const [, day, clock = "00:00", zone = utc ? "Z" : ""] = absolute.exec(text) ?? [];
  if (!day) return null;
  const named = /^(Z|UTC)$/i.test(zone) ? "Z" : zone.replace(/^(...)(\d\d)$/, "$1:$2");
  const at = Date.parse(`${day}T${clock.replace(/^(\d):/, "0$1:")}${named}`);
  return Number.isNaN(at) ? null : at;
}

/** A moment in epoch milliseconds of `now`, `now-6h`, `6h`, a day and time or epoch ms; else null. */
export function parseMoment(text: string, now: number, utc: boolean = isUtc.value): number | null {
  const trimmed = text.trim();
  if (trimmed === "now") return now;
  const found = relative.exec(trimmed);
  if (found && !/^\d{9,}/.test(trimmed))
    return now - Number(found[1]) * unitMs[found[2]!.toLowerCase() as Unit];
  if (/^\d{12,14}$/.test(trimmed)) return Number(trimmed);
  return absoluteMoment(trimmed, utc);
}

/** How the address writes it: relative ones with `now-`, absolute ones as UTC. */
export function canonicalMoment(
  text: string,
  now: number,
  utc: boolean = isUtc.value,
): string | null {
  const at = parseMoment(text, now, utc);
  if (at === null) return null;
  const found = relative.exec(text.trim());
  if (found) return `now-${found[1]}${found[2]!.toLowerCase()}`;
  return text.trim() === "now" ? "now" : new Date(at).toISOString().replace(/\.000Z$/, "Z");
}

export interface TimeRange {
  from: number;
  to: number;
  fromText: string;
  toText: string;
  isRelative: boolean;
}

/** The range of two texts; what cannot be read is the last 24 hours. */
export function rangeOf(fromText: string, toText: string, now: number): TimeRange {
  const to = parseMoment(toText || "now", now);
  const from = parseMoment(fromText || usualFrom, now);
  if (to === null || from === null || from >= to) return rangeOf(usualFrom, "now", now);
  return {
    from,
    to,
    fromText: fromText || usualFrom,
    toText: toText || "now",
    isRelative: (toText || "now").startsWith("now") && (fromText || "now").startsWith("now"),
  };
}

/** Now, in steps: it moves when something is read anew, so that one view has one now. */
export const now = signal(Date.now());

export const range = computed(() => rangeOf(param("from").value, param("to").value, now.value));

/** Whether it has ended: what is told of now is not of it. */
export const isPast = (span: TimeRange): boolean => span.toText !== "now";

/** A moment as the API takes it: a relative one stays so, whatever the clocks say. */
const momentOf = (text: string, at: number): string =>
  /^now-\d+[smhdw]$/.test(text) ? text : new Date(at).toISOString();

export interface Window {
  hours: number;
  until?: string;
}

/** When it ends, of a range up to now `at`: a relative one is as long whenever it is asked for. */
const endOf = (span: TimeRange, at: number): number =>
  isPast(span) || span.isRelative ? span.to : at;

/** The range in whole hours, at most `most`, and when they end if that is not now. */
export function windowOf(span: TimeRange, most: number, at: number = Date.now()): Window {
  const hours = Math.max(1, Math.ceil((endOf(span, at) - span.from) / unitMs.h - 1e-6));
  return {
    hours: Math.min(most, hours),
    ...(isPast(span) ? { until: momentOf(span.toText, span.to) } : {}),
  };
}

/** As far back as the API sums up, in hours. */
const summedMax = 720;

/** The range to the second, or what of its end is summed up. */
export function boundsOf(span: TimeRange, at: number = Date.now()) {
  const { hours, ...until } = windowOf(span, summedMax, at);
  const length = (endOf(span, at) - span.from) / unitMs.h;
  // Clocks may differ by some minutes.
  const fits = span.isRelative ? length <= summedMax : length <= summedMax - 0.1;
  return { ...(fits ? { since: momentOf(span.fromText, span.from) } : { hours }), ...until };
}

export function setRange(fromText: string, toText: string): void {
  setParams({
    from: fromText === usualFrom ? null : fromText,
    to: toText === "now" ? null : toText,
  });
}

const unitWords: Record<Unit, string> = {
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
};

/** How long before now: `now-3h` is 3 hours. */
function lengthWords(text: string): string {
  const [, size = "0", unit = "s"] = relative.exec(text) ?? [];
  const word = unitWords[unit.toLowerCase() as Unit];
  return `${size} ${word}${size === "1" ? "" : "s"}`;
}

/** The words for a range. */
export function rangeLabel(span: TimeRange, time: (at: number) => string): string {
  if (!span.isRelative) return `${time(span.from)} – ${time(span.to)}`;
  const length = lengthWords(span.fromText);
  if (span.toText === "now") return `Last ${length.replace(/^1 /, "")}`;
  return `${length} to ${lengthWords(span.toText)} ago`;
}
