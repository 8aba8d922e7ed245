// One action on all feedback that fits a filter: how many it would change, and doing it call by call.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import type { FilterInput } from "./filters";

export type BulkAction = Schemas["FeedbackBulkResult"]["action"];

export interface Tally {
  matched: number;
  /** Whether there may be more than `matched`. */
  isFloor: boolean;
  /** null: nobody knows before it is done. */
  changed: number | null;
  skipped: number;
  isDry: boolean;
}

/** Items of one call: a page can say how far it is. */
const step = 500;

type Told = (tally: Tally) => void;

/** What of the filter is so already, or is alone changed; null where no filter can say both. */
export function narrowed(action: BulkAction, filter: FilterInput, tag: string): FilterInput | null {
  if (action === "flag" || action === "unflag") return { ...filter, flagged_only: true };
  if (action === "delete") return filter;
  return !filter.tag || filter.tag === tag ? { ...filter, tag } : null;
}

/** Of those that fit, those that are not so already: `inNarrowed` fit the narrowed filter. */
export const changedOf = (action: BulkAction, matched: number, inNarrowed: number): number =>
  action === "flag" || action === "tag" ? matched - inNarrowed : inNarrowed;

const tagOf = (action: BulkAction, tag: string) =>
  action === "tag" || action === "untag" ? { tag } : {};

/** A dry run looks at no item: it counts what fits. */
export async function countChanges(
  action: BulkAction,
  filter: FilterInput,
  tag: string,
  signal: AbortSignal,
): Promise<Tally> {
  const count = async (of: FilterInput) => {
    const body = { action, filter: of, dry_run: true, ...tagOf(action, tag) };
    const { matched, matched_relation: relation } = await api.post("/api/v1/feedback/bulk", {
      body,
      signal,
    });
    return { matched, isFloor: relation === "gte" };
  };
  const inner = narrowed(action, filter, tag);
  const [all, some] = await Promise.all([count(filter), inner && count(inner)]);
  const isKnown = some !== null && !all.isFloor && !some.isFloor;
  const changed = isKnown ? changedOf(action, all.matched, some.matched) : null;
  return { ...all, changed, skipped: 0, isDry: true };
}

export async function changeAll(
  action: BulkAction,
  filter: FilterInput,
  tag: string,
  signal: AbortSignal,
  told: Told,
): Promise<void> {
  let tally: Tally = { matched: 0, isFloor: false, changed: 0, skipped: 0, isDry: false };
  let cursor: string | null = null;
  do {
    const result: Schemas["FeedbackBulkResult"] = await api.post("/api/v1/feedback/bulk", {
      body: {
        action,
        filter,
        limit: step,
        ...tagOf(action, tag),
        ...(cursor ? { cursor } : {}),
      },
      signal,
    });
    tally = {
      ...tally,
      ...(cursor ? {} : { matched: result.matched, isFloor: result.matched_relation === "gte" }),
      changed: (tally.changed ?? 0) + result.changed,
    };
    told(tally);
    cursor = result.next_cursor;
  } while (cursor);
}

/** Rows of a sheet, made of all that fits; a dry run says which would be. */
export async function convertAll(
  sheet: string,
  filter: FilterInput,
  isDry: boolean,
  signal: AbortSignal,
  told: Told,
): Promise<void> {
  let tally = { matched: 0, isFloor: false, changed: 0, skipped: 0, isDry };
  let cursor: string | null = "";
  do {
    const report: Schemas["ConversionReport"] = await api.post(
      "/api/v1/training-sheets/{training_sheet_id}/convert",
      {
        path: { training_sheet_id: sheet },
        body: { filter, dry_run: isDry, limit: step, cursor },
        signal,
      },
    );
    tally = {
      ...tally,
      matched: tally.matched + report.matched,
      changed: tally.changed + report.created,
      skipped: tally.skipped + report.existing + report.skipped,
    };
    told(tally);
    cursor = report.next_cursor ?? null;
  } while (cursor);
}
