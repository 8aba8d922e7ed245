// Filters of the inbox.
import { describe, expect, it } from "vitest";
import { canShow, filterInput, filterWords, isFiltered, readFilters, type Item } from "./filters";

const read = (text: string) => readFilters(new URLSearchParams(text));
const span = { from: 1_000, to: 61_000 };

describe("filters of the address", () => {
  it("asks for nothing that is not set", () => {
    expect(filterInput(read(""), span)).toEqual({});
    expect(isFiltered(read("item=1&tab=x"))).toBe(false);
    expect(filterWords(read(""))).toBe("all feedback");
  });
  it("becomes what the API takes", () => {
    const filters = read(
      "endpoint=bot&rating=negative&flagged=1&version=2&tag=tone&source=human&q=%20refund&when=range",
    );
    expect(filterInput(filters, span)).toEqual({
      endpoint_id: "bot",
      rating: "negative",
      flagged_only: true,
      model_version: "2",
      tag: "tone",
      source: "human",
      q: "refund",
      created_after: "1970-01-01T00:00:01.000Z",
      created_before: "1970-01-01T00:01:01.000Z",
    });
    expect(filterWords(filters)).toBe(
      "negative, flagged, of bot, version 2, tagged tone, from Reviewer, with “refund”, of the time range",
    );
  });
  it("cuts a text that is too long to be looked for", () => {
    expect(read(`q=${"x".repeat(300)}`).q).toHaveLength(200);
  });
  it("tells which items the list would have", () => {
    const item = {
      endpoint_id: "0198",
      endpoint_name: "bot",
      rating: "negative",
      flagged: false,
      model_version: "2",
      tags: ["tone"],
      source: "human",
    } as Item;
    for (const fits of [
      "",
      "endpoint=bot",
      "endpoint=0198",
      "rating=negative&tag=tone",
      "version=2",
    ])
      expect(canShow(read(fits), item), fits).toBe(true);
    for (const other of [
      "endpoint=cat",
      "rating=positive",
      "flagged=1",
      "version=1",
      "tag=on",
      "source=code",
    ])
      expect(canShow(read(other), item), other).toBe(false);
  });
});
