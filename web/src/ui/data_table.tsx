// A table that stays smooth at 100,000 rows: only what can be seen is in the page. j, k and Enter.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useKeys } from "../state/keys";
import { Icon } from "./icon";
import { useFitted } from "./use_fitted";
import { sorted, windowOf, type SortState } from "./table_window";

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ComponentChildren;
  align?: "end";
  /** CSS width: of tables with many rows, so that columns stay where they are. */
  width?: string;
  /** What to sort by; without it the column cannot be sorted. */
  sort?: (row: T) => string | number | null | undefined;
  /** The title is for screen readers only. */
  isTitleUnseen?: boolean;
  /** Hidden where there is little room. */
  isMinor?: boolean;
  /** Hidden where the table itself has less than so much room: 1,060, 860, 720, 600 or 420 px. */
  room?: "wide" | "middle" | "fair" | "narrow" | "small";
  /** Takes what room the others leave, and is cut in it; the first column of many rows does so by itself. */
  isRest?: boolean;
}

const manyUsual = 200;
const rowHeightUsual = 40;

function classOf<T>(column: Column<T>, at: number, isFitted: boolean): string {
  const words = [column.align, column.isMinor && "minor", column.room && `room-${column.room}`];
  const isRest = column.isRest ?? (isFitted && at === 0);
  return [...words, isRest && "rest"].filter(Boolean).join(" ");
}

/** Rows of one height. Few rows are all in the page, many scroll inside the table. */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  onMove,
  selected,
  isMain = false,
  height = 560,
  rowHeight = rowHeightUsual,
  initialSort,
  many = manyUsual,
  onEnd,
  onShown,
  onAway,
  testid,
}: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** By click or Enter. */
  onOpen?: (row: T) => void;
  /** By j or k: of lists beside which the row is shown. */
  onMove?: (row: T) => void;
  selected?: string | undefined;
  /** Its keys are heard wherever the focus is: one table of a view. */
  isMain?: boolean;
  height?: number;
  rowHeight?: number;
  initialSort?: SortState;
  /** More rows than so many scroll inside the table. */
  many?: number;
  /** Which rows are in the page now: what is read of each of them is read for those only. */
  onShown?: (rows: readonly T[]) => void;
  /** Whether somebody has scrolled down in it or moved by keys: rows should not move now. */
  onAway?: (isAway: boolean) => void;
  /** The last row came into sight: load more. */
  onEnd?: () => void;
  testid?: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const sort = useSignal<SortState | null>(initialSort ?? null);
  /** By its key: rows may come before it. */
  const active = useSignal<string | null>(null);
  const activeAt = useRef(-1);

  const shown = useMemo(() => {
    const by = columns.find((column) => column.key === sort.value?.key)?.sort;
    return by && sort.value ? sorted(rows, by, sort.value.isDescending) : rows;
  }, [rows, sort.value, columns]);
  const isVirtual = shown.length > many;
  const part = isVirtual
    ? windowOf(scrollTop.value, height, rowHeight, shown.length)
    : { first: 0, last: shown.length };

  useEffect(() => {
    if (onEnd && part.last >= shown.length && shown.length > 0) onEnd();
  }, [part.last >= shown.length, shown.length]);
  useEffect(() => onShown?.(shown.slice(part.first, part.last)), [shown, part.first, part.last]);
  // Who has given widths has thought of them.
  const isFitted = isVirtual && !columns.some(({ width }) => width);
  useFitted(scroller, isFitted);

  const isAway = active.value !== null || scrollTop.value > 0;
  useEffect(() => onAway?.(isAway), [isAway]);

  const placeOf = (key: string | null | undefined) =>
    key ? shown.findIndex((row) => rowKey(row) === key) : -1;
  const move = (by: number) => {
    // The first key starts at the row that is open, if one is; where it is gone, others took its place.
    const place = placeOf(active.value ?? selected);
    const from = place >= 0 ? place : by > 0 ? activeAt.current - 1 : activeAt.current;
    const next = Math.max(0, Math.min(shown.length - 1, from + by));
    const moved = shown[next];
    if (moved === undefined) return;
    active.value = rowKey(moved);
    activeAt.current = next;
    onMove?.(moved);
    const box = scroller.current;
    if (!box) return;
    // Enter is for the row now, not for the button or link that was pressed before.
    if (document.activeElement?.closest("a,button,summary")) box.focus({ preventScroll: true });
    if (isVirtual) {
      const top = next * rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + rowHeight * 2 > box.scrollTop + height)
        box.scrollTop = top + rowHeight * 2 - height;
    }
    requestAnimationFrame(() =>
      box.querySelector("tr.active")?.scrollIntoView({ block: "nearest" }),
    );
  };
  const open = () => {
    const row = shown[placeOf(active.value)];
    if (row !== undefined) onOpen?.(row);
  };
  useKeys(
    () =>
      isMain
        ? [
            { keys: "j", label: "Next row", group: "Lists", run: () => move(1) },
            { keys: "k", label: "Row before", group: "Lists", run: () => move(-1) },
            ...(onOpen
              ? [{ keys: "Enter", label: "Open the row", group: "Lists", run: open }]
              : []),
          ]
        : [],
    [isMain, shown, selected],
  );

  const toggle = (key: string) => {
    const now = sort.value;
    sort.value =
      now?.key === key && now.isDescending ? null : { key, isDescending: now?.key === key };
  };

  return (
    <div
      class="table-box"
      ref={scroller}
      data-testid={testid}
      tabIndex={0}
      role="region"
      aria-label={label}
      style={isVirtual ? { maxHeight: `${height}px`, overflowY: "auto" } : {}}
      onScroll={(event) => (scrollTop.value = event.currentTarget.scrollTop)}
    >
      <table
        class={`${isVirtual ? "virtual" : ""} ${isFitted ? "fitted" : ""}`}
        aria-rowcount={shown.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, at) => {
              const order =
                sort.value?.key === column.key
                  ? sort.value.isDescending
                    ? "descending"
                    : "ascending"
                  : undefined;
              return (
                <th
                  key={column.key}
                  scope="col"
                  aria-sort={order}
                  data-column={column.key}
                  class={classOf(column, at, isFitted)}
                  style={column.width ? { width: column.width } : {}}
                >
                  {column.sort ? (
                    <button
                      type="button"
                      class="sort"
                      onClick={() => toggle(column.key)}
                      data-testid={`sort-${column.key}`}
                    >
                      {column.title}
                      {order ? (
                        <i class={order}>
                          <Icon name="down" size={12} />
                        </i>
                      ) : null}
                    </button>
                  ) : (
                    <span class={column.isTitleUnseen ? "unseen" : ""}>{column.title}</span>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {part.first > 0 ? (
            <tr aria-hidden="true" style={{ height: `${part.first * rowHeight}px` }} />
          ) : null}
          {shown.slice(part.first, part.last).map((row, offset) => {
            const index = part.first + offset;
            const key = rowKey(row);
            const isActive = key === active.value;
            return (
              <tr
                key={key}
                aria-rowindex={index + 2}
                data-testid="row"
                data-key={key}
                aria-selected={key === selected}
                class={`${isActive ? "active" : ""} ${onOpen ? "opens" : ""}`}
                style={isVirtual ? { height: `${rowHeight}px` } : {}}
                onClick={(event) => {
                  if ((event.target as Element).closest("a,button,input,select,label")) return;
                  active.value = key;
                  activeAt.current = index;
                  onOpen?.(row);
                }}
              >
                {columns.map((column, at) => {
                  const Cell = at === 0 ? "th" : "td";
                  return (
                    <Cell
                      key={column.key}
                      {...(at === 0 ? { scope: "row" } : {})}
                      class={classOf(column, at, isFitted)}
                    >
                      {column.render(row)}
                    </Cell>
                  );
                })}
              </tr>
            );
          })}
          {part.last < shown.length ? (
            <tr
              aria-hidden="true"
              style={{ height: `${(shown.length - part.last) * rowHeight}px` }}
            />
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
