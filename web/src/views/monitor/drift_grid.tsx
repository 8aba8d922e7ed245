// Features by window: a grid of buttons, coloured by severity, moved in by arrows.
import { useRef } from "preact/hooks";
import type { Schemas } from "../../api/types";
import { setParams } from "../../state/location";
import { count, none, time } from "../../ui/format";
import { TableBox } from "../../ui/table_box";
import { severityOf, type GridRow } from "./drift_words";

type Window = Schemas["DriftWindow"];

/** Two digits: .34 */
export const shortScore = (score: number): string =>
  score >= 0.995 ? "1" : score.toFixed(2).replace(/^0/, "");

function Cell({
  score,
  what,
  isFirst,
  onOpen,
}: {
  score: number | null;
  what: string;
  isFirst: boolean;
  onOpen: () => void;
}) {
  const severity = score === null ? "gap" : severityOf(score);
  const words = score === null ? "too few rows" : `drift score ${shortScore(score)}, ${severity}`;
  return (
    <td>
      <button
        type="button"
        class={`cell ${severity}`}
        tabIndex={isFirst ? 0 : -1}
        aria-label={`${what}: ${words}`}
        title={`${what}: ${words}`}
        data-testid="drift-cell"
        data-severity={severity}
        onClick={onOpen}
      >
        {score === null ? none : score >= 0.1 ? shortScore(score) : ""}
      </button>
    </td>
  );
}

export function DriftGrid({
  rows,
  windows,
}: {
  rows: readonly GridRow[];
  windows: readonly Window[];
}) {
  const table = useRef<HTMLTableElement>(null);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
      event.key
    ];
    const here = (event.target as Element).closest("td");
    if (!by || !here) return;
    event.preventDefault();
    const row = here.parentElement as HTMLTableRowElement;
    const body = row.parentElement as HTMLTableSectionElement;
    const next = body.rows[row.sectionRowIndex + by[0]!]?.cells[here.cellIndex + by[1]!];
    const button = next?.querySelector("button");
    if (!button) return;
    for (const one of table.current!.querySelectorAll("button")) one.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  };
  const every = Math.max(1, Math.ceil(windows.length / 8));
  return (
    <TableBox label="Features by window">
      <table class="drift-grid" ref={table} onKeyDown={move} data-testid="drift-grid">
        <caption class="unseen">
          Drift score of each feature in each window, the worst first
        </caption>
        <thead>
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Range</th>
            {windows.map((one, at) => (
              <th key={one.ended_at} scope="col" title={`${count(one.rows)} rows`}>
                <span class={at % every === 0 ? "" : "unseen"}>
                  {time(one.started_at, "short").slice(every > 1 || windows.length < 9 ? 6 : 0)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={`${row.role} ${row.feature}`}
              data-testid="drift-row"
              data-feature={row.feature}
            >
              <th scope="row">
                {row.feature}
                {row.role === "input" ? null : <small class="quiet"> {row.role}</small>}
              </th>
              <Cell
                score={row.score}
                what={`${row.feature}, the whole range`}
                isFirst={index === 0}
                onOpen={() => setParams({ feature: row.feature, at: null })}
              />
              {windows.map((one, at) => (
                <Cell
                  key={one.ended_at}
                  score={row.scores[at] ?? null}
                  what={`${row.feature}, ${time(one.started_at, "short")}`}
                  isFirst={false}
                  onOpen={() => setParams({ feature: row.feature, at: one.ended_at })}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
