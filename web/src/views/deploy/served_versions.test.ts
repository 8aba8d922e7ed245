import { describe, expect, it } from "vitest";
import { versionMark, versionWords } from "./served_versions";

const model = "main.risk.churn";

function config(...parts: readonly [version: string, share: number, model?: string][]) {
  return {
    served_entities: parts.map(([version, , of = model], at) => ({
      name: `e${at}`,
      entity_name: of,
      entity_version: version,
    })),
    traffic: parts.map(([, share], at) => ({
      served_entity_name: `e${at}`,
      traffic_percentage: share,
    })),
  };
}

describe("versionWords", () => {
  it("names every version that gets requests, the largest share first", () => {
    expect(versionWords(config(["1", 100]), "1")).toBe("version 1");
    expect(versionWords(config(["1", 20], ["2", 80]), "2")).toBe("versions 2 and 1");
    expect(versionWords(config(["1", 20], ["2", 50], ["3", 30]), "2")).toBe("versions 2, 3 and 1");
  });

  it("leaves out what gets none, and counts one that serves twice once", () => {
    expect(versionWords(config(["1", 100], ["2", 0]), "1")).toBe("version 1");
    expect(versionWords(config(["1", 60], ["1", 40]), "1")).toBe("version 1");
  });

  it("only counts the others where they are of another model", () => {
    const mixed = config(["1", 60], ["1", 40, "main.risk.fraud"]);
    expect(versionWords(mixed, "1")).toBe("version 1 and 1 more");
    expect(versionMark(mixed, "1")).toBe("v1 + 1");
  });

  it("says of what has no entity what the server says", () => {
    expect(versionWords(config(), "4")).toBe("version 4");
  });
});

it("a chart is told in short", () => {
  expect(versionMark(config(["1", 80], ["2", 20]), "1")).toBe("v1 + v2");
  expect(versionMark(config(["3", 100]), "3")).toBe("v3");
});
