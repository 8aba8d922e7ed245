// What differs between two JSON values, by JSON pointer, as the server tells it of revisions.
import type { Change } from "../../ui/diff";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json | unknown[] =>
  typeof value === "object" && value !== null;

export function changesBetween(before: unknown, after: unknown, at = ""): Change[] {
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after))
    return JSON.stringify(before) === JSON.stringify(after)
      ? []
      : [{ path: at || "/", before, after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    changesBetween((before as Json)[name], (after as Json)[name], `${at}/${name}`),
  );
}
