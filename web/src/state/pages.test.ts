// Pieces of a list.
import { expect, it } from "vitest";
import { piece, type Page } from "./pages";

const of = (pages: Record<string, Page<number>>) => (cursor: string | undefined) =>
  Promise.resolve(pages[cursor ?? ""]!);

it("goes on where a piece found nothing, and keeps the total of the first", async () => {
  const load = of({
    "": { items: [], next_cursor: "a" },
    a: { items: [], next_cursor: "b" },
    b: { items: [7], next_cursor: "c" },
  });
  const { first, last, items } = await piece<number, Page<number>>(load, undefined);
  expect(items).toEqual([7]);
  expect(first.next_cursor).toBe("a");
  expect(last.next_cursor).toBe("c");
});

it("ends at the end, and after so many empty pieces", async () => {
  const nothing = await piece<number, Page<number>>(
    of({ "": { items: [], next_cursor: null } }),
    undefined,
  );
  expect(nothing.items).toEqual([]);
  let reads = 0;
  const endless = () => Promise.resolve({ items: [], next_cursor: String(++reads) });
  await piece<number, Page<number>>(endless, undefined);
  expect(reads).toBe(20);
});
