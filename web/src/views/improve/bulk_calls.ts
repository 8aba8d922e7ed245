// One action on all feedback that fits a filter: how many it would change, and doing it call by call.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import type { FilterInput } from "./filters";

export type BulkAction = Schemas["FeedbackBulkResult"]["action"];

export interface Tally {
  matched: number;
  /** Whether there may be more than `matched`. */
  isFloor: boolean;
  changed: number;
  /** Of what fits, what cannot be made or done. */
  skipped: number;
  isDry: boolean;
}

/** Items of one call: a page can say how far it is. */
const step = 500;

type Told = (tally: Tally) => void;

const tagOf = (action: BulkAction, tag: string) =>
  action === "tag" || action === "untag" ? { tag } : {};

/** Does it call by call; a dry run says what would change. */
export async function changeAll(
  action: BulkAction,
  filter: FilterInput,
  tag: string,
  isDry: boolean,
  signal: AbortSignal,
  told: Told,
): Promise<void> {
  let tally: Tally = { matched: 0, isFloor: false, changed: 0, skipped: 0, isDry };
  let cursor: string | null = null;
  do {
    const result: Schemas["FeedbackBulkResult"] = await api.post("/api/v1/feedback/bulk", {
      body: {
        action,
        filter,
        dry_run: isDry,
        limit: step,
        ...tagOf(action, tag),
        ...(cursor ? { cursor } : {}),
      },
      signal,
    });
    tally = {
      ...tally,
      ...(cursor ? {} : { matched: result.matched, isFloor: result.matched_relation === "gte" }),
      changed: tally.changed + result.changed,
      skipped: tally.skipped + result.full,
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
