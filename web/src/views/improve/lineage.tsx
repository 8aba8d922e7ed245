// What came of what, as a picture: from the request that was judged to the endpoint that serves what
// was trained on it, both ways from the thing that is asked about.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../../api/client";
import { href, param, setParams } from "../../state/location";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button, LinkButton } from "../../ui/button";
import { InputForm, SelectField, TextField } from "../../ui/form";
import { none, time } from "../../ui/format";
import { MiddleCut } from "../../ui/middle_cut";
import { Facts, Panel } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { ImproveHead } from "./frame";
import {
  card,
  curveOf,
  idOf,
  kinds,
  kindWords,
  layoutOf,
  pageOf,
  summaryOf,
  type Graph,
  type Kind,
  type Node,
  type Placed,
} from "./lineage_layout";
import "./lineage.css";

const nodesMax = 300;
const choices = kinds.map((value) => ({ value, label: kindWords[value][0] }));
const directions = [
  { value: "both", label: "both ways" },
  { value: "up", label: "what it came of" },
  { value: "down", label: "what came of it" },
];
type Direction = "both" | "up" | "down";

function Card({ placed, isAsked }: { placed: Placed; isAsked: boolean }) {
  const { node, x, y } = placed;
  return (
    <li
      style={{
        left: `${x}px`,
        top: `${y}px`,
        width: `${card.width}px`,
        height: `${card.height}px`,
      }}
    >
      <a
        class={`lineage-card ${isAsked ? "asked" : ""} ${node.state === "gone" ? "gone" : ""}`}
        href={href("/improve/lineage", { kind: node.kind, id: node.id })}
        aria-current={isAsked ? "true" : undefined}
        data-testid="lineage-node"
        data-kind={node.kind}
        title={node.label}
      >
        <b>
          <MiddleCut text={node.label} tail={/ version \S+$/.exec(node.label)?.[0].length ?? 0} />
        </b>
        <small>
          {[node.state.toLowerCase(), node.created_at ? time(node.created_at, "short") : ""]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </a>
    </li>
  );
}

function Picture({ graph }: { graph: Graph }) {
  const layout = layoutOf(graph);
  const { columns, lines, width, height } = layout;
  const asked = idOf(graph.asked);
  const box = useRef<HTMLDivElement>(null);
  const middle = columns.find(({ kind }) => kind === graph.asked.kind)?.x ?? 0;
  useEffect(() => {
    const room = box.current!;
    room.scrollLeft = middle - (room.clientWidth - card.width) / 2;
  }, [asked, middle]);
  return (
    <div
      class="lineage"
      ref={box}
      role="region"
      aria-label={`Lineage of ${summaryOf(layout)}`}
      tabIndex={0}
      data-testid="lineage-picture"
    >
      <div style={{ width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} aria-hidden="true">
          {lines.map((line) => {
            const touches = idOf(line.from.node) === asked || idOf(line.to.node) === asked;
            return (
              <path
                key={`${idOf(line.from.node)} ${idOf(line.to.node)}`}
                class={touches ? "near" : ""}
                d={curveOf(line)}
              />
            );
          })}
        </svg>
        {columns.map(({ kind, x, cards, hidden }) => (
          <section key={kind} aria-label={kindWords[kind][1]}>
            <h3 style={{ left: `${x}px`, width: `${card.width}px` }}>
              {kindWords[kind][cards.length + hidden === 1 ? 0 : 1]}
            </h3>
            <ul>
              {cards.map((placed) => (
                <Card key={placed.node.id} placed={placed} isAsked={idOf(placed.node) === asked} />
              ))}
            </ul>
            {hidden > 0 ? (
              <p
                class="quiet"
                style={{
                  left: `${x}px`,
                  top: `${card.head + cards.length * (card.height + card.between)}px`,
                  width: `${card.width}px`,
                }}
              >
                and {hidden} more
              </p>
            ) : null}
          </section>
        ))}
      </div>
    </div>
  );
}

/** What leads to a node and from it, in words: what the lines show. */
function steps(graph: Graph, node: Node): [string, string][] {
  const label = (id: string) => graph.nodes.find((one) => idOf(one) === id)?.label ?? id;
  const own = idOf(node);
  const all = graph.edges.flatMap(({ from, to, relation }): [string, string][] => {
    if (idOf(to) === own) return [["Came of", `${label(idOf(from))} (${relation})`]];
    if (idOf(from) === own) return [["Became", `${label(idOf(to))} (${relation})`]];
    return [];
  });
  return all.sort(([a], [b]) => Number(a === "Became") - Number(b === "Became"));
}

const stepsMax = 12;

function About({ graph }: { graph: Graph }) {
  const node = graph.nodes.find((one) => idOf(one) === idOf(graph.asked));
  if (!node) return null;
  const page = pageOf(node, graph);
  const all = steps(graph, node);
  return (
    <Panel
      title={kindWords[node.kind][0]}
      testid="lineage-about"
      actions={
        page ? (
          <LinkButton href={href(page[0], page[1])} testid="lineage-open">
            Open it
          </LinkButton>
        ) : null
      }
    >
      <Facts
        facts={[
          ["Name", node.label],
          ["Id", <code key="i">{node.id}</code>],
          ["State", node.state.toLowerCase() || none],
          ["Since", node.created_at ? time(node.created_at) : none],
        ]}
      />
      {all.length > 0 ? (
        <ul class="lineage-steps">
          {all.slice(0, stepsMax).map(([how, what]) => (
            <li key={how + what}>
              <span class="quiet">{how}</span> {what}
            </li>
          ))}
          {all.length > stepsMax ? <li class="quiet">and {all.length - stepsMax} more</li> : null}
        </ul>
      ) : null}
    </Panel>
  );
}

function Ask({ kind, id, direction }: { kind: Kind; id: string; direction: Direction }) {
  const draft = useSignal({ kind, id });
  useEffect(() => {
    draft.value = { kind, id };
  }, [kind, id]);
  const ask = (event: Event) => {
    event.preventDefault();
    setParams({ kind: draft.value.kind, id: draft.value.id.trim() });
  };
  return (
    <InputForm class="row end-aligned lineage-ask" onSubmit={ask}>
      <SelectField
        label="Of a"
        value={draft.value.kind}
        choices={choices}
        testid="lineage-kind"
        onInput={(value) => (draft.value = { ...draft.value, kind: value as Kind })}
      />
      <TextField
        label="Id"
        value={draft.value.id}
        testid="lineage-id"
        onInput={(value) => (draft.value = { ...draft.value, id: value })}
      />
      <SelectField
        label="Show"
        value={direction}
        choices={directions}
        testid="lineage-direction"
        onInput={(value) => setParams({ direction: value === "both" ? null : value })}
      />
      <Button
        type="submit"
        look="primary"
        disabled={!draft.value.id.trim()}
        data-testid="lineage-show"
      >
        Show
      </Button>
    </InputForm>
  );
}

/** Where to begin, for who has no id at hand. */
function Beginnings() {
  const endpoints = useResource(
    "lineage-endpoints",
    (signal) => api.get("/api/v1/deployment/endpoints", { signal }),
    { everyMs: 0 },
  );
  return (
    <EmptyState title="Of what?" icon="improve">
      Every row, export, job and version links here.
      {endpoints.data?.length ? " Or begin at an endpoint:" : ""}
      <span class="row lineage-beginnings">
        {(endpoints.data ?? []).slice(0, 12).map(({ id, name }) => (
          <LinkButton key={id} href={href("/improve/lineage", { kind: "endpoint", id })}>
            {name}
          </LinkButton>
        ))}
      </span>
    </EmptyState>
  );
}

export default function Lineage() {
  const id = param("id").value;
  const kind = (kinds.find((one) => one === param("kind").value) ?? "endpoint") as Kind;
  const direction = (directions.find(({ value }) => value === param("direction").value)?.value ??
    "both") as Direction;
  const graph = useResource(
    id ? `lineage ${kind} ${id} ${direction}` : "",
    (signal) =>
      api.get("/api/v1/lineage/{kind}/{id}", {
        path: { kind, id },
        query: { direction, limit: nodesMax },
        signal,
      }),
    { everyMs: 0 },
  );
  return (
    <>
      <ImproveHead at="lineage" lead="What a thing came of, and what came of it." />
      <div class="stack">
        <Panel>
          <Ask kind={kind} id={id} direction={direction} />
        </Panel>
        {id ? (
          <Loaded of={graph} lines={6}>
            {(data) => (
              <div class="stack">
                <Panel
                  title="From left to right"
                  flush
                  testid="lineage"
                  actions={
                    data.truncated ? <Badge tone="info">There is more than is shown</Badge> : null
                  }
                >
                  <Picture graph={data} />
                </Panel>
                <About graph={data} />
              </div>
            )}
          </Loaded>
        ) : (
          <Panel testid="lineage-beginnings">
            <Beginnings />
          </Panel>
        )}
      </div>
    </>
  );
}
