// Changes of a configuration in the words of the forms.
import { expect, it } from "vitest";
import type { Schemas } from "../../api/types";
import { placeOf, valueWords } from "./config_words";

const config = {
  served_entities: [
    { name: "cancer-1", entity_name: "main.a.cancer", entity_version: "1", workload_size: "Small" },
  ],
  traffic: [{ served_entity_name: "cancer-1", traffic_percentage: 100 }],
} as unknown as Schemas["HistoryEntry"]["config"];

it.each([
  ["/served_entities/0/workload_size", "Size of cancer-1"],
  ["/served_entities/0/entity_version", "Version of cancer-1"],
  ["/served_entities/0/name", "Name of entity 1"],
  ["/served_entities/0/environment_vars/A~1B", "Variable A/B of cancer-1"],
  ["/served_entities/3/scale_to_zero", "Scale to zero of entity 4"],
  ["/traffic/0/traffic_percentage", "Traffic of cancer-1"],
  ["/traffic/0/served_entity_name", "Share 1 of the traffic goes to"],
  ["/sticky_by", "Split sticks to"],
  ["/guardrails/rate_limits/0/calls", "Limit 1 on calls: Calls"],
  ["/guardrails/rate_limits/1", "Limit 2 on calls"],
  ["/guardrails/input_guardrails/pii_behavior", "Personal data, of what comes in"],
  ["/guardrails/output_guardrails/invalid_keywords/0", "Refused words 1, of what goes out"],
  ["/something/new_member", "Something new member"],
])("%s is %s", (path, words) => expect(placeOf(path, [], [config])).toBe(words));

it("names an entity as it is called after the change, or as the one that came", () => {
  const renamed = { path: "/served_entities/0/name", before: "cancer-1", after: "cancer-2" };
  const version = "/served_entities/0/entity_version";
  expect(placeOf(version, [renamed], [config])).toBe("Version of cancer-2");
  const came = { path: "/served_entities/1", before: null, after: { name: "cancer-3" } };
  expect(placeOf(came.path, [came], [config])).toBe("Served: cancer-3");
});

it("tells values without JSON", () => {
  expect(valueWords("/served_entities/0/scale_to_zero", false)).toBe("off");
  expect(valueWords("/traffic/0/traffic_percentage", 90)).toBe("90 %");
  expect(valueWords("/served_entities/0", config.served_entities[0])).toBe(
    "main.a.cancer version 1, Small",
  );
  expect(valueWords("/traffic/0", config.traffic[0])).toBe("100 %");
  const limit = { calls: 7, key: "USER", renewal_period: "MINUTE" };
  expect(valueWords("/guardrails/rate_limits/0", limit)).toBe("7 in each minute");
  expect(valueWords("/sticky_by", "")).toBe("nothing");
});
