// A line as small as a word; gaps where nothing is known.

export function sparkPaths(
  values: readonly (number | null)[],
  width: number,
  height: number,
): string[] {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return [];
  const top = Math.max(...known);
  const bottom = Math.min(0, ...known);
  const size = top - bottom || 1;
  const step = width / Math.max(1, values.length - 1);
  const y = (value: number) => height - 1.5 - ((value - bottom) / size) * (height - 3);
  const paths: string[] = [];
  let current = "";
  values.forEach((value, index) => {
    if (value === null) {
      if (current) paths.push(current);
      current = "";
    } else current += `${current ? "L" : "M"}${(index * step).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  if (current) paths.push(current);
  // A point alone is a line of no length, which round ends make visible.
  return paths.map((path) => (path.includes("L") ? path : `${path}h0.01`));
}

/** `label` says in words what the line shows. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 24,
  testid,
}: {
  values: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
  testid?: string;
}) {
  const paths = sparkPaths(values, width, height);
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      data-testid={testid}
    >
      {paths.length === 0 ? (
        <line x1="0" x2={width} y1={height - 2} y2={height - 2} class="nothing" />
      ) : (
        paths.map((path) => <path key={path} d={path} />)
      )}
    </svg>
  );
}
