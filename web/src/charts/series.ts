// What charts draw, and what they say of it in words.
import { count, none, time } from "../ui/format";

export type Values = readonly (number | null | undefined)[];

export interface Series {
  key: string;
  label: string;
  values: Values;
  /** A token of the theme: `--series-1`. */
  color: string;
  kind?: "line" | "area" | "bars" | "step";
  /** Fills up to the series of this key. */
  bandTo?: string;
  isDashed?: boolean;
  /** Thin, pale and dashed: what another is compared with. */
  isQuiet?: boolean;
  /** Drawn on top of the series after it that are stacked too; words and tables tell it alone. */
  isStacked?: boolean;
  /** A count that grows in its bucket: of the bucket that goes on it is not compared with others. */
  isSum?: boolean;
}

export interface Marker {
  /** Epoch seconds. */
  at: number;
  label: string;
}

const known = (values: Values) =>
  values.filter((value): value is number => value !== null && value !== undefined);

/** Where a value has no neighbours: a line would not show it. */
export function alone(values: Values): number[] {
  const found: number[] = [];
  let known = 0;
  for (let at = 0; at <= values.length; ++at) {
    const value = at < values.length ? values[at] : null;
    if (value !== null && value !== undefined) ++known;
    else {
      if (known === 1) found.push(at - 1);
      known = 0;
    }
  }
  return found;
}

/** The largest value in each column of pixels, from the left; columns without one are left out. */
export function tallest(
  values: Values,
  from: number,
  to: number,
  pixelOf: (at: number) => number,
): [pixel: number, value: number][] {
  const columns: [number, number][] = [];
  for (let at = from; at <= to; ++at) {
    const value = values[at];
    if (value === null || value === undefined) continue;
    const pixel = pixelOf(at);
    const last = columns.at(-1);
    if (last?.[0] === pixel) last[1] = Math.max(last[1], value);
    else columns.push([pixel, value]);
  }
  return columns;
}

/** Where each series is drawn: stacked ones on those that come after them. */
export function drawnOf(series: readonly Series[]): Values[] {
  let below: Values = [];
  const drawn = [...series].reverse().map(({ values, isStacked }) => {
    if (!isStacked) return values;
    below = values.map((value, at) =>
      value === null || value === undefined ? null : value + (below[at] ?? 0),
    );
    return below;
  });
  return drawn.reverse();
}

/** When a bucket began, in epoch seconds; and that it is not over, if that is the one at `openAt`. */
export const timeOf = (at: number, openAt?: number, how: "full" | "short" = "full"): string =>
  `${time(at * 1000, how)}${at === openAt ? ", until now" : ""}`;

const wholeSteps = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((one) => one * 10 ** power),
).flat();

/** How far ticks of an axis may be apart, where not any distance will do: half a request is none. */
export const stepsOf = (unit: (value: number | null) => string): number[] | undefined =>
  unit === count ? wholeSteps : undefined;

/** The last value that is known. */
export function lastOf(values: Values): number | null {
  return values.findLast((value) => value !== null && value !== undefined) ?? null;
}

/** Whether the last value is a sum whose bucket, the one at the index `open`, goes on. */
export const isGrowing = ({ values, isSum }: Series, open: number): boolean =>
  Boolean(isSum) && open === values.length - 1 && typeof values[open] === "number";

/** The mean of each half, to say which way it went. */
function trend(values: readonly number[]): number | null {
  if (values.length < 6) return null;
  const half = Math.floor(values.length / 2);
  const mean = (part: readonly number[]) => part.reduce((a, b) => a + b, 0) / part.length;
  const before = mean(values.slice(0, half));
  return before > 0 ? mean(values.slice(half)) / before - 1 : null;
}

/** `p95: 412 ms, from 380 to 500 ms, up 18 %`; of sums without the bucket at the index `open`. */
export function spoken(
  series: readonly Series[],
  unit: (value: number | null) => string,
  open = -1,
): string {
  const said = series.map((one) => {
    const { label, values } = one;
    if (known(values).length === 0) return `${label}: no data`;
    const isCut = isGrowing(one, open);
    const parts = [`${label}: ${unit(lastOf(values))}${isCut ? " until now" : ""}`];
    const all = known(isCut ? values.filter((_, at) => at !== open) : values);
    if (all.length > 0) {
      const range = `from ${unit(Math.min(...all))} to ${unit(Math.max(...all))}`;
      parts.push(isCut ? `before ${range}` : range);
    }
    const change = trend(all);
    if (change !== null && Math.abs(change) >= 0.05)
      parts.push(`${change > 0 ? "up" : "down"} ${Math.round(Math.abs(change) * 100)} %`);
    return parts.join(", ");
  });
  return said.length > 0 ? said.join("; ") : none;
}
