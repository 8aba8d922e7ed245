// Filters of the inbox.
import { describe, expect, it } from "vitest";
import { filterInput, filterWords, isFiltered, readFilters } from "./filters";

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
});
