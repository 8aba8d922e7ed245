// Whether it got better: satisfaction with its interval by version, day, tag and who judged.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { TimeChart } from "../../charts/time_chart";
import { href, param } from "../../state/location";
import { useResource } from "../../state/resource";
import { now } from "../../state/time_range";
import { LinkButton } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { count, none, percent } from "../../ui/format";
import { MiddleCut } from "../../ui/middle_cut";
import { Panel, Stat, Stats } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { useEndpointNames } from "../use_endpoint_names";
import { daySeries, intervalWords } from "./day_series";
import { sourceWords, type Item } from "./filters";
import { ImproveHead } from "./frame";
import { NoFeedback } from "./no_feedback";
import { Select } from "./inbox_filters";

type Counts = Schemas["RatedCounts"];
type Stats = Schemas["FeedbackStats"];

interface Row {
  id: string;
  name: string;
  link: string;
  counts: Counts;
}

const daysUsual = 30;
const daysChoices = [7, 30, 90, 365];

/** The share as a dot in its interval, on a line from 0 to 100 %. */
export function IntervalBar({ counts }: { counts: Counts }) {
  const { positive_rate: rate, positive_rate_interval: interval } = counts;
  const [low, high] = interval ?? [];
  if (rate === null || low === undefined || high === undefined)
    return <span class="quiet">{none}</span>;
  return (
    <span
      class="interval"
      role="img"
      aria-label={`${percent(rate)}, ${intervalWords(interval)}`}
      title={intervalWords(interval)}
    >
      <i style={{ left: `${low * 100}%`, width: `${Math.max(1, (high - low) * 100)}%` }} />
      <b style={{ left: `${rate * 100}%` }} />
    </span>
  );
}

const columnsFor = (title: string): readonly Column<Row>[] => [
  {
    key: "name",
    title,
    isRest: true,
    sort: ({ name }) => name,
    render: ({ name, link }) => (
      <a href={link} aria-label={name}>
        <MiddleCut text={name} />
      </a>
    ),
  },
  {
    key: "rate",
    title: "Positive",
    align: "end",
    sort: ({ counts }) => counts.positive_rate,
    render: ({ counts }) => percent(counts.positive_rate),
  },
  {
    key: "interval",
    title: "0 to 100 %, with 95 % interval",
    room: "narrow",
    render: ({ counts }) => <IntervalBar counts={counts} />,
  },
  {
    key: "bounds",
    title: "Interval",
    align: "end",
    render: ({ counts }) => intervalWords(counts.positive_rate_interval),
  },
  {
    key: "rated",
    title: "Rated",
    align: "end",
    room: "small",
    sort: ({ counts }) => counts.positive_count + counts.negative_count,
    render: ({ counts }) => count(counts.positive_count + counts.negative_count),
  },
  {
    key: "flagged",
    title: "Flagged",
    align: "end",
    room: "small",
    sort: ({ counts }) => counts.flagged_count,
    render: ({ counts }) => count(counts.flagged_count),
  },
];
const versionColumns = columnsFor("Version");
const tagColumns = columnsFor("Tag");
const sourceColumns = columnsFor("Who judged");

function Table({
  title,
  columns,
  rows,
  testid,
  empty,
}: {
  title: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  testid: string;
  empty: string;
}) {
  return (
    <Panel title={title} flush testid={testid}>
      {rows.length > 0 ? (
        <DataTable label={title} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <EmptyState
          title={empty}
          icon="chart"
          action={
            <LinkButton icon="improve" href={href("/improve")}>
              To the inbox
            </LinkButton>
          }
        />
      )}
    </Panel>
  );
}

function Days({ stats }: { stats: Stats }) {
  const { times, series, openAt } = daySeries(stats.by_day, now.value);
  // One day is no line: its numbers stand above.
  if (times.length < 2) return null;
  return (
    <div class="columns">
      <Panel>
        <TimeChart
          title="Positive by day"
          times={times}
          unit={percent}
          max={1}
          openAt={openAt}
          testid="rate-by-day"
          series={[
            { key: "low", label: "Low", color: "--series-1", values: series.low, isDashed: true },
            {
              key: "high",
              label: "High",
              color: "--series-1",
              values: series.high,
              bandTo: "low",
              isDashed: true,
            },
            { key: "rate", label: "Positive", color: "--series-1", values: series.rate },
          ]}
        />
      </Panel>
      <Panel>
        <TimeChart
          title="Judgements by day"
          times={times}
          unit={count}
          openAt={openAt}
          testid="judgements-by-day"
          series={[
            {
              key: "all",
              label: "All",
              color: "--series-2",
              values: series.total,
              kind: "bars",
              isSum: true,
            },
            {
              key: "negative",
              label: "Negative",
              color: "--series-3",
              values: series.negative,
              kind: "bars",
              isSum: true,
            },
          ]}
        />
      </Panel>
    </div>
  );
}

function Found({ stats, endpoint }: { stats: Stats; endpoint: string }) {
  const inbox = (params: Record<string, string | null>) =>
    href("/improve", { endpoint: endpoint || null, ...params });
  const models = new Set(stats.by_model_version.map(({ model_name: name }) => name));
  const versions = stats.by_model_version.map(
    ({ model_name: model, model_version: version, counts }) => ({
      id: `${model} ${version}`,
      name: version
        ? `${models.size > 1 ? `${model?.split(".").at(-1)} ` : "Version "}${version}`
        : "Not known",
      link: inbox({ version }),
      counts,
    }),
  );
  const rated = stats.positive_count + stats.negative_count;
  return (
    <div class="stack">
      <Stats testid="feedback-stats">
        <Stat label="Judgements" value={count(stats.total_count)} />
        <Stat
          label="Positive"
          value={percent(stats.positive_rate)}
          detail={`${intervalWords(stats.positive_rate_interval)}, of ${count(rated)}`}
          testid="positive-rate"
        />
        <Stat label="Negative" value={count(stats.negative_count)} />
        <Stat label="With a comment" value={count(stats.with_comments_count)} />
        <Stat label="Flagged" value={count(stats.flagged_count)} />
      </Stats>
      <Table
        title="By model version"
        columns={versionColumns}
        rows={versions}
        testid="by-version"
        empty="No version was judged"
      />
      <Days stats={stats} />
      <div class="columns of-tables">
        <Table
          title="By tag"
          columns={tagColumns}
          rows={stats.by_tag.map(({ tag, counts }) => ({
            id: tag,
            name: tag,
            link: inbox({ tag }),
            counts,
          }))}
          testid="by-tag"
          empty="Nothing is tagged"
        />
        <Table
          title="By who judged"
          columns={sourceColumns}
          rows={stats.by_source.map(({ source, counts }) => ({
            id: source,
            name: sourceWords[source as Item["source"]] ?? source,
            link: inbox({ source }),
            counts,
          }))}
          testid="by-source"
          empty="Nobody judged"
        />
      </div>
    </div>
  );
}

export default function Statistics() {
  const endpoints = useEndpointNames() ?? [];
  const endpoint = param("endpoint").value;
  const days = daysChoices.find((one) => String(one) === param("days").value) ?? daysUsual;
  const stats = useResource(
    `feedback-stats ${endpoint} ${days}`,
    (signal) =>
      api.get("/api/v1/feedback/stats", {
        query: { days, ...(endpoint ? { endpoint_id: endpoint } : {}) },
        signal,
      }),
    { topics: ["feedback"], throttleMs: 5_000 },
  );
  return (
    <>
      <ImproveHead
        at="statistics"
        lead="Whether answers got better. Two versions differ when their intervals do not overlap."
      />
      <div class="filters">
        <Select
          name="endpoint"
          label="Endpoint of the feedback"
          value={endpoint}
          options={[
            { value: "", label: "All endpoints" },
            ...endpoints.map((value) => ({ value, label: value })),
          ]}
        />
        <Select
          name="days"
          label="Days"
          value={days === daysUsual ? "" : String(days)}
          options={daysChoices.map((one) => ({
            value: one === daysUsual ? "" : String(one),
            label: `${one} days`,
          }))}
        />
      </div>
      <Loaded
        of={stats}
        lines={8}
        isEmpty={({ total_count: total }) => total === 0}
        empty={
          <Panel>
            <NoFeedback
              title="Nobody has judged in this time"
              endpoint={endpoint}
              testid="no-statistics"
            >
              Judgements of the inbox are counted here by version, day and tag.
            </NoFeedback>
          </Panel>
        }
      >
        {(data) => <Found stats={data} endpoint={endpoint} />}
      </Loaded>
    </>
  );
}
