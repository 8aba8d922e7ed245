// Silences in words, and the same once more.
import { expect, it } from "vitest";
import { sameOf } from "./silence_dialog";
import { matcherWords, type Silence } from "./silence_words";

const now = Date.parse("2026-11-30T12:00:00Z");
const silence = (id: string): Silence => ({
  id,
  matchers: [{ label: "endpoint", value: "far", is_equal: false, is_regex: true }],
  starts_at: "2026-11-30T11:00:00Z",
  ends_at: "2026-11-30T13:00:00Z",
  comment: "why",
  created_at: "2026-11-30T11:00:00Z",
  created_by: "local",
});

it("says what is matched, and how", () => {
  const [matcher] = silence("a").matchers;
  expect(matcherWords(matcher!, [])).toBe("endpoint is not like far");
});

it("keeps the beginning of what has not begun", () => {
  const { matchers, ends_at, comment } = silence("a");
  expect(sameOf(silence("a"), now)).toEqual({ matchers, ends_at, comment });
  const later = { ...silence("a"), starts_at: "2026-11-30T12:30:00Z" };
  expect(sameOf(later, now)).toMatchObject({ starts_at: "2026-11-30T12:30:00Z" });
});
