// What changed between the versions of an item, newest first.
import type { Schemas } from "../../api/types";
import type { Change } from "../../ui/diff";
import type { Item } from "./filters";

type Revision = Schemas["FeedbackRevision"];

const members = [
  ["rating", "Rating"],
  ["correction", "Correction"],
  ["feedback_text", "Comment"],
  ["expected_output", "Expected"],
  ["rationale", "Why"],
  ["tags", "Tags"],
  ["value", "Score"],
  ["label", "Label"],
] as const;

export interface Step {
  revision: number;
  at: string;
  by: string;
  changes: Change[];
}

const shown = (value: unknown): unknown =>
  Array.isArray(value) ? value.join(", ") || null : (value ?? null);

/** `before` is newest first, without what the item is now. */
export function stepsOf(item: Item, before: readonly Revision[]): Step[] {
  return before.map((was, index) => {
    const then: Item | Revision = index === 0 ? item : before[index - 1]!;
    const changes = members.flatMap(([name, label]) => {
      const [old, now] = [shown(was[name]), shown(then[name])];
      return JSON.stringify(old) === JSON.stringify(now)
        ? []
        : [{ path: label, before: old, after: now }];
    });
    return { revision: was.revision + 1, at: was.changed_at, by: was.changed_by, changes };
  });
}
