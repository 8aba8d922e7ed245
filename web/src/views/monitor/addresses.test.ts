import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { monitorOf } from "./addresses";

it("leads to an endpoint by its name, or by its id where a view has that name", () => {
  expect(monitorOf("tumour 1", "id-1")).toBe("/monitor/tumour%201");
  expect(monitorOf("alerts", "id-2", { tab: "drift" })).toBe("/monitor/id-2?tab=drift");
  expect(monitorOf("requests", "id-3")).toBe("/monitor/id-3");
});

it("is the only one who makes such addresses, but for the view itself", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const makers = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      /\.tsx?$/.test(name) &&
      !name.endsWith(".test.ts") &&
      readFileSync(join(root, name), "utf8").includes("`/monitor/${encodeURIComponent("),
  );
  expect(makers.sort()).toEqual(["views/monitor/addresses.ts", "views/monitor/endpoint.tsx"]);
});
