import { expect, it } from "vitest";
import { isWanted, merged, queryOf, type Filter, type Logged } from "./log_rows";

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

it("puts newer rows in front, each once, and not too many", () => {
  const rows = (...ids: string[]) => ids.map((id) => ({ id }) as Logged);
  const ids = (all: Logged[]) => all.map(({ id }) => id);
  expect(ids(merged(rows("3", "2"), rows("2", "1"), 10))).toEqual(["3", "2", "1"]);
  expect(ids(merged(rows("3"), rows("2", "1"), 2))).toEqual(["3", "2"]);
});
