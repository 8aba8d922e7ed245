// Reads beside each other.
import { expect, it } from "vitest";
import { ApiError } from "../api/errors";
import { partOf } from "./part";

const failure = new ApiError("disk", { status: 500 });

it("holds what failed beside what was read", async () => {
  const [read, failed] = await Promise.all([
    partOf(Promise.resolve(7)),
    partOf(Promise.reject<number>(failure)),
  ]);
  expect(read).toEqual({ data: 7, error: null });
  expect(failed).toEqual({ data: undefined, error: failure });
});

it("keeps what was known before, and gives up what nobody waits for", async () => {
  const before = { data: 7, error: null };
  expect(await partOf(Promise.reject<number>(failure), before)).toEqual({
    data: 7,
    error: failure,
  });
  const aborted = new DOMException("", "AbortError");
  await expect(partOf(Promise.reject<number>(aborted))).rejects.toBe(aborted);
});
