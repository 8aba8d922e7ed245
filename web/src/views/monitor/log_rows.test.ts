import { expect, it } from "vitest";
import { isWanted, joined, queryOf, type Filter, type Logged } from "./log_rows";

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
});
