// Texts compared word by word.
import { expect, it } from "vitest";
import { wordDiff } from "./word_diff";

it.each([
  ["", ""],
  ["the quick fox", "the slow fox"],
  ["a b c", ""],
  ["", "a b"],
  ["one two  three\nfour", "zero one three four five"],
])("'%s' becomes '%s', and both can be read from it", (before, after) => {
  const parts = wordDiff(before, after);
  const read = (skip: string) =>
    parts
      .filter(({ kind }) => kind !== skip)
      .map(({ text }) => text)
      .join("");
  expect(read("new")).toBe(before);
  expect(read("gone")).toBe(after);
});

it("changes only the word that differs", () => {
  expect(wordDiff("the quick fox", "the slow fox")).toEqual([
    { kind: "same", text: "the " },
    { kind: "gone", text: "quick" },
    { kind: "new", text: "slow" },
    { kind: "same", text: " fox" },
  ]);
});

it("replaces what is too long to compare", () => {
  const long = "word ".repeat(3_000);
  expect(wordDiff(long, "short").map(({ kind }) => kind)).toEqual(["gone", "new"]);
});
