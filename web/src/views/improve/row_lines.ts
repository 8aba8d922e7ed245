// Rows as JSON lines, with what is wrong of which line.
import type { Requests } from "../../api/types";

type New = Requests["NewTrainingRowInput"];

/** What one request takes. */
const rowsMax = 1_000;

export interface Lines {
  rows: New[];
  wrong: { line: number; what: string }[];
}

export function parseLines(text: string): Lines {
  const out: Lines = { rows: [], wrong: [] };
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.trim()) continue;
    try {
      const row: unknown = JSON.parse(line);
      if (typeof row !== "object" || row === null || Array.isArray(row))
        out.wrong.push({ line: index + 1, what: "must be an object" });
      else out.rows.push(row as New);
    } catch {
      out.wrong.push({ line: index + 1, what: "is no JSON" });
    }
  }
  if (out.rows.length > rowsMax)
    out.wrong.push({ line: rowsMax + 1, what: `at most ${rowsMax} rows are added at once` });
  return out;
}
