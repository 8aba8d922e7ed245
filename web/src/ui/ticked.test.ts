// Names between backticks.
import { expect, it } from "vitest";
import { Ticked, withoutTicks } from "./ticked";

it("leaves no backtick to read", () => {
  const text = "The values of feature `mean radius` of `faq` moved.";
  expect(withoutTicks(text)).toBe("The values of feature mean radius of faq moved.");
  const shown = JSON.stringify(Ticked({ text }));
  expect(shown).not.toContain("`");
  expect(shown).toContain("mean radius");
  expect(JSON.stringify(Ticked({ text: "a ` alone" }))).toContain("a ` alone");
});
