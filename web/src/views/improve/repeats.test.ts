// Repeated and conflicting rows.
import { describe, expect, it } from "vitest";
import { repeatsOf, type Row } from "./repeats";

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
});
