// A new version of an endpoint leaves as it is what nobody changed.
import { describe, expect, it } from "vitest";
import type { EndpointDetails } from "../../api/types";
import { otherModel, requestOf, usualName, usualOf, type Wish } from "./wish";

const wish: Wish = {
  model: "main.a.fraud",
  version: "2",
  name: "fraud",
  size: null,
  scalesToZero: null,
  variables: null,
  reason: "",
  replacesModel: false,
};

const entity = (name: string, model: string, size: string, zero: boolean) => ({
  name,
  entity_name: model,
  entity_version: "1",
  workload_size: size,
  scale_to_zero: zero,
  environment_vars: { KEY: "********" },
});

const endpoint = {
  config: {
    served_entities: [
      entity("other-1", "main.a.other", "Large", true),
      entity("fraud-1", "main.a.fraud", "Medium", false),
    ],
    traffic: [
      { served_entity_name: "other-1", traffic_percentage: 10 },
      { served_entity_name: "fraud-1", traffic_percentage: 90 },
    ],
    sticky_by: "",
  },
} as unknown as EndpointDetails;

describe("what is asked for", () => {
  it("names nothing that was not changed", () => {
    expect(requestOf(wish)).toEqual({
      model_name: "main.a.fraud",
      model_version: "2",
      endpoint_name: "fraud",
      workload_size: null,
      scale_to_zero: null,
      environment_vars: null,
      reason: "",
      replace_model: false,
    });
  });
  it("names what was changed, and that all variables were taken away", () => {
    const changed = { ...wish, size: "Large", scalesToZero: false, variables: [] };
    expect(requestOf(changed)).toMatchObject({
      workload_size: "Large",
      scale_to_zero: false,
      environment_vars: {},
    });
    const variables = [
      { name: " A ", value: "1" },
      { name: "", value: "x" },
    ];
    expect(requestOf({ ...wish, variables }).environment_vars).toEqual({ A: "1" });
  });
});

describe("what it starts with", () => {
  it("is what the endpoint has for this model", () => {
    const variables = [{ name: "KEY", value: "********" }];
    expect(usualOf(endpoint, "main.a.fraud")).toEqual({
      size: "Medium",
      scalesToZero: false,
      variables,
    });
    expect(usualOf(endpoint, "main.a.new").size).toBe("Medium");
    expect(usualOf(endpoint, "main.a.other").size).toBe("Large");
  });
  it("is Small and scales to zero on a new endpoint", () => {
    expect(usualOf(undefined, "m")).toEqual({ size: "Small", scalesToZero: true, variables: [] });
  });
});

describe("an endpoint of another model", () => {
  const served = { ...endpoint, model_name: "main.a.fraud" };
  it("is replaced only where somebody says so", () => {
    expect(otherModel(served, "main.a.new")).toBe("main.a.fraud");
    expect(requestOf({ ...wish, replacesModel: true }).replace_model).toBe(true);
  });
  it("is none where one of what it serves is of the model, and where it is new", () => {
    expect(otherModel(served, "main.a.other")).toBeNull();
    expect(otherModel(undefined, "main.a.new")).toBeNull();
    expect(otherModel(served, "")).toBeNull();
  });
});

it("names a new endpoint as the server does", () => {
  expect(usualName("main.a.Fraud_net", "3")).toBe("fraud-net-v3");
});
