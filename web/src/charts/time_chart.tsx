// A chart over time: drag to zoom the range of the whole page, arrows move a cursor that speaks,
// and the same numbers as a table. Drawn by uPlot, which is loaded with the first chart.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { shownTheme } from "../state/preferences";
import { setRange } from "../state/time_range";
import { IconButton } from "../ui/button";
import { ChartTable } from "./chart_table";
import { isGrowing, lastOf, spoken, timeOf, type Marker, type Series } from "./series";

interface TimeChartProps {
  title: string;
  /** Starts of the buckets, epoch seconds, growing. */
  times: readonly number[];
  series: readonly Series[];
  /** A value with its unit; null is "–". */
  unit: (value: number | null) => string;
  markers?: readonly Marker[];
  /** The start of the bucket that is not over yet. */
  openAt?: number | undefined;
  height?: number;
  isLog?: boolean;
  /** The top of the axis is at least this. */
  max?: number;
  testid?: string;
}

const announceMs = 250;

export function TimeChart({
  title,
  times,
  series,
  unit,
  markers = [],
  openAt,
  height = 180,
  isLog = false,
  max,
  testid,
}: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  /** What is drawn first, whenever that is. */
  const latest = useRef({ times, series, unit, openAt });
  latest.current = { times, series, unit, openAt };
  const isTable = useSignal(false);
  const cursor = useSignal<number | null>(null);
  const said = useSignal("");
  const open = openAt === undefined ? -1 : times.lastIndexOf(openAt);
  const summary = useMemo(
    () => `${title}. ${spoken(series, unit, open)}`,
    [title, series, unit, open],
  );
  const shape = series.map(({ key, kind, bandTo }) => `${key}:${kind}:${bandTo}`).join();
  const markerKey = markers.map(({ at }) => at).join();

  useEffect(() => {
    const element = box.current;
    if (!element || isTable.value) return undefined;
    let isGone = false;
    let resized: ResizeObserver | undefined;
    void import("./plot").then(({ makePlot }) => {
      if (isGone) return;
      const make = (width: number) =>
        makePlot(element, {
          ...latest.current,
          markers,
          isOpen: (at) => at === latest.current.openAt,
          width,
          height,
          isLog,
          max,
          cursor: (index) => (cursor.value = index),
          zoom: (from, to) =>
            setRange(new Date(from * 1000).toISOString(), new Date(to * 1000).toISOString()),
        });
      // It tells the width first: a chart that asked for it would lay the page out for each of them.
      resized = new ResizeObserver(([entry]) => {
        const width = Math.floor(entry!.contentRect.width);
        if (width === 0 || width === plot.current?.width) return;
        if (plot.current) plot.current.setSize({ width, height });
        else plot.current = make(width);
      });
      resized.observe(element.parentElement!);
    });
    return () => {
      isGone = true;
      resized?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, markerKey, isTable.value, shownTheme.value, height, isLog, max]);

  useEffect(() => {
    if (!plot.current) return;
    void import("./plot").then(({ dataOf }) => plot.current?.setData(dataOf(times, series)));
  }, [times, series]);

  const describe = (index: number) =>
    `${timeOf(times[index]!, openAt, "short")}: ${series
      .map(({ label, values }) => `${label} ${unit(values[index] ?? null)}`)
      .join(", ")}`;

  useEffect(() => {
    if (cursor.value === null) return undefined;
    const timer = setTimeout(() => {
      if (cursor.value !== null && document.activeElement === box.current?.parentElement)
        said.value = describe(cursor.value);
    }, announceMs);
    return () => clearTimeout(timer);
  }, [cursor.value]);

  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -times.length, End: times.length }[event.key];
    if (by === undefined || times.length === 0) return;
    event.preventDefault();
    const from = cursor.value ?? times.length - 1;
    const index = Math.max(0, Math.min(times.length - 1, from + by));
    cursor.value = index;
    const chart = plot.current;
    chart?.setCursor({ left: chart.valToPos(times[index]!, "x"), top: 20 });
  };

  return (
    <figure class="chart" role="figure" aria-label={summary} data-testid={testid}>
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="legend">
          {series.map((one) => (
            <span key={one.key}>
              <i style={{ background: `var(${one.color})`, opacity: one.isQuiet ? 0.5 : 1 }} />
              {one.label}{" "}
              <b>
                {unit(
                  cursor.value === null ? lastOf(one.values) : (one.values[cursor.value] ?? null),
                )}
              </b>
            </span>
          ))}
          {cursor.value !== null && times[cursor.value] !== undefined ? (
            <span class="quiet">{timeOf(times[cursor.value]!, openAt, "short")}</span>
          ) : series.some((one) => isGrowing(one, open)) ? (
            <span class="quiet">until now</span>
          ) : null}
        </span>
        <IconButton
          icon={isTable.value ? "chart" : "table"}
          label={isTable.value ? "View as chart" : "View as table"}
          onClick={() => (isTable.value = !isTable.value)}
          data-testid="chart-table"
        />
      </figcaption>
      {isTable.value ? (
        <ChartTable {...{ title, times, series, unit, openAt }} />
      ) : (
        <div
          class="canvas"
          tabIndex={0}
          role="application"
          onKeyDown={step}
          onBlur={() => (said.value = "")}
          aria-label={`${title}: left and right arrows move along the time`}
          style={{ height: `${height}px` }}
        >
          <div ref={box} />
        </div>
      )}
      <p class="unseen" role="status">
        {said.value}
      </p>
    </figure>
  );
}
