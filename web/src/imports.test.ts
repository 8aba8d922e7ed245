// The modules of the page import each other in one direction: a circle would load half-made modules.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));

function modules(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(d|test)\.tsx?$/.test(name))
    .map((name) => join(root, name));
}

/** What is imported when the module is loaded, types too; not what is loaded later. */
function imports(module: string): string[] {
  const found = readFileSync(module, "utf8").matchAll(/^import [^;]*? from "(\.[^"]+)"/gm);
  return [...found].flatMap(([, path]) => {
    const base = join(dirname(module), path!);
    return [`${base}.ts`, `${base}.tsx`].filter(existsSync);
  });
}

/** Each chain of imports that ends where it began. */
function circles(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (module: string, chain: string[]) => {
    const start = chain.indexOf(module);
    if (start >= 0) {
      const names = [...chain.slice(start), module].map((name) => name.slice(root.length));
      found.push(names.join(" > "));
    } else if (!done.has(module)) {
      for (const next of graph.get(module) ?? []) visit(next, [...chain, module]);
      done.add(module);
    }
  };
  for (const module of graph.keys()) visit(module, []);
  return found;
}

it("has no circle of imports", () => {
  const graph = new Map(modules().map((module) => [module, imports(module)]));
  expect(graph.size).toBeGreaterThan(100);
  expect([...graph.values()].flat().length).toBeGreaterThan(300);
  expect(circles(graph)).toEqual([]);
  expect(
    circles(
      new Map([
        ["a", ["b"]],
        ["b", ["a"]],
      ]),
    ),
  ).toHaveLength(1);
});
