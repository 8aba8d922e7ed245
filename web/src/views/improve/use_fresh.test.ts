import { expect, it } from "vitest";
import { readFilters, type Item } from "./filters";
import { newer } from "./use_fresh";

it("counts what is newer than the list and fits", () => {
  const item = (id: string, rating: string) => ({ id, rating, tags: [] }) as unknown as Item;
  const items = [item("c", "negative"), item("b", "positive"), item("a", "negative")];
  const negative = readFilters(new URLSearchParams("rating=negative"));
  expect(newer(items, "a", negative)).toEqual(["c"]);
  expect(newer(items, "", negative)).toEqual(["c", "a"]);
  expect(newer(items, "c", negative)).toEqual([]);
});
