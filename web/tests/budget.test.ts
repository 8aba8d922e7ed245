// What a browser loads before it shows the first view is small, and no view is loaded before it is
// asked for.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.env.ONTOS_WEB ?? resolve(here, "../../build/release/web/dist");
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const gzipped = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0);

/** A file and all that it imports at once. */
function closure(name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const [, other] of read(name).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
    closure(other!, known);
  return known;
}

const html = read("index.html");
const named = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.(?:js|css))"/g)].map(
  ([, name]) => name!,
);
const overview = readdirSync(folder).find((name) => /^overview-.*\.js$/.test(name))!;

it("the first load is at most 90 kB of script and 15 kB of style, gzipped", () => {
  const scripts = new Set<string>();
  for (const name of [...named.filter((one) => one.endsWith(".js")), overview])
    closure(name, scripts);
  const styles = named.filter((name) => name.endsWith(".css"));
  expect(scripts.size).toBeGreaterThan(1);
  expect(styles.length).toBeGreaterThan(0);
  expect(gzipped(scripts)).toBeLessThanOrEqual(90_000);
  expect(gzipped(styles)).toBeLessThanOrEqual(15_000);
});

it("charts and other views come when they are shown", () => {
  const first = [...named.filter((name) => name.endsWith(".js")), overview].flatMap((name) => [
    ...closure(name),
  ]);
  for (const later of ["plot", "monitor", "inbox", "sheet", "settings", "endpoint"])
    expect(first.filter((name) => name.startsWith(`${later}-`))).toEqual([]);
});

it("the page names no other server", () => {
  for (const name of readdirSync(folder).filter((one) => /\.(js|css|html)$/.test(one))) {
    // The names of SVG and XHTML are no addresses, and those of examples nobody's.
    const text = read(name)
      .replaceAll(/http:\/\/www\.w3\.org\/[\w/]*/g, "")
      .replaceAll(/https:\/\/\w+\.example\.com\b/g, "");
    expect(text.match(/https?:\/\/(?!\$)[\w.-]+/g) ?? [], name).toEqual([]);
  }
});
