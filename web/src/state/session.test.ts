// What a caller may do, by the rights that the server names.
import { afterEach, expect, it } from "vitest";
import { config, may } from "./session";

const asked = (rights: string[]) => ({
  app_name: "Ontos",
  workspace_url: "",
  catalog: "main",
  schema: "default",
  current_user: "rene",
  version: "1",
  rights,
});
afterEach(() => (config.value = null));

it("withholds nothing until the server has said who asks", () => {
  expect(may("improve:admin")).toBe(true);
  expect(may("query")).toBe(true);
});

it("knows that a level holds those below it, and no other stage", () => {
  config.value = asked(["improve:write", "deploy:none"]);
  expect(may("improve:read")).toBe(true);
  expect(may("improve:write")).toBe(true);
  expect(may("improve:admin")).toBe(false);
  expect(may("deploy:read")).toBe(false);
  expect(may("monitor:read")).toBe(false);
  expect(may("query")).toBe(false);
  config.value = asked(["query"]);
  expect(may("query")).toBe(true);
});
