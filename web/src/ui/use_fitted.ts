// Columns of a long table: as wide as the widest cell that was shown, and they stay so while one scrolls.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** The widest that each column has been: they grow while the room stays the same, and are new with it. */
export class Widths {
  private readonly widest = new Map<string, number>();
  private room = 0;

  /** Whether the room is another: what was measured in the old one is forgotten. */
  isNew(room: number): boolean {
    if (room === this.room) return false;
    this.room = room;
    this.widest.clear();
    return true;
  }

  grown(column: string, width: number): number {
    const most = Math.max(width, this.widest.get(column) ?? 0);
    this.widest.set(column, most);
    return most;
  }
}

/** Of a table in which only some rows are at a time, whose first column takes what the others leave. */
export function useFitted(box: RefObject<HTMLElement>, isOn: boolean): void {
  const widths = useRef(new Widths());
  const fit = () => {
    const heads = [
      ...(box.current?.querySelectorAll<HTMLElement>("thead th[data-column]:not(.rest)") ?? []),
    ];
    const isNew = widths.current.isNew(isOn ? (box.current?.clientWidth ?? 0) : 0);
    if (isNew) for (const head of heads) head.style.minWidth = "";
    if (!isOn) return;
    const measured = heads.map((head) => head.getBoundingClientRect().width);
    heads.forEach((head, at) => {
      const most = widths.current.grown(head.dataset.column!, measured[at]!);
      head.style.minWidth = most ? `${most}px` : "";
    });
  };
  useLayoutEffect(fit);
  useEffect(() => {
    if (!isOn || !box.current) return undefined;
    const observer = new ResizeObserver(fit);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [isOn]);
}
