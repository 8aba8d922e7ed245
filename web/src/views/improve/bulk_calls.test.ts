// How many items one action on all of them would change.
import { expect, it } from "vitest";
import { changedOf, narrowed } from "./bulk_calls";

it("counts those that are not so already", () => {
  const filter = { rating: "negative" as const };
  expect(narrowed("flag", filter, "")).toEqual({ rating: "negative", flagged_only: true });
  expect(changedOf("flag", 100, 30)).toBe(70);
  expect(changedOf("unflag", 100, 30)).toBe(30);
  expect(narrowed("tag", filter, "billing")).toEqual({ rating: "negative", tag: "billing" });
  expect(changedOf("tag", 100, 30)).toBe(70);
  expect(changedOf("untag", 100, 30)).toBe(30);
  expect(narrowed("delete", filter, "")).toEqual(filter);
  expect(changedOf("delete", 100, 100)).toBe(100);
});

it("does not count by two tags: no filter has both", () => {
  expect(narrowed("tag", { tag: "late" }, "billing")).toBeNull();
  expect(narrowed("untag", { tag: "billing" }, "billing")).toEqual({ tag: "billing" });
});
