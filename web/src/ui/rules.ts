// The server's rules in words of people who never read its API.
import type { ApiError } from "../api/errors";
import { withTimes } from "./ticked";

/** Patterns that fields of the page have. */
const known: Record<string, string> = {
  "\\S": "must not be blank",
  "^[0-9]{1,18}$": "must be a whole number",
  "^[1-9][0-9]{0,17}$": "must be a whole number from 1",
  "^[A-Za-z0-9_-]{1,255}\\.[A-Za-z0-9_-]{1,255}\\.[A-Za-z0-9_-]{1,255}$":
    "must be three names with dots between them, as in main.default.my_model; each of letters, digits, dashes and underscores",
  "^[A-Za-z0-9_-]{1,255}(\\.[A-Za-z0-9_-]{1,255}\\.[A-Za-z0-9_-]{1,255})?$":
    "must be one name, or three with dots between them, as in main.default.my_model; each of letters, digits, dashes and underscores",
  "^[A-Za-z0-9_-]+$": "may have letters, digits, dashes and underscores only",
  "^[A-Za-z0-9_-]*$": "may have letters, digits, dashes and underscores only",
  "^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$":
    "may have letters, digits, blanks, dots, dashes and underscores, at most 100, and begins with a letter or digit",
  "^[A-Za-z0-9_.-]{1,64}$": "may have letters, digits, dots, dashes and underscores, at most 64",
  "^[a-z][a-z0-9_]{0,31}$":
    "may have small letters, digits and underscores, at most 32, and begins with a letter",
  "^[a-z_]{1,64}$": "may have small letters and underscores, at most 64",
  "^https?://": "must begin with https:// or http://",
  "^([01][0-9]|2[0-3]):[0-5][0-9]$": "must be a time of day, as in 08:30",
  "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": "must be a time of day, as in 08:30, or 24:00",
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "must be a day, as in 2026-05-31",
};

const patternRule = /must match the pattern (\S+(?: -\]\S*)?)/;

const typeRule = /^must be an? (integer|number)(?: or null)?, found /;

/** What a value must be; a pattern is told as what may be typed. */
export function ruleWords(what: string): string {
  return withTimes(what)
    .split("; ")
    .map((rule) => {
      if (rule === "must have at least 1 characters") return "must not be empty";
      const type = typeRule.exec(rule)?.[1];
      if (type) return type === "integer" ? "must be a whole number" : "must be a number";
      const pattern = patternRule.exec(rule)?.[1];
      if (pattern === undefined) return rule.replaceAll("`", "");
      return known[pattern] ?? "does not have the form that is wanted here";
    })
    .join("; ");
}

/** What a JSON pointer points at, by its name: `/body/secrets/0` is Secrets 1. */
export function placeWords(where: string): string {
  const words = where
    .split("/")
    .filter((part) => part && !["body", "query", "path", "header"].includes(part))
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replaceAll("_", " ")))
    .join(" ");
  return words ? words[0]!.toUpperCase() + words.slice(1) : "";
}

/** What the server said; where that only names rules, or the first of several, how many there are: fields name them. */
export function messageOf({ message, errors }: Pick<ApiError, "message" | "errors">): string {
  const [first, second] = errors;
  const isOnlyRules =
    /^The request breaks /.test(message) || (second && message.includes(first!.what));
  if (!first || !isOnlyRules) return ruleWords(message);
  return errors.length === 1
    ? "One thing must be changed."
    : `${errors.length} things must be changed.`;
}
