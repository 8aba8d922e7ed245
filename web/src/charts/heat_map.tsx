// How many took how long, over time: a canvas with a cursor that speaks, and the same as a table.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { shownTheme } from "../state/preferences";
import { setRange } from "../state/time_range";
import { count, plural, time } from "../ui/format";
import { IconButton } from "../ui/button";
import { ChartTable } from "./chart_table";
import { fullestRow, labelledRows, largestOf, strengthOf, type HeatData } from "./heat";
import type { Marker } from "./series";

const color = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function draw(
  canvas: HTMLCanvasElement,
  data: HeatData,
  markers: readonly Marker[],
  bucket: number,
) {
  const { times, counts, bounds } = data;
  const scale = window.devicePixelRatio;
  const width = (canvas.width = Math.round(canvas.clientWidth * scale));
  const height = (canvas.height = Math.round(canvas.clientHeight * scale));
  const context = canvas.getContext("2d")!;
  const rows = bounds.length - 1;
  const largest = largestOf(data);
  context.fillStyle = color("--series-1");
  for (const [column, values] of counts.entries())
    for (let row = 0; row < rows; ++row) {
      const strength = strengthOf(values[row] ?? 0, largest);
      if (!strength) continue;
      context.globalAlpha = strength;
      const left = Math.floor((column * width) / times.length);
      const right = Math.floor(((column + 1) * width) / times.length);
      const top = Math.floor(height - ((row + 1) * height) / rows);
      const bottom = Math.floor(height - (row * height) / rows);
      context.fillRect(
        left,
        top,
        Math.max(1, right - left - (right - left > 4 ? 1 : 0)),
        bottom - top - 1,
      );
    }
  context.globalAlpha = 1;
  context.strokeStyle = color("--marker");
  context.setLineDash([3 * scale, 3 * scale]);
  for (const { at } of markers) {
    const x = ((at - times[0]!) / (bucket * times.length)) * width;
    if (x < 0 || x > width) continue;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.stroke();
  }
}

export function HeatMap({
  title,
  data,
  bucketSeconds,
  unit,
  markers = [],
  height = 180,
  testid,
}: {
  title: string;
  data: HeatData;
  bucketSeconds: number;
  unit: (value: number | null) => string;
  markers?: readonly Marker[];
  height?: number;
  testid?: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isTable = useSignal(false);
  const cell = useSignal<{ column: number; row: number } | null>(null);
  const dragFrom = useSignal<number | null>(null);
  const { times, bounds, counts } = data;
  const rows = Math.max(0, bounds.length - 1);

  useEffect(() => {
    const element = canvas.current;
    if (!element || rows === 0) return undefined;
    const again = () => draw(element, data, markers, bucketSeconds);
    const resized = new ResizeObserver(again);
    resized.observe(element);
    again();
    return () => resized.disconnect();
  }, [data, markers, bucketSeconds, isTable.value, shownTheme.value]);

  const named = (row: number) => `${unit(bounds[row]!)} to ${unit(bounds[row + 1]!)}`;
  const said = (at: { column: number; row: number }) =>
    `${time(times[at.column]! * 1000, "short")}, ${named(at.row)}: ${plural(counts[at.column]?.[at.row] ?? 0, "request")}`;
  const fullest = fullestRow(data);
  const summary =
    fullest === null ? `${title}: no data` : `${title}. Most requests took ${named(fullest)}.`;

  const cellAt = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    const part = (value: number, of: number, size: number) =>
      Math.max(0, Math.min(of - 1, Math.floor((value / size) * of)));
    return {
      column: part(event.clientX - box.left, times.length, box.width),
      row: rows - 1 - part(event.clientY - box.top, rows, box.height),
    };
  };
  const released = (event: PointerEvent) => {
    const from = dragFrom.value;
    dragFrom.value = null;
    const to = cellAt(event).column;
    if (from === null || from === to) return;
    const first = times[Math.min(from, to)]!;
    const last = times[Math.max(from, to)]! + bucketSeconds;
    setRange(new Date(first * 1000).toISOString(), new Date(last * 1000).toISOString());
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[
      event.key
    ];
    if (!by || rows === 0) return;
    event.preventDefault();
    const from = cell.value ?? { column: times.length - 1, row: fullest ?? 0 };
    cell.value = {
      column: Math.max(0, Math.min(times.length - 1, from.column + by[0]!)),
      row: Math.max(0, Math.min(rows - 1, from.row + by[1]!)),
    };
  };

  return (
    <figure class="chart heat" role="figure" aria-label={summary} data-testid={testid}>
      <figcaption>
        <span class="chart-title">{title}</span>
        <span class="legend">
          {cell.value ? (
            <b>{said(cell.value)}</b>
          ) : (
            <span>{count(largestOf(data))} at most in a cell</span>
          )}
        </span>
        <IconButton
          icon={isTable.value ? "chart" : "table"}
          label={isTable.value ? "View as chart" : "View as table"}
          onClick={() => (isTable.value = !isTable.value)}
          data-testid="chart-table"
        />
      </figcaption>
      {rows === 0 ? (
        <p class="quiet heat-nothing" style={{ height: `${height}px` }}>
          No requests in this range.
        </p>
      ) : isTable.value ? (
        <ChartTable
          title={title}
          times={times}
          unit={count}
          series={Array.from({ length: rows }, (_, row) => ({
            key: String(row),
            label: named(row),
            color: "--series-1",
            values: counts.map((column) => column[row] ?? 0),
          }))}
        />
      ) : (
        <div class="heat-body" style={{ height: `${height}px` }}>
          <div class="heat-axis" aria-hidden="true">
            {labelledRows(rows, 6).map((row) => (
              <span key={row} style={{ bottom: `${(row / rows) * 100}%` }}>
                {unit(bounds[row]!)}
              </span>
            ))}
          </div>
          <div
            class="heat-canvas"
            tabIndex={0}
            role="application"
            aria-label={`${title}: arrows move over the cells`}
            onKeyDown={step}
            onBlur={() => (cell.value = null)}
          >
            <canvas
              ref={canvas}
              onPointerMove={(event) => (cell.value = cellAt(event))}
              onPointerLeave={() => {
                cell.value = null;
                dragFrom.value = null;
              }}
              onPointerDown={(event) => (dragFrom.value = cellAt(event).column)}
              onPointerUp={released}
            />
          </div>
          <div class="heat-times" aria-hidden="true">
            <span>{time(times[0]! * 1000, "short")}</span>
            <span>{time((times.at(-1)! + bucketSeconds) * 1000, "short")}</span>
          </div>
        </div>
      )}
      <p class="unseen" role="status">
        {cell.value && document.activeElement === canvas.current?.parentElement
          ? said(cell.value)
          : ""}
      </p>
    </figure>
  );
}
