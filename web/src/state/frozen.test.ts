// A list under its reader.
import { expect, it } from "vitest";
import { inPlace } from "./frozen";

const row = (id: string, value = 0) => ({ id, value });

it("keeps rows where they are, as they are now, and counts what waits", () => {
  const shown = [row("b"), row("a"), row("gone")];
  const now = [row("d"), row("c"), row("b", 7), row("a")];
  expect(inPlace(shown, now, ({ id }) => id)).toEqual({ rows: [row("b", 7), row("a")], fresh: 2 });
  expect(inPlace(now, now, ({ id }) => id)).toEqual({ rows: now, fresh: 0 });
});
