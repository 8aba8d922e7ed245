// Two distributions over the same bins: in percent they can be compared whatever their sizes.
import { useSignal } from "@preact/signals";
import { IconButton } from "../ui/button";
import { BinEnds, DistributionLegend, type HistogramBin } from "./distribution";
import { percent } from "../ui/format";
import { TableBox } from "../ui/table_box";

const width = 100;

/** `before` is outlined, `after` is filled. */
export function HistogramOverlay({
  title,
  bins,
  beforeLabel,
  afterLabel,
  height = 160,
  unit = percent,
  testid,
}: {
  title: string;
  bins: readonly HistogramBin[];
  beforeLabel: string;
  afterLabel: string;
  height?: number;
  unit?: (value: number) => string;
  testid?: string;
}) {
  const isTable = useSignal(false);
  const top = Math.max(0.01, ...bins.flatMap(({ before, after }) => [before, after]));
  const step = width / Math.max(1, bins.length);
  const y = (share: number) => height - (share / top) * (height - 4);
  const moved = bins.reduce(
    (most, bin) =>
      Math.abs(bin.after - bin.before) > Math.abs(most.after - most.before) ? bin : most,
    bins[0] ?? { label: "", before: 0, after: 0 },
  );
  const outline = bins
    .map(({ before }, index) => `${index ? "L" : "M"}${index * step} ${y(before)}h${step}`)
    .join("");
  const summary = [
    `${title}. Most moved: ${moved.label}`,
    `from ${unit(moved.before)} to ${unit(moved.after)}.`,
  ].join(", ");
  return (
    <figure class="chart histogram" role="figure" aria-label={summary} data-testid={testid}>
      <figcaption>
        <span class="chart-title">{title}</span>
        <DistributionLegend before={beforeLabel} after={afterLabel} />
        <IconButton
          icon={isTable.value ? "chart" : "table"}
          label={isTable.value ? "View as chart" : "View as table"}
          onClick={() => (isTable.value = !isTable.value)}
        />
      </figcaption>
      {isTable.value ? (
        <TableBox label={`${title} as a table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Bin</th>
                <th scope="col" class="end">
                  {beforeLabel}
                </th>
                <th scope="col" class="end">
                  {afterLabel}
                </th>
              </tr>
            </thead>
            <tbody>
              {bins.map(({ label, before, after }) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td class="end">{unit(before)}</td>
                  <td class="end">{unit(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      ) : (
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          style={{ height: `${height}px` }}
        >
          {bins.map(({ label, before, after }, index) => (
            <rect
              key={label}
              x={index * step + step * 0.06}
              width={step * 0.88}
              y={y(after)}
              height={height - y(after)}
            >
              <title>{`${label}: ${unit(before)} → ${unit(after)}`}</title>
            </rect>
          ))}
          <path d={outline} vector-effect="non-scaling-stroke" />
        </svg>
      )}
      {isTable.value ? null : <BinEnds bins={bins} />}
    </figure>
  );
}
