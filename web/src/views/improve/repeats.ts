// Rows that repeat each other, or answer the same prompt differently.
import type { Schemas } from "../../api/types";

export type Row = Schemas["TrainingRow"];

export interface Repeats {
  /** The number of the earlier row with the same prompt and answers, by row. */
  duplicateOf: ReadonlyMap<string, number>;
  /** The numbers of the first approved rows with this prompt and another answer, by row. */
  conflictsWith: ReadonlyMap<string, readonly number[]>;
  /** The rows that are one or the other. */
  odd: ReadonlySet<string>;
}

/** Of rows that answer differently so many are named. */
const namedMax = 5;
/** Where more rows than so many are others than before, all is looked at anew. */
const changedMax = 100;

/** But for case and blanks, as exports compare. */
const folded = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();

const isApproved = ({ review_status: state }: Row) => state === "approved" || state === "edited";
/** As people count: the first row is 1. */
const numberOf = (row: Row) => row.row_index + 1;

interface Compared {
  prompt: string;
  whole: string;
  answer: string;
}
const compared = new WeakMap<Row, Compared>();

function comparedOf(row: Row): Compared {
  let found = compared.get(row);
  if (!found) {
    const prompt = JSON.stringify([row.context, row.features, folded(row.prompt)]);
    const answer = folded(row.response ?? "");
    const whole = JSON.stringify([answer, folded(row.rejected_response ?? "")]);
    found = { prompt, whole, answer };
    compared.set(row, found);
  }
  return found;
}

/** The numbers of the first rows that answer otherwise. */
function othersOf(answer: string, approved: readonly Row[]): number[] {
  const others: number[] = [];
  for (const row of approved) {
    if (comparedOf(row).answer !== answer) others.push(numberOf(row));
    if (others.length === namedMax) break;
  }
  return others;
}

/** Of one list that grows, and in which rows change: only what is new, and what has its prompt, is
 *  looked at again. */
export class RepeatsFinder {
  private rows: readonly Row[] = [];
  private readonly byPrompt = new Map<string, Row[]>();
  private readonly duplicateOf = new Map<string, number>();
  private readonly conflictsWith = new Map<string, number[]>();
  private readonly odd = new Set<string>();

  of(rows: readonly Row[]): Repeats {
    const touched = new Set<string>();
    const known = this.rows;
    const changed: number[] = [];
    known.forEach((row, at) => {
      if (row !== rows[at]) changed.push(at);
    });
    if (rows.length < known.length || changed.length > changedMax) {
      for (const all of [this.byPrompt, this.duplicateOf, this.conflictsWith, this.odd])
        all.clear();
      for (const row of rows) this.add(row, touched);
    } else {
      for (const at of changed) this.remove(known[at]!, touched);
      for (const at of changed) this.add(rows[at]!, touched);
      for (const row of rows.slice(known.length)) this.add(row, touched);
    }
    this.rows = rows;
    for (const prompt of touched) this.compare(prompt);
    const { duplicateOf, conflictsWith, odd } = this;
    return { duplicateOf, conflictsWith, odd };
  }

  private add(row: Row, touched: Set<string>): void {
    const { prompt } = comparedOf(row);
    const same = this.byPrompt.get(prompt);
    if (same) same.push(row);
    else this.byPrompt.set(prompt, [row]);
    touched.add(prompt);
  }

  private remove(row: Row, touched: Set<string>): void {
    const { prompt } = comparedOf(row);
    const same = this.byPrompt.get(prompt) ?? [];
    same.splice(same.indexOf(row), 1);
    this.forget(row);
    touched.add(prompt);
  }

  private forget({ id }: Row): void {
    this.duplicateOf.delete(id);
    this.conflictsWith.delete(id);
    this.odd.delete(id);
  }

  private compare(prompt: string): void {
    const same = this.byPrompt.get(prompt)!.sort((a, b) => a.row_index - b.row_index);
    const first = new Map<string, Row>();
    const approved = same.filter((row) => row.response !== null && isApproved(row));
    const others = new Map<string, number[]>();
    for (const row of same) {
      this.forget(row);
      const earlier = first.get(comparedOf(row).whole);
      if (earlier) this.duplicateOf.set(row.id, numberOf(earlier));
      else first.set(comparedOf(row).whole, row);
      if (earlier) this.odd.add(row.id);
    }
    for (const row of approved) {
      const { answer } = comparedOf(row);
      const named = others.get(answer) ?? othersOf(answer, approved);
      others.set(answer, named);
      if (named.length === 0) continue;
      this.conflictsWith.set(row.id, named);
      this.odd.add(row.id);
    }
  }
}

export const repeatsOf = (rows: readonly Row[]): Repeats => new RepeatsFinder().of(rows);
