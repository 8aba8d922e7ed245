// Rows that repeat each other, or answer the same prompt differently.
import type { Schemas } from "../../api/types";

export type Row = Schemas["TrainingRow"];

export interface Repeats {
  /** The number of the earlier row with the same prompt and answers, by row. */
  duplicateOf: ReadonlyMap<string, number>;
  /** The numbers of approved rows with this prompt and another answer, by row. */
  conflictsWith: ReadonlyMap<string, readonly number[]>;
}

/** But for case and blanks, as exports compare. */
const folded = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();

const isApproved = ({ review_status: state }: Row) => state === "approved" || state === "edited";
/** As people count: the first row is 1. */
const numberOf = (row: Row) => row.row_index + 1;

export function repeatsOf(rows: readonly Row[]): Repeats {
  const first = new Map<string, Row>();
  const duplicateOf = new Map<string, number>();
  const answers = new Map<string, Row[]>();
  for (const row of rows) {
    const prompt = JSON.stringify([row.context, row.features, folded(row.prompt)]);
    const whole = JSON.stringify([
      prompt,
      folded(row.response ?? ""),
      folded(row.rejected_response ?? ""),
    ]);
    const earlier = first.get(whole);
    if (earlier) duplicateOf.set(row.id, numberOf(earlier));
    else first.set(whole, row);
    if (row.response !== null && isApproved(row))
      answers.set(prompt, [...(answers.get(prompt) ?? []), row]);
  }
  const conflictsWith = new Map<string, number[]>();
  for (const same of answers.values())
    for (const row of same) {
      const others = same.filter((other) => folded(other.response!) !== folded(row.response!));
      if (others.length > 0) conflictsWith.set(row.id, others.map(numberOf));
    }
  return { duplicateOf, conflictsWith };
}
