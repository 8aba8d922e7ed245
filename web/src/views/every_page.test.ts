// Lists in pages.
import { expect, it } from "vitest";
import { cursorOf, everyPage } from "./every_page";

const pageOf = (total: number, size: number) => (cursor: string | undefined) => {
  const from = Number(cursor ?? 0);
  const items = Array.from({ length: Math.min(size, total - from) }, (_, at) => from + at);
  return Promise.resolve({
    items,
    next_cursor: from + size < total ? String(from + size) : null,
  });
};

it("reads to the end, so that the last one is there", async () => {
  const whole = await everyPage(pageOf(400, 100), 2_000);
  expect(whole.items).toHaveLength(400);
  expect(whole.items.at(-1)).toBe(399);
  expect(whole.isCut).toBe(false);
});

it("ends at its bound, and says that it was cut", async () => {
  expect(await everyPage(pageOf(400, 100), 200)).toMatchObject({ isCut: true });
  expect((await everyPage(pageOf(400, 100), 250)).items).toHaveLength(250);
  expect(await everyPage(pageOf(200, 100), 200)).toMatchObject({ isCut: false });
});

it("does not turn in a circle", async () => {
  const whole = await everyPage(() => Promise.resolve({ items: [1], next_cursor: "a" }), 1_000);
  expect(whole).toEqual({ items: [1, 1], isCut: false });
});

it("takes the cursor of the next page out of the header", () => {
  const link = '</api/v1/deployment/endpoints?limit=2&cursor=b%20c>; rel="next"';
  expect(cursorOf(link)).toBe("b c");
  expect(cursorOf('</x?cursor=a>; rel="prev"')).toBeNull();
  expect(cursorOf(null)).toBeNull();
});
