import { expect, it } from "vitest";
import { categoriesOf } from "./score_configs";

it("keeps the values that categories have, and counts on from the largest for new ones", () => {
  const before = [
    { label: "bad", value: -1 },
    { label: "good", value: 5 },
  ];
  expect(categoriesOf("bad, good, perfect", before)).toEqual([
    ...before,
    { label: "perfect", value: 6 },
  ]);
  expect(categoriesOf("no, yes", [])).toEqual([
    { label: "no", value: 0 },
    { label: "yes", value: 1 },
  ]);
});
