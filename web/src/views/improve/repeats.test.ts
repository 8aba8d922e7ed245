// Repeated and conflicting rows.
import { describe, expect, it } from "vitest";
import { repeatsOf, RepeatsFinder, type Row } from "./repeats";

const row = (
  row_index: number,
  prompt: string,
  response: string | null,
  review_status = "approved",
) =>
  ({
    id: `r${row_index}`,
    row_index,
    prompt,
    response,
    rejected_response: null,
    review_status,
    context: [],
    features: null,
  }) as unknown as Row;

describe("repeats", () => {
  it("finds what is the same but for case and blanks, and names the first", () => {
    const { duplicateOf, conflictsWith } = repeatsOf([
      row(0, "How  old?", "Ten."),
      row(1, "how old?", "TEN."),
      row(2, "How old?", "ten. "),
    ]);
    expect([...duplicateOf]).toEqual([
      ["r1", 1],
      ["r2", 1],
    ]);
    expect(conflictsWith.size).toBe(0);
  });
  it("finds approved answers that differ, and leaves out what nobody approved", () => {
    const { duplicateOf, conflictsWith } = repeatsOf([
      row(0, "Where?", "Here."),
      row(1, "Where?", "There."),
      row(2, "Where?", "Nowhere.", "pending"),
      row(3, "When?", "Now."),
    ]);
    expect(duplicateOf.size).toBe(0);
    expect([...conflictsWith]).toEqual([
      ["r0", [2]],
      ["r1", [1]],
    ]);
  });
  it("compares rows of features by their features", () => {
    const [a, b] = [row(0, "", "yes"), row(1, "", "no")];
    expect(
      repeatsOf([
        { ...a!, features: { x: 1 } },
        { ...b!, features: { x: 2 } },
      ] as Row[]).conflictsWith.size,
    ).toBe(0);
    expect(
      repeatsOf([
        { ...a!, features: { x: 1 } },
        { ...b!, features: { x: 1 } },
      ] as Row[]).conflictsWith.size,
    ).toBe(2);
  });
  it("finds the same while rows come, change and go as where all is looked at anew", () => {
    const finder = new RepeatsFinder();
    let rows = Array.from({ length: 40 }, (_, at) =>
      row(at, `Question ${at % 7}`, `Answer ${at % 3}`, at % 4 ? "approved" : "pending"),
    );
    const same = () => {
      const { duplicateOf, conflictsWith, odd } = finder.of(rows);
      const anew = repeatsOf(rows);
      const entries = <T>(map: ReadonlyMap<string, T>) => [...map].sort();
      expect(entries(duplicateOf)).toEqual(entries(anew.duplicateOf));
      expect(entries(conflictsWith)).toEqual(entries(anew.conflictsWith));
      expect([...odd].sort()).toEqual([...anew.odd].sort());
    };
    const all = rows;
    rows = all.slice(0, 10);
    same();
    rows = all;
    same();
    rows = all.map((one, at) => (at === 3 ? { ...one, prompt: "Question 5" } : one));
    same();
    rows = rows.map((one, at) => (at === 8 ? { ...one, review_status: "approved" } : one));
    same();
    rows = rows.filter((_, at) => at % 2 === 0);
    same();
  });
  it("takes not longer and longer where 20,000 rows answer one prompt", () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => row(at, "Where?", `Here ${at % 50}`));
    const started = performance.now();
    const { conflictsWith } = repeatsOf(rows);
    expect(conflictsWith.get("r0")).toEqual([2, 3, 4, 5, 6]);
    // Each with each took minutes.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
