// What pictures of two distributions over the same bins share: which is which, and where the bins end.

export interface HistogramBin {
  label: string;
  /** Shares, 0 to 1, or what a chart's `unit` writes. */
  before: number;
  after: number;
}

export function DistributionLegend({ before, after }: { before: string; after: string }) {
  return (
    <span class="legend">
      <span>
        <i class="outline" />
        {before}
      </span>
      <span>
        <i style={{ background: "var(--series-1)" }} />
        {after}
      </span>
    </span>
  );
}

export function BinEnds({ bins }: { bins: readonly HistogramBin[] }) {
  if (bins.length === 0) return null;
  return (
    <div class="ends">
      <span>{bins[0]!.label}</span>
      <span>{bins.at(-1)!.label}</span>
    </div>
  );
}
