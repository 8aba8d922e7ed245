import { expect, it } from "vitest";
import type { Logged } from "./log_rows";
import { explained, saidOf } from "./request_drawer";

const request = {
  served_entity: "a-2",
  model_version: "2",
  model_name: "m.a.a",
  revision: 3,
} as Logged;
const config = (traffic: object[], sticky_by = "") => ({ traffic, sticky_by }) as never;
const one = { served_entity_name: "a-2", traffic_percentage: 100 };

it("says who answered, and by what it was picked", () => {
  expect(explained(request, config([one]))).toBe(
    "Revision 3 sends everything to a-2, version 2 of m.a.a.",
  );
  const split = [
    { served_entity_name: "a-1", traffic_percentage: 90 },
    { served_entity_name: "a-2", traffic_percentage: 10 },
  ];
  expect(explained(request, config(split, "user"))).toContain("by user (a-1 90 %, a-2 10 %)");
  expect(explained(request, config(split, "user"))).toContain("fell into the 10 %");
});

it("says what it knows without a configuration, or where nobody answered", () => {
  expect(explained(request, undefined)).toContain("Revision 3 answered by a-2");
  expect(explained({ ...request, served_entity: "" }, undefined)).toContain("No version was asked");
});

it("tells a judgement in its own words, or by its score", () => {
  const judged = (parts: object) =>
    saidOf({ rating: "negative", state: "active", name: "user_rating", ...parts } as never);
  expect(judged({ feedback_text: "Wrong unit.", correction: "2 cm" })).toBe("Wrong unit.");
  expect(judged({ feedback_text: null, correction: "2 cm" })).toBe("2 cm");
  expect(judged({ expected_output: "benign" })).toBe("benign");
  expect(judged({})).toBe("without words");
  expect(judged({ state: "deleted" })).toBe("deleted");
  expect(judged({ rating: null, name: "helpfulness", value: 0, label: null })).toBe(
    "helpfulness: 0",
  );
});
