// Where the things of a lineage stand: a column for each kind, in the order in which one comes of the
// other, and the lines between them.
import type { Schemas } from "../../api/types";

export type Graph = Schemas["LineageGraph"];
export type Node = Schemas["LineageNode"];
export type Key = Schemas["LineageKey"];
export type Kind = Node["kind"];

export const kindWords: Record<Kind, [one: string, many: string]> = {
  request: ["Request", "Requests"],
  feedback: ["Feedback", "Feedback"],
  correction: ["Correction", "Corrections"],
  row: ["Row", "Rows"],
  sheet: ["Sheet", "Sheets"],
  sheet_version: ["Version of a sheet", "Versions of sheets"],
  export: ["Export", "Exports"],
  training_job: ["Training job", "Training jobs"],
  model_version: ["Model version", "Model versions"],
  deployment: ["Deployment", "Deployments"],
  endpoint: ["Endpoint", "Endpoints"],
};
export const kinds = Object.keys(kindWords) as Kind[];

export const card = { width: 178, height: 58, head: 30, across: 46, between: 10 };
/** More of a kind are counted, not drawn. */
const drawnMax = 12;

export interface Placed {
  node: Node;
  x: number;
  y: number;
}

export interface Column {
  kind: Kind;
  x: number;
  cards: Placed[];
  hidden: number;
}

export interface Line {
  from: Placed;
  to: Placed;
  relation: string;
}

export interface Layout {
  columns: Column[];
  lines: Line[];
  width: number;
  height: number;
}

export const idOf = ({ kind, id }: Key): string => `${kind} ${id}`;

/** What was asked about and its neighbours first: they are drawn where there are too many. */
const nearFirst = (a: Node, b: Node): number => Math.abs(a.distance) - Math.abs(b.distance);

export function layoutOf(graph: Graph): Layout {
  const placed = new Map<string, Placed>();
  const columns: Column[] = [];
  for (const kind of kinds) {
    const all = graph.nodes.filter((node) => node.kind === kind).sort(nearFirst);
    if (all.length === 0) continue;
    const x = columns.length * (card.width + card.across);
    const cards = all.slice(0, drawnMax).map((node, at) => ({
      node,
      x,
      y: card.head + at * (card.height + card.between),
    }));
    for (const one of cards) placed.set(idOf(one.node), one);
    columns.push({ kind, x, cards, hidden: all.length - cards.length });
  }
  const lines = graph.edges.flatMap(({ from, to, relation }): Line[] => {
    const [a, b] = [placed.get(idOf(from)), placed.get(idOf(to))];
    return a && b ? [{ from: a, to: b, relation }] : [];
  });
  const tallest = Math.max(
    0,
    ...columns.map(({ cards, hidden }) => cards.length + (hidden ? 1 : 0)),
  );
  return {
    columns,
    lines,
    width: Math.max(0, columns.length * (card.width + card.across) - card.across),
    height: card.head + tallest * (card.height + card.between),
  };
}

/** From the right edge of one card to the left edge of the other. */
export function curveOf({ from, to }: Line): string {
  const [x1, y1] = [from.x + card.width, from.y + card.height / 2];
  const [x2, y2] = [to.x, to.y + card.height / 2];
  const bend = Math.max(card.across / 2, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Where the page shows a thing; null where it shows it nowhere. */
export function pageOf(
  node: Node,
  graph: Graph,
): [path: string, params: Record<string, string>] | null {
  if (node.state === "gone") return null;
  const id = node.id;
  switch (node.kind) {
    case "request":
      return ["/monitor/requests", { request: id }];
    case "feedback":
    case "correction":
      return ["/improve", { item: id }];
    case "row": {
      const sheet = /training-sheets\/([^/]+)\/rows\//.exec(node.path ?? "")?.[1];
      return sheet ? [`/improve/sheets/${sheet}`, { row: id }] : null;
    }
    case "sheet":
      return [`/improve/sheets/${id}`, {}];
    case "sheet_version":
      return [`/improve/sheets/${id.split("@")[0]}`, { tab: "exports" }];
    case "export": {
      const made = graph.edges.find(({ to }) => to.kind === "export" && to.id === id)?.from.id;
      return made
        ? [`/improve/sheets/${made.split("@")[0]}`, { tab: "exports", export: id }]
        : null;
    }
    case "training_job":
      return ["/improve/training", { job: id }];
    case "model_version": {
      if (node.state === "external") return null;
      const at = id.lastIndexOf(":");
      return [`/models/${id.slice(0, at)}`, { version: id.slice(at + 1) }];
    }
    case "deployment":
      return null;
    case "endpoint":
      return [`/deploy/${encodeURIComponent(node.label)}`, {}];
  }
}

/** `2 rows, 1 export and 1 endpoint`. */
export function summaryOf({ columns }: Layout): string {
  const words = columns.map(({ kind, cards, hidden }) => {
    const count = cards.length + hidden;
    return `${count} ${kindWords[kind][count === 1 ? 0 : 1].toLowerCase()}`;
  });
  const last = words.pop() ?? "nothing";
  return words.length > 0 ? `${words.join(", ")} and ${last}` : last;
}
