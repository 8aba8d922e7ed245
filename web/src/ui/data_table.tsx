// A table that stays smooth at 100,000 rows: only what can be seen is in the page. j, k and Enter.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useKeys } from "../state/keys";
import { Icon } from "./icon";
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
}

const allShownMax = 200;
const rowHeightUsual = 40;

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
  onEnd,
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
  /** The last row came into sight: load more. */
  onEnd?: () => void;
  testid?: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const sort = useSignal<SortState | null>(initialSort ?? null);
  const active = useSignal(-1);

  const shown = useMemo(() => {
    const by = columns.find((column) => column.key === sort.value?.key)?.sort;
    return by && sort.value ? sorted(rows, by, sort.value.isDescending) : rows;
  }, [rows, sort.value, columns]);
  const isVirtual = shown.length > allShownMax;
  const part = isVirtual
    ? windowOf(scrollTop.value, height, rowHeight, shown.length)
    : { first: 0, last: shown.length };

  useEffect(() => {
    if (onEnd && part.last >= shown.length && shown.length > 0) onEnd();
  }, [part.last >= shown.length, shown.length]);

  const move = (by: number) => {
    // The first key starts at the row that is open, if one is.
    const from =
      active.value < 0 && selected
        ? shown.findIndex((row) => rowKey(row) === selected)
        : active.value;
    const next = Math.max(0, Math.min(shown.length - 1, from + by));
    active.value = next;
    const moved = shown[next];
    if (moved !== undefined) onMove?.(moved);
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
    const row = shown[active.value];
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
      <table class={isVirtual ? "virtual" : ""} aria-rowcount={shown.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => {
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
                  class={`${column.align ?? ""} ${column.isMinor ? "minor" : ""}`}
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
            const isActive = index === active.value;
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
                  active.value = index;
                  onOpen?.(row);
                }}
              >
                {columns.map((column, at) => {
                  const Cell = at === 0 ? "th" : "td";
                  return (
                    <Cell
                      key={column.key}
                      {...(at === 0 ? { scope: "row" } : {})}
                      class={`${column.align ?? ""} ${column.isMinor ? "minor" : ""}`}
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
