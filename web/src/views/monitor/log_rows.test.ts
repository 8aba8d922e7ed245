import { expect, it } from "vitest";
import { isWanted, joined, queryOf, Waiting, type Filter, type Logged } from "./log_rows";

const none: Filter = { endpoint: "", status: "", version: "", slower: "", feature: "", value: "" };

it("asks only for what was said", () => {
  expect(queryOf(none)).toEqual({});
  expect(queryOf({ ...none, status: "5xx", slower: "20", feature: "age" })).toEqual({
    status: "5xx",
    min_latency_ms: 20,
  });
  expect(queryOf({ ...none, status: "bad", slower: "x" })).toEqual({});
  expect(queryOf({ ...none, feature: "age", value: "3" })).toEqual({ feature: "age", value: "3" });
});

it("counts new requests that the filter wants", () => {
  const one = {
    id: "1",
    endpoint_id: "e",
    endpoint_name: "n",
    status: 503,
    model_version: "2",
    total_ms: 5,
  };
  expect(isWanted(one, none)).toBe(true);
  expect(isWanted(one, { ...none, endpoint: "n", status: "5xx", version: "2", slower: "5" })).toBe(
    true,
  );
  expect(isWanted(one, { ...none, endpoint: "other" })).toBe(false);
  expect(isWanted(one, { ...none, status: "200" })).toBe(false);
  expect(isWanted(one, { ...none, slower: "6" })).toBe(false);
});

it("puts newer rows in front, each once, unless rows between them are missing", () => {
  const rows = (...ids: string[]) => ids.map((id) => ({ id }) as Logged);
  const ids = (all: Logged[] | null) => all?.map(({ id }) => id);
  expect(ids(joined(rows("3", "2"), rows("2", "1")))).toEqual(["3", "2", "1"]);
  expect(ids(joined(rows("1"), []))).toEqual(["1"]);
  expect(joined(rows("9", "8"), rows("2", "1"))).toBeNull();
  expect(ids(joined(rows("9"), rows("2", "1"), true))).toEqual(["9", "2", "1"]);
});

it("counts what was told of until a read that began later has shown it", () => {
  const rows = (...ids: string[]) => ids.map((id) => ({ id }));
  const waiting = new Waiting();
  waiting.add(rows("a", "b", "known"), rows("known"), false);
  expect([waiting.count, waiting.isMore]).toEqual([2, false]);
  const read = waiting.begin();
  waiting.add(rows("c", "d"), rows("known"), false);
  // "d" was answered already; "b" does not fit; "c" came too late for that answer.
  waiting.settle(read, rows("a", "d"));
  expect(waiting.count).toBe(1);
  waiting.settle(waiting.begin(), []);
  expect(waiting.count).toBe(0);
});

it("says that there may be more than it was told of", () => {
  const many = Array.from({ length: 1_200 }, (_, id) => ({ id: String(id) }));
  const waiting = new Waiting();
  waiting.add(many, [], false);
  expect([waiting.count, waiting.isMore]).toEqual([1_000, true]);
  const read = waiting.begin();
  waiting.settle(read, []);
  expect([waiting.count, waiting.isMore]).toEqual([0, false]);
  waiting.add([], [], true);
  expect(waiting.isMore).toBe(true);
});

it("forgets that there may be more once somebody has looked", () => {
  const waiting = new Waiting();
  waiting.add([{ id: "a" }], [], true);
  const look = waiting.begin();
  waiting.looked(look);
  waiting.add([{ id: "a" }, { id: "b" }], [], false);
  expect([waiting.count, waiting.isMore]).toEqual([2, false]);
  const later = waiting.begin();
  waiting.add([], [], true);
  waiting.looked(later);
  expect(waiting.isMore).toBe(true);
});
