// Rules as people read them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { time } from "./format";
import { messageOf, placeWords, ruleWords } from "./rules";

it("says what may be typed instead of a pattern", () => {
  expect(ruleWords("must match the pattern ^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$")).toBe(
    "may have letters, digits, blanks, dots, dashes and underscores, at most 100, and begins with a letter or digit",
  );
  expect(ruleWords("must match the pattern ^(odd|even)$")).toBe(
    "does not have the form that is wanted here",
  );
  expect(ruleWords("must have at most 5 characters; must match the pattern ^https?://")).toBe(
    "must have at most 5 characters; must begin with https:// or http://",
  );
});

it("says what is no number, and that something must stand there", () => {
  expect(ruleWords('must be an integer or null, found the string "30 days"')).toBe(
    "must be a whole number",
  );
  expect(ruleWords("must be a number, found null")).toBe("must be a number");
  expect(ruleWords("must have at least 1 characters")).toBe("must not be empty");
});

it("knows every pattern that a body of the API has", () => {
  const patterns = new Set<string>();
  const find = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("pattern" in value && typeof value.pattern === "string") patterns.add(value.pattern);
    Object.values(value).forEach(find);
  };
  const text = readFileSync(resolve(__dirname, "../../../openapi.json"), "utf8");
  find((JSON.parse(text) as { components: { schemas: unknown } }).components.schemas);
  expect(patterns.size).toBeGreaterThan(8);
  for (const pattern of patterns)
    expect(ruleWords(`must match the pattern ${pattern}`), pattern).not.toMatch(/form that|\^/);
});

it("names the place by its words", () => {
  expect(placeWords("/body/secrets/0")).toBe("Secrets 1");
  expect(placeWords("/body/train_split")).toBe("Train split");
  expect(placeWords("")).toBe("");
});

it("repeats no rule in the head of a form", () => {
  const broken = { where: "/body/name", what: "must match the pattern ^x$" };
  const message = `The request breaks a rule: ${broken.where} ${broken.what}.`;
  expect(messageOf({ message, errors: [broken] })).toBe("One thing must be changed.");
  expect(messageOf({ message: "No disk.", errors: [] })).toBe("No disk.");
  expect(messageOf({ message: "It is taken.", errors: [broken] })).toBe("It is taken.");
  const both = [
    { where: "/body/url", what: "must be an https:// URL" },
    { where: "/body/secrets/0", what: "must be whsec_" },
  ];
  const first = "The channel's url must be an https:// URL.";
  expect(messageOf({ message: first, errors: both })).toBe("2 things must be changed.");
  expect(messageOf({ message: first, errors: both.slice(0, 1) })).toBe(first);
});

it("tells times as the page shows all others", () => {
  const at = "2026-11-30T09:20:04.194766Z";
  const message = `Alert was modified by another user: olga resolved it at ${at}.`;
  expect(messageOf({ message, errors: [] })).toBe(message.replace(at, time(at)));
  expect(ruleWords(`must be after ${at}`)).toBe(`must be after ${time(at)}`);
});
