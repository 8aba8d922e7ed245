// uPlot set up as the page wants it: colours of the theme, bands, markers, zoom.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { isUtc } from "../state/preferences";
import { sameUnit, time } from "../ui/format";
import { alone, drawnOf, stepsOf, tallest, type Marker, type Series, type Values } from "./series";

export interface PlotOptions {
  times: readonly number[];
  series: readonly Series[];
  unit: (value: number | null) => string;
  markers: readonly Marker[];
  /** Whether the bucket that begins then goes on. */
  isOpen: (at: number) => boolean;
  width: number;
  height: number;
  isLog: boolean;
  max: number | undefined;
  cursor: (index: number | null) => void;
  /** Epoch seconds. */
  zoom: (from: number, to: number) => void;
}

export function dataOf(times: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  return [times as number[], ...drawnOf(series).map((values) => values as (number | null)[])];
}

/** Of one theme: each look at a computed style makes the browser compute all styles again. */
const colors = { theme: "", byName: new Map<string, string>() };

function colorOf(name: string): string {
  const root = document.documentElement;
  const theme = root.dataset.theme ?? "";
  if (theme !== colors.theme) {
    colors.theme = theme;
    colors.byName.clear();
  }
  let color = colors.byName.get(name);
  if (color === undefined) {
    color = getComputedStyle(root).getPropertyValue(name).trim();
    colors.byName.set(name, color);
  }
  return color;
}

/** A token of the theme as a colour; with an opacity from 0 to 1. */
function token(name: string, opacity = 1): string {
  const color = colorOf(name);
  return opacity === 1 ? color : color.replace(/\)$/, ` / ${opacity})`);
}

function seriesOf(one: Series, isOpen: PlotOptions["isOpen"]): uPlot.Series {
  const { label, color, kind = "line", bandTo, isDashed, isQuiet, isSum } = one;
  const stroke = token(color, isQuiet ? 0.7 : 1);
  return {
    label,
    stroke,
    width: kind === "bars" ? 0 : isQuiet ? 1.25 : 1.5,
    points: {
      show: (_, __, from, to) => to - from < 3,
      filter: (chart, at) => (kind === "bars" ? null : alone(chart.data[at] as Values)),
      size: 5,
      fill: stroke,
    },
    ...(isQuiet ? { dash: [4, 3] } : isDashed ? { dash: [4, 4] } : {}),
    ...(kind === "area" || kind === "step" ? { fill: token(color, 0.14) } : {}),
    ...(kind === "bars"
      ? { fill: stroke, paths: barPaths(isSum ? fillsOf(color, isOpen) : {}) }
      : {}),
    ...(kind === "step" ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
    ...(bandTo ? { spanGaps: false } : {}),
  };
}

/** A bar that still grows is pale: it is no fall. */
function fillsOf(
  color: string,
  isOpen: PlotOptions["isOpen"],
): uPlot.Series.BarsPathBuilderDisplay {
  const over = token(color);
  const open = `color-mix(in srgb, ${over} 40%, ${token("--raised")})`;
  const values = (chart: uPlot) => Array.from(chart.data[0], (at) => (isOpen(at) ? open : over));
  return { fill: { unit: 3, values } };
}

/** Bars; where there are more of them than pixels, the tallest of each pixel. */
function barPaths(disp: uPlot.Series.BarsPathBuilderDisplay): uPlot.Series.PathBuilder {
  const wide = uPlot.paths.bars!({ size: [0.8, 24], gap: 1, disp });
  return (chart, at, from, to) => {
    const { left, top, width, height } = chart.bbox;
    if (to - from < width) return wide(chart, at, from, to);
    const fill = new Path2D();
    const last = Math.ceil(left + width) - 1;
    const pixelOf = (index: number) =>
      Math.min(last, Math.floor(chart.valToPos(chart.data[0][index]!, "x", true)));
    for (const [x, value] of tallest(chart.data[at] as Values, from, to, pixelOf)) {
      const y = chart.valToPos(value, "y", true);
      fill.rect(x, y, 1, top + height - y);
    }
    return { stroke: null, fill, clip: null, flags: 0 };
  };
}

/** Half a bucket more at both ends, for bars stand around the starts of buckets. */
function aroundBars(chart: uPlot, from: number, to: number): uPlot.Range.MinMax {
  const [first, second] = chart.data[0];
  const half = second === undefined ? 0 : (second - first!) / 2;
  return [from - half, to + half];
}

function bandsOf(series: readonly Series[]): uPlot.Band[] {
  return series.flatMap(({ bandTo, color }, index) => {
    const to = series.findIndex(({ key }) => key === bandTo);
    return to < 0
      ? []
      : [{ series: [index + 1, to + 1] as [number, number], fill: token(color, 0.16) }];
  });
}

/** Upright lines where something was deployed. */
function drawMarkers(markers: readonly Marker[]) {
  return (chart: uPlot) => {
    if (markers.length === 0) return;
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = token("--marker");
    ctx.setLineDash([3, 3]);
    ctx.textAlign = "left";
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    let labelledUntil = -Infinity;
    for (const { at, label } of markers) {
      const x = chart.valToPos(at, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      if (x < labelledUntil) continue;
      const width = ctx.measureText(label).width + 8;
      const left = Math.min(x + 4, bbox.left + bbox.width - width);
      ctx.fillText(label, left, bbox.top + 11 * devicePixelRatio);
      labelledUntil = left + width;
    }
    ctx.restore();
  };
}

/** The time of day, or the day where it begins. */
function timeTick(at: number, step: number): string {
  const [day, clock] = time(at * 1000, "short").split(" ") as [string, string];
  if (step >= 86_400 || clock === "00:00") return day;
  return step < 60 ? time(at * 1000).slice(11, 19) : clock;
}

const axisFont = "11px system-ui, sans-serif";

/** Of a canvas of its own: to give the chart's a font makes the browser compute the styles around it. */
let ruler: CanvasRenderingContext2D | undefined;

function widthOf(text: string): number {
  if (!ruler) {
    ruler = document.createElement("canvas").getContext("2d")!;
    ruler.font = axisFont;
  }
  return ruler.measureText(text).width;
}

function axes(unit: PlotOptions["unit"]): uPlot.Axis[] {
  const steps = stepsOf(unit);
  const look = {
    stroke: token("--text-quiet"),
    font: axisFont,
    ticks: { show: false },
    grid: { stroke: token("--line"), width: 1 },
  };
  return [
    {
      ...look,
      grid: { show: false },
      space: 64,
      size: 26,
      values: (_, splits, __, ___, step) => splits.map((at) => timeTick(at, step)),
    },
    {
      ...look,
      ...(steps ? { incrs: steps } : {}),
      values: (_, splits) => sameUnit(unit, splits),
      size: (_, values) => {
        const longest = (values ?? []).reduce((a, b) => (b.length > a.length ? b : a), "");
        return Math.ceil(widthOf(longest)) + 14;
      },
      space: 36,
    },
  ];
}

export function makePlot(element: HTMLElement, options: PlotOptions): uPlot {
  const { series, unit, markers, width, height, isLog, max } = options;
  const chart: uPlot.Options = {
    width,
    height,
    // The last time below has half its width to the right of its place.
    padding: [8, 16, 0, 0],
    legend: { show: false, live: false },
    // Times are told by the axis and by the page; to make ready for uPlot's own words takes a while.
    fmtDate: () => () => "",
    tzDate: (at) =>
      isUtc.peek() ? uPlot.tzDate(new Date(at * 1000), "Etc/UTC") : new Date(at * 1000),
    cursor: {
      sync: { key: "ontos" },
      drag: { x: true, y: false, setScale: false, dist: 6 },
      points: { size: 7 },
    },
    scales: {
      x: {
        time: true,
        ...(series.some(({ kind }) => kind === "bars") ? { range: aroundBars } : {}),
      },
      y: isLog
        ? { distr: 3 }
        : { range: (_, __, top) => [0, Math.max(top ?? 0, max ?? 0) * 1.08 || 1] },
    },
    axes: axes(unit),
    series: [{}, ...series.map((one) => seriesOf(one, options.isOpen))],
    bands: bandsOf(series),
    hooks: {
      ready: [(plot) => element.append(plot.root)],
      draw: [drawMarkers(markers)],
      setCursor: [(plot) => options.cursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 6) return;
          options.zoom(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
  // It stands in the page when it is drawn: in it, each font that it takes computes styles again.
  return new uPlot(chart, dataOf(options.times, series), (_, init) => init());
}
