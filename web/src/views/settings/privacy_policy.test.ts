import { expect, it } from "vitest";
import { textOrRow } from "./privacy_policy";

it("tries what is JSON as a row, and all else as a text", () => {
  expect(textOrRow('{"age": 41}')).toEqual({ json: { age: 41 } });
  expect(textOrRow("41")).toEqual({ text: "41" });
  expect(textOrRow("{age")).toEqual({ text: "{age" });
});
