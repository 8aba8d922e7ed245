// Every component at its worst: for those who build views, and for the tests of speed.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { ApiError } from "../api/errors";
import { HistogramOverlay } from "../charts/histogram";
import { Sparkline } from "../charts/sparkline";
import { TimeChart } from "../charts/time_chart";
import { StateBadge } from "../ui/badge";
import { Button } from "../ui/button";
import { DataTable, type Column } from "../ui/data_table";
import { Confirm, Drawer } from "../ui/dialog";
import { DiffList, TextDiff } from "../ui/diff";
import { TextField } from "../ui/form";
import { count, milliseconds, perMinute } from "../ui/format";
import { Panel, Stat, Stats, ViewHead } from "../ui/panel";
import { EmptyState, ErrorState, Skeleton } from "../ui/states";
import { toast } from "../ui/toast";
import { DrawingSpeed } from "./gallery_speed";

const rowsCount = 100_000;
const points = 1_500;
const step = 60;
const start = 1_795_900_000;

interface Row {
  id: number;
  latency: number | null;
}

/** The same waves every time. */
const wave = (at: number, of: number) =>
  100 + 40 * Math.sin(at / 60 + of) + 25 * Math.sin(at / 7 + of * 3) + of * 12;

const columns: readonly Column<Row>[] = [
  {
    key: "id",
    title: "Row",
    width: "30%",
    sort: ({ id }) => id,
    render: ({ id }) => `Row ${count(id)}`,
  },
  {
    key: "latency",
    title: "Latency",
    width: "30%",
    align: "end",
    sort: ({ latency }) => latency,
    render: ({ latency }) => milliseconds(latency),
  },
  {
    key: "state",
    title: "State",
    render: ({ id }) => <StateBadge state={id % 9 ? "READY" : "FAILED"} />,
  },
];

const rowsOf = (): Row[] =>
  Array.from({ length: rowsCount }, (_, id) => ({ id, latency: id % 10 ? wave(id, 0) : null }));

const times = Array.from({ length: points }, (_, at) => start + at * step);
const values = (of: number) =>
  Array.from({ length: points }, (_, at) => (at % 400 > 380 ? null : wave(at, of)));
const p50 = { key: "p50", label: "p50", color: "--series-1", values: values(0) };
const p95 = { key: "p95", label: "p95", color: "--series-1", values: values(4), bandTo: "p50" };
const p99 = { key: "p99", label: "p99", color: "--series-3", values: values(8), isDashed: true };
const bins = Array.from({ length: 12 }, (_, at) => ({
  label: `${at * 10} to ${at * 10 + 10}`,
  before: Math.exp(-((at - 5) ** 2) / 8) / 5,
  after: Math.exp(-((at - 7) ** 2) / 6) / 4.3,
}));
const failure = new ApiError("The request breaks a rule.", {
  status: 400,
  code: "invalid",
  hint: "Look at the name.",
  requestId: "01a225b6-8ac9-7d22-ae8f-80423c92d876",
  errors: [{ where: "/body/name", what: "must have at least 1 characters" }],
});

const charts = [
  {
    title: "Latency",
    times,
    series: [p50, p95, p99],
    unit: milliseconds,
    markers: [
      { at: start + 40_000, label: "v2" },
      { at: start + 62_000, label: "v3" },
    ],
    testid: "chart-bands",
  },
  ...Array.from({ length: 9 }, (_, of) => ({
    title: `Requests ${of + 1}`,
    times,
    unit: perMinute,
    markers: [],
    series: [
      {
        key: "rate",
        label: "Requests",
        color: `--series-${(of % 6) + 1}`,
        values: values(of),
        kind: (["area", "bars", "step"] as const)[of % 3]!,
      },
    ],
  })),
];

const Charts = () => (
  <div class="columns" data-testid="gallery-charts">
    {charts.map((chart) => (
      <Panel key={chart.title}>
        <TimeChart {...chart} />
      </Panel>
    ))}
  </div>
);

export default function Gallery() {
  const rows = useMemo(rowsOf, []);
  const shown = useSignal<"drawer" | "confirm" | null>(null);
  const name = useSignal("");
  const close = () => (shown.value = null);
  return (
    <>
      <ViewHead title="Gallery" lead="What views are made of.">
        <Button
          onClick={() => toast("It is done.", { undo: () => toast("It is undone.") })}
          data-testid="gallery-toast"
        >
          Toast
        </Button>
        <Button onClick={() => (shown.value = "drawer")} data-testid="gallery-drawer">
          Drawer
        </Button>
        <Button look="danger" onClick={() => (shown.value = "confirm")}>
          Confirm
        </Button>
      </ViewHead>
      <div class="stack">
        <Stats>
          <Stat label="Requests" value={count(1_234_567)} detail="up 4 %" />
          <Stat label="p95" value={milliseconds(412)} tone="warn" />
          <Stat label="Errors" value="–" detail="no requests" />
          <Stat label="Line" value={<Sparkline values={values(3).slice(0, 60)} label="A line" />} />
        </Stats>
        <Charts />
        <Panel title="How fast charts are drawn">
          <DrawingSpeed charts={charts} />
        </Panel>
        <div class="columns">
          <Panel title="Distribution">
            <HistogramOverlay
              title="mean radius"
              bins={bins}
              beforeLabel="Training"
              afterLabel="Last hour"
            />
          </Panel>
          <Panel title="Changes">
            <div class="stack">
              <DiffList
                changes={[{ path: "/served_entities/0/entity_version", before: "1", after: "2" }]}
                placeOf={() => "Version"}
              />
              <TextDiff
                before="The tumour is benign."
                after="The tumour is malignant, see a doctor."
              />
              <TextField
                label="Name"
                value={name.value}
                error={failure}
                where="/body/name"
                onInput={(value) => (name.value = value)}
              />
            </div>
          </Panel>
          <Panel title="Error">
            <ErrorState error={failure} retry={() => undefined} />
          </Panel>
          <Panel title="Empty">
            <EmptyState
              title="Nothing yet"
              command={`curl -s ${window.location.origin}/api/v1/health`}
            >
              Why that is, and what puts something here.
            </EmptyState>
          </Panel>
          <Panel title="Loading">
            <Skeleton lines={4} />
          </Panel>
        </div>
        <Panel title={`${count(rowsCount)} rows`} flush>
          <DataTable
            label="Many rows"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => String(id)}
            isMain
            testid="gallery-table"
            onOpen={() => (shown.value = "drawer")}
          />
        </Panel>
      </div>
      {shown.value === "drawer" ? (
        <Drawer title="A drawer" onClose={close}>
          <p>Escape closes it.</p>
        </Drawer>
      ) : null}
      {shown.value === "confirm" ? (
        <Confirm
          title="Sure?"
          name="typed"
          verb="Do it"
          onClose={close}
          onConfirm={async () => undefined}
        >
          <p>This cannot be taken back.</p>
        </Confirm>
      ) : null}
    </>
  );
}
