// The address of the dialog that makes training rows.
import { expect, it } from "vitest";
import { convertedIds, convertParam } from "./convert_address";

it("names the items, so that the address shows the same dialog to others", () => {
  expect(convertParam(["a", "b"])).toBe("a,b");
  expect(convertedIds("a,b,,a", ["c"])).toEqual(["a", "b"]);
  expect(convertedIds("", ["c"])).toEqual([]);
});

it("of more than an address holds takes those that are selected", () => {
  const many = Array.from({ length: 51 }, (_, at) => `item-${at}`);
  expect(convertedIds(convertParam(many), many)).toEqual(many);
  expect(convertedIds(convertParam(many), [])).toEqual([]);
});
