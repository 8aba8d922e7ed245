import { expect, it } from "vitest";
import type { Logged } from "./log_rows";
import { explained } from "./request_drawer";

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
