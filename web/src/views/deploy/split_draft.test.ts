// Names of served entities say which version they serve.
import { describe, expect, it } from "vitest";
import {
  freeName,
  isBound,
  nextVersion,
  withAnother,
  withVersion,
  type Draft,
  type Entity,
} from "./split_draft";

const model = "main.a.fraud";
const served = (name: string, version: string, variables: Record<string, string> = {}): Entity => ({
  name,
  model_name: model,
  model_version: version,
  workload_size: "Medium",
  scale_to_zero: false,
  environment_vars: variables,
});
const names = (entities: readonly Entity[]) => entities.map(({ name }) => name);

describe("another version", () => {
  it("takes the name along", () => {
    expect(names(withVersion([served("fraud-1", "1")], 0, "2"))).toEqual(["fraud-2"]);
    expect(names(withVersion([served("fraud-1-2", "1")], 0, "3"))).toEqual(["fraud-3"]);
  });
  it("takes a name that no other entity has", () => {
    const both = [served("fraud-1", "1"), served("fraud-2", "2")];
    expect(names(withVersion(both, 0, "2"))).toEqual(["fraud-2-2", "fraud-2"]);
    expect(freeName(both, model, "1")).toBe("fraud-1-2");
  });
  it("leaves a name that somebody chose", () => {
    expect(names(withVersion([served("champion", "1")], 0, "2"))).toEqual(["champion"]);
    expect(names(withVersion([served("fraud-10", "1")], 0, "2"))).toEqual(["fraud-10"]);
  });
  it("leaves a name whose variables would be lost, and takes references along", () => {
    const bound = served("fraud-1", "1", { KEY: "********" });
    expect(isBound(bound)).toBe(true);
    expect(names(withVersion([bound], 0, "2"))).toEqual(["fraud-1"]);
    const free = served("fraud-1", "1", { KEY: "{{secrets/a/b}}" });
    expect(withVersion([free], 0, "2")).toEqual([{ ...free, name: "fraud-2", model_version: "2" }]);
  });
});

describe("one more entity", () => {
  const versions = ["3", "2", "1"].map((version) => ({
    version,
    status: version === "3" ? ("FAILED_REGISTRATION" as const) : ("READY" as const),
  }));
  it("serves the newest version that is not served", () => {
    expect(nextVersion(versions, [served("fraud-2", "2")])).toBe("1");
    expect(nextVersion(versions, [served("fraud-1", "1")])).toBe("2");
    expect(nextVersion(versions, [served("a", "1"), served("b", "2")])).toBe("2");
    expect(nextVersion([], [])).toBeUndefined();
  });
  it("is like the first one, without traffic and without what only that one knows", () => {
    const draft: Draft = {
      entities: [served("fraud-1", "1", { KEY: "********" })],
      shares: [100],
      stickyBy: "",
    };
    const { entities, shares } = withAnother(draft, model, "2");
    expect(shares).toEqual([100, 0]);
    expect(entities[1]).toEqual({ ...served("fraud-2", "2"), environment_vars: null });
  });
});
