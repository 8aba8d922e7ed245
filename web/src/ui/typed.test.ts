import { expect, it } from "vitest";
import { neededNumeral, numeral, wordsOf } from "./typed";

it("leaves what is no number to the server, and sends nothing for nothing", () => {
  expect([numeral(" 5 "), numeral("0"), numeral(""), numeral("5 min")]).toEqual([
    5,
    0,
    undefined,
    "5 min",
  ]);
  expect([neededNumeral("7"), neededNumeral(" ")]).toEqual([7, ""]);
});

it("takes words apart at commas", () => {
  expect(wordsOf(" a b, ,c,")).toEqual(["a b", "c"]);
});
