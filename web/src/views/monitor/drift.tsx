// What drifted at an endpoint: features by window, each with its histograms.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { param, setParams } from "../../state/location";
import { now, range } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge, StateBadge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { count, none, number } from "../../ui/format";
import { Facts, Panel } from "../../ui/panel";
import { EmptyState, Loaded } from "../../ui/states";
import { Choice } from "../../ui/segments";
import { messageOf } from "../../ui/rules";
import { isElsewhere } from "../deploy/elsewhere";
import { baselineCommand } from "../example";
import { DriftFeature } from "./drift_feature";
import { Explanation } from "./explanation";
import { Ticked } from "../../ui/ticked";
import { DriftGrid } from "./drift_grid";
import {
  comparedOf,
  levelOf,
  levels,
  rowsOf,
  verdictWords,
  warningWords,
  windowsOf,
  type Level,
} from "./drift_words";

type Report = Schemas["DriftReport"];

/** What the recent rows are compared with: kept in the address. */
function BaselinePicker({ id }: { id: string }) {
  const revisions = useResource(
    `drift revisions ${id}`,
    (signal) =>
      api
        .get("/api/v1/deployment/endpoints/{endpoint_name}/revisions", {
          path: { endpoint_name: id },
          query: { limit: 50 },
          signal,
        })
        .then(({ items }) => items.filter(({ live_from }) => live_from !== null))
        .catch(() => []),
    { everyMs: 0 },
  );
  return (
    <label class="row">
      <span class="quiet">Compared with</span>
      <select
        class="fit"
        value={param("baseline").value}
        data-testid="drift-baseline"
        onChange={(event) => setParams({ baseline: event.currentTarget.value })}
      >
        <option value="">what is usual</option>
        <option value="training">training data</option>
        <option value="window">live traffic before</option>
        {(revisions.data ?? []).map(({ revision, model_version }) => (
          <option key={revision} value={`revision:${revision}`}>
            revision {revision} (v{model_version})
          </option>
        ))}
      </select>
    </label>
  );
}

function Verdict({ report }: { report: Report }) {
  const [tone, word] = verdictWords[report.verdict]!;
  const isJudged = report.verdict === "drift" || report.verdict === "no_drift";
  const worst = report.feature_details.find(({ explanation }) => explanation);
  return (
    <Panel
      title="Verdict of the range"
      testid="drift-verdict"
      actions={
        <>
          <Badge tone={tone} testid="verdict">
            {word}
          </Badge>
          {report.confirmed ? (
            <Badge
              tone="bad"
              testid="confirmed"
              title="Windows in a row, and more than is usual here"
            >
              Confirmed
            </Badge>
          ) : null}
        </>
      }
    >
      <div class="split">
        <div class="stack">
          {worst && isJudged ? (
            <Explanation
              text={worst.explanation}
              isDrift={report.drift_detected}
              testid="drift-explanation"
            />
          ) : null}
          {report.warning ? (
            <p class="quiet" data-testid="drift-warning">
              <Ticked text={warningWords(report.warning)} />
            </p>
          ) : null}
          {isJudged && !worst ? <p class="quiet">No feature moved enough for a word.</p> : null}
          <p class="quiet">
            {report.affected_features.length} of {report.feature_details.length} inputs drifted. At
            most {number(report.false_alarm_rate * 100)} % of windows without drift are judged so.
          </p>
        </div>
        <Facts
          facts={[
            [
              "Score",
              isJudged ? (
                <span class="row" key="s">
                  {number(report.drift_score)} <StateBadge state={report.severity} />
                </span>
              ) : (
                none
              ),
            ],
            ["Baseline", `${report.baseline || none}, ${count(report.baseline_rows)} rows`],
            ["Recent", `${count(report.comparison_rows)} rows`],
            ["Baseline is of", report.baseline_period || none],
          ]}
        />
      </div>
    </Panel>
  );
}

/** Rows of all versions, or of one against its own baseline: kept in the address. */
function VersionPicker({ versions }: { versions: readonly string[] }) {
  return (
    <label class="row">
      <span class="quiet">Rows of</span>
      <select
        class="fit"
        value={param("version").value}
        data-testid="drift-version"
        onChange={(event) => setParams({ version: event.currentTarget.value })}
      >
        <option value="">all versions</option>
        {versions.map((one) => (
          <option key={one} value={one}>
            v{one}
          </option>
        ))}
      </select>
    </label>
  );
}

const useEndpoint = (name: string) =>
  useResource(
    `endpoint ${name}`,
    (signal) =>
      api.get("/api/v1/deployment/endpoints/{endpoint_name}", {
        path: { endpoint_name: name },
        signal,
      }),
    { everyMs: 0 },
  ).data;

/** What is missing, with the command that sends the training data of what the endpoint serves. */
function NoBaseline({ name, warning }: { name: string; warning: string | null | undefined }) {
  const endpoint = useEndpoint(name);
  const of = !endpoint
    ? null
    : isElsewhere(endpoint)
      ? { endpoint_id: name }
      : endpoint.model_name && endpoint.model_version
        ? { model_name: endpoint.model_name, model_version: endpoint.model_version }
        : null;
  return (
    <EmptyState
      title="Nothing to compare with yet"
      icon="chart"
      commandLabel="Make a baseline of training data"
      {...(of ? { command: baselineCommand(window.location.origin, of) } : {})}
    >
      {warning ? warningWords(warning) : "A baseline says what the model was trained on."}
    </EmptyState>
  );
}

export function Drift({ id, name }: { id: string; name: string }) {
  const span = range.value;
  const usual = levelOf(span, now.value);
  const level = (param("level").value || usual) as Level;
  const baseline = param("baseline").value;
  const version = param("version").value;
  const versions = [
    ...new Set(useEndpoint(name)?.served_entities.map(({ entity_version: one }) => one)),
  ];
  const query = {
    ...(baseline ? { baseline } : {}),
    ...(version ? { model_version: version } : {}),
  };
  const asked = `${span.fromText} ${span.toText} ${baseline} ${version}`;
  const path = { endpoint_id: id };
  const report = useResource(
    `drift ${id} ${asked}`,
    (signal) =>
      api.get("/api/v1/monitoring/drift/{endpoint_id}", {
        path,
        query: { ...comparedOf(range.peek(), Date.now()), ...query },
        signal,
      }),
    { everyMs: 10_000 },
  );
  const windows = useResource(
    `windows ${id} ${level} ${asked}`,
    (signal) =>
      api.get("/api/v1/monitoring/drift-windows/{endpoint_id}", {
        path,
        query: windowsOf(span, level, query),
        signal,
      }),
    { everyMs: 20_000 },
  );
  const shown = windows.data;
  const feature = param("feature").value;
  return (
    <div class="stack">
      <div class="row spread">
        <Choice
          label="Length of a window"
          name="level"
          usual={usual}
          choices={levels.map(([value, word]) => [value, word] as const)}
        />
        <div class="row">
          {versions.length > 1 || version ? <VersionPicker versions={versions} /> : null}
          <BaselinePicker id={id} />
        </div>
      </div>
      <Loaded of={report} lines={6}>
        {(told) => (
          <>
            <Verdict report={told} />
            <Panel flush title="Features by window" testid="drift-panel" actions={<Legend />}>
              {told.feature_details.length === 0 && !shown?.features.length ? (
                <NoBaseline name={name} warning={told.warning} />
              ) : (
                <DriftGrid rows={rowsOf(told, shown)} windows={shown?.windows ?? []} />
              )}
            </Panel>
            {windows.error ? (
              <p class="bad">
                {messageOf(windows.error)} <Button onClick={windows.reload}>Retry</Button>
              </p>
            ) : null}
          </>
        )}
      </Loaded>
      {feature ? (
        <DriftFeature
          key={feature}
          id={id}
          name={name}
          feature={feature}
          at={param("at").value}
          level={level}
          query={query}
          windows={shown}
        />
      ) : null}
    </div>
  );
}

function Legend() {
  return (
    <span class="drift-legend">
      {(
        [
          ["low", "below 0.1"],
          ["medium", "0.1"],
          ["high", "0.25"],
          ["critical", "0.5"],
        ] as const
      ).map(([severity, word]) => (
        <span key={severity}>
          <i class={`cell ${severity}`} />
          {severity} {word}
        </span>
      ))}
      <span>
        <i class="cell gap" />
        too few rows
      </span>
    </span>
  );
}
