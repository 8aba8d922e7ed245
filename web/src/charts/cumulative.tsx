// Two distributions over the same bins, added up from the left: where they part, the share differs.
import { percent } from "../ui/format";
import { BinEnds, DistributionLegend, type HistogramBin } from "./distribution";

/** Shares added up, each to the right edge of its bin. */
export function cumulative(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => (sum += share));
}

/** Where both are farthest apart. */
export function widest(before: readonly number[], after: readonly number[]): number {
  let most = 0;
  before.forEach((value, at) => {
    if (Math.abs(after[at]! - value) > Math.abs(after[most]! - before[most]!)) most = at;
  });
  return most;
}

const width = 100;

export function CumulativeOverlay({
  title,
  bins,
  beforeLabel,
  afterLabel,
  height = 160,
  testid,
}: {
  title: string;
  bins: readonly HistogramBin[];
  beforeLabel: string;
  afterLabel: string;
  height?: number;
  testid?: string;
}) {
  const before = cumulative(bins.map((bin) => bin.before));
  const after = cumulative(bins.map((bin) => bin.after));
  const at = widest(before, after);
  const step = width / Math.max(1, bins.length);
  const line = (shares: readonly number[]) =>
    shares.reduce(
      (path, share, index) =>
        `${path}L${((index + 1) * step).toFixed(2)} ${(height - share * (height - 4)).toFixed(2)}`,
      `M0 ${height}`,
    );
  const summary = bins[at]
    ? `${title}. Farthest apart at ${bins[at].label}: ${percent(before[at])} and ${percent(after[at])}.`
    : title;
  return (
    <figure class="chart histogram" role="figure" aria-label={summary} data-testid={testid}>
      <figcaption>
        <span class="chart-title">{title}</span>
        <DistributionLegend before={beforeLabel} after={afterLabel} />
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ height: `${height}px` }}
      >
        <path d={line(before)} vector-effect="non-scaling-stroke" />
        <path d={line(after)} class="after" vector-effect="non-scaling-stroke" />
      </svg>
      <BinEnds bins={bins} />
    </figure>
  );
}
