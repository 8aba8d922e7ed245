// Names between backticks.
import { expect, it } from "vitest";
import { time } from "./format";
import { Ticked, withoutTicks, withTimes } from "./ticked";

it("leaves no backtick to read", () => {
  const text = "The values of feature `mean radius` of `faq` moved.";
  expect(withoutTicks(text)).toBe("The values of feature mean radius of faq moved.");
  const shown = JSON.stringify(Ticked({ text }));
  expect(shown).not.toContain("`");
  expect(shown).toContain("mean radius");
  expect(JSON.stringify(Ticked({ text: "a ` alone" }))).toContain("a ` alone");
});

it("shows times as the reader sees all others", () => {
  const at = "2026-11-30T09:20:04.194766Z";
  expect(withTimes(`2 rows since ${at}, of 1 wanted.`)).toBe(
    `2 rows since ${time(at)}, of 1 wanted.`,
  );
  expect(withTimes("since 2026-10-31")).toBe("since 2026-10-31");
});
