// Where the things of a lineage stand.
import { describe, expect, it } from "vitest";
import {
  card,
  curveOf,
  layoutOf,
  pageOf,
  summaryOf,
  type Graph,
  type Node,
} from "./lineage_layout";

const node = (kind: string, id: string, more: object = {}) =>
  ({ kind, id, label: id, state: "", created_at: null, path: null, distance: 0, ...more }) as Node;
const graphOf = (nodes: Node[], edges: [Node, Node][]): Graph => ({
  asked: nodes[0]!,
  nodes,
  edges: edges.map(([from, to]) => ({ from, to, relation: "became" })),
  truncated: false,
});

const row = node("row", "r", { path: "/api/v1/training-sheets/s/rows/r" });
const version = node("sheet_version", "s@abc", { distance: 1 });
const made = node("export", "e", { distance: 2 });
const graph = graphOf(
  [made, version, row],
  [
    [row, version],
    [version, made],
  ],
);

describe("a lineage", () => {
  it("has a column for each kind that is there, in the order of what comes of what", () => {
    const { columns, lines, width, height } = layoutOf(graph);
    expect(columns.map(({ kind }) => kind)).toEqual(["row", "sheet_version", "export"]);
    expect(lines.map(({ from, to }) => [from.node.id, to.node.id])).toEqual([
      ["r", "s@abc"],
      ["s@abc", "e"],
    ]);
    expect(width).toBe(3 * card.width + 2 * card.across);
    expect(height).toBe(card.head + card.height + card.between);
    expect(curveOf(lines[0]!)).toMatch(
      new RegExp(`^M${card.width} .* ${card.width + card.across} `),
    );
  });

  it("draws the nearest of many, counts the rest, and draws no line to what is not there", () => {
    const rows = Array.from({ length: 20 }, (_, at) =>
      node("row", `r${at}`, { distance: at - 19 }),
    );
    const many = layoutOf(
      graphOf(
        [...rows, version],
        rows.map((one) => [one, version]),
      ),
    );
    expect(many.columns[0]!.hidden).toBe(8);
    expect(many.columns[0]!.cards[0]!.node.id).toBe("r19");
    expect(many.lines).toHaveLength(12);
    expect(summaryOf(many)).toBe("20 rows and 1 version of a sheet");
    expect(layoutOf(graphOf([row], [])).lines).toEqual([]);
  });

  it("knows where the page shows what", () => {
    expect(pageOf(row, graph)).toEqual(["/improve/sheets/s", { row: "r" }]);
    expect(pageOf(made, graph)).toEqual(["/improve/sheets/s", { tab: "exports", export: "e" }]);
    expect(pageOf(node("model_version", "a.b.c:3"), graph)).toEqual([
      "/models/a.b.c",
      { version: "3" },
    ]);
    const elsewhere = node("model_version", "a.b.c:ft:7", { state: "external" });
    expect(pageOf(elsewhere, graph)).toBeNull();
    expect(pageOf(node("request", "q", { state: "gone" }), graph)).toBeNull();
  });
});
