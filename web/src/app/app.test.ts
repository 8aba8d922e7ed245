// Addresses, searching by letters, keys.
import { describe, expect, it } from "vitest";
import { changed } from "../state/location";
import { nameOf } from "../state/keys";
import { changesBetween } from "../views/deploy/changes_between";
import { ranked } from "./fuzzy";
import { isOfRange } from "./range_picker";
import { match, routeOf } from "./routes";
import { addressOf, endpointAt } from "./top_bar";

describe("addresses", () => {
  it("finds the view and its placeholders", () => {
    expect(routeOf("/").route.pattern).toBe("/");
    expect(routeOf("/deploy/a%20b").params).toEqual({ name: "a b" });
    expect(routeOf("/monitor/x/drift").params).toEqual({ rest: "x/drift" });
    expect(routeOf("/monitor").route.pattern).toBe("/monitor/*");
    expect(routeOf("/nowhere/at/all").route.pattern).toBe("*");
    expect(match("/deploy/:name", "/deploy/a/b")).toBeNull();
  });
  it("leads to the same part of another endpoint, and to no view of its name", () => {
    const of = (name: string) => ({ name, id: `id-of-${name}` });
    expect(addressOf("monitor", of("b"), "drift")).toBe("/monitor/b?tab=drift");
    expect(addressOf("monitor", of("alerts"), "")).toBe("/monitor/id-of-alerts");
    expect(addressOf("deploy", of("alerts"), "history")).toBe("/deploy/alerts?tab=history");
    expect(addressOf("monitor", "", "drift")).toBe("/monitor");
    expect(endpointAt("/monitor/alerts")).toBeNull();
    expect(endpointAt("/monitor/a%20b")).toEqual({ stage: "monitor", name: "a b" });
  });
  it("have a time range where what they show is of one", () => {
    const of = (at: string, when = "") => isOfRange(at, when);
    expect(["/", "/monitor", "/monitor/x", "/monitor/alerts"].every((at) => of(at))).toBe(true);
    const without = [
      "/deploy",
      "/deploy/x",
      "/improve",
      "/improve/statistics",
      "/settings/storage",
    ];
    expect(without.some((at) => of(at))).toBe(false);
    expect(of("/improve", "range")).toBe(true);
  });
  it("changes only what is asked", () => {
    const before = new URLSearchParams("tab=history&tz=utc");
    expect(changed(before, { tab: null, q: "a b" })).toBe("?tz=utc&q=a+b");
    expect(changed(before, { tab: "", tz: undefined })).toBe("");
  });
});

describe("finding by letters", () => {
  const names = ["Overview", "Endpoints", "breast-cancer", "main.examples.breast_cancer"];
  const find = (letters: string) => ranked(names, letters, (name) => name);
  it("keeps the order where nothing is asked", () => expect(find("")).toEqual(names));
  it("takes letters in order, the closest first", () => {
    expect(find("brca")[0]).toBe("breast-cancer");
    expect(find("mex")[0]).toBe("main.examples.breast_cancer");
    expect(find("zzz")).toEqual([]);
  });
});

it("names keys alike on all machines", () => {
  const key = (key: string, held: Partial<KeyboardEvent> = {}) =>
    nameOf({ key, metaKey: false, ctrlKey: false, altKey: false, ...held });
  expect([
    key("J"),
    key("k", { metaKey: true }),
    key("k", { ctrlKey: true }),
    key("?"),
    key("Escape"),
  ]).toEqual(["j", "mod+k", "mod+k", "?", "Escape"]);
});

it("tells configurations apart by their paths", () => {
  const before = { traffic: [{ share: 100 }], sticky_by: "" };
  const after = { traffic: [{ share: 90 }, { share: 10 }], sticky_by: "" };
  expect(changesBetween(before, after)).toEqual([
    { path: "/traffic/0/share", before: 100, after: 90 },
    { path: "/traffic/1", before: undefined, after: { share: 10 } },
  ]);
  expect(changesBetween(before, before)).toEqual([]);
});
