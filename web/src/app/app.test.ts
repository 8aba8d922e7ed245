// Addresses, searching by letters, keys.
import { describe, expect, it } from "vitest";
import { changed } from "../state/location";
import { nameOf } from "../state/keys";
import { changesBetween } from "../views/deploy/changes_between";
import { ranked } from "./fuzzy";
import { match, routeOf } from "./routes";

describe("addresses", () => {
  it("finds the view and its placeholders", () => {
    expect(routeOf("/").route.pattern).toBe("/");
    expect(routeOf("/deploy/a%20b").params).toEqual({ name: "a b" });
    expect(routeOf("/monitor/x/drift").params).toEqual({ rest: "x/drift" });
    expect(routeOf("/monitor").route.pattern).toBe("/monitor/*");
    expect(routeOf("/nowhere/at/all").route.pattern).toBe("*");
    expect(match("/deploy/:name", "/deploy/a/b")).toBeNull();
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
