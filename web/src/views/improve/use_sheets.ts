// The sheets that rows can be added to.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useResource, type Resource } from "../../state/resource";

export type Sheet = Schemas["TrainingSheet"];
const sheetsMax = 1_000;

export function useSheets(): Resource<Sheet[]> {
  return useResource(
    "sheets",
    (signal) => api.get("/api/v1/training-sheets/list", { query: { limit: sheetsMax }, signal }),
    { everyMs: 30_000 },
  );
}

/** Rows that a person has approved: as they were, or by editing them. */
export const approvedOf = (sheet: Pick<Sheet, "approved_count" | "edited_count">): number =>
  sheet.approved_count + sheet.edited_count;

const lastKey = "ontos-sheet";
/** The sheet that was chosen last, in this tab. */
export const lastSheet = (): string => sessionStorage.getItem(lastKey) ?? "";
export const keepSheet = (id: string): void => sessionStorage.setItem(lastKey, id);
