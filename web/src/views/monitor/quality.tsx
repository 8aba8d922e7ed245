// How good predictions were, by the labels that came, and how good those without are likely to be.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { isPast, range, windowOf } from "../../state/time_range";
import { useAwaited, useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { DataTable, type Column } from "../../ui/data_table";
import { count, none, number, percent, span } from "../../ui/format";
import { Facts, Panel, Stat, Stats } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { TableBox } from "../../ui/table_box";
import { NoLabels } from "./no_labels";

type Report = Schemas["QualityReport"];
type Measured = Schemas["QualityNumber"] | null;
type Calibration = NonNullable<Report["calibration"]>;

const shares = [
  ["accuracy", "Accuracy"],
  ["precision", "Precision"],
  ["recall", "Recall"],
  ["f1", "F1"],
  ["roc_auc", "ROC AUC"],
] as const;
const sizes = [
  ["log_loss", "Log loss"],
  ["mae", "MAE"],
  ["rmse", "RMSE"],
  ["r2", "R²"],
] as const;
const hoursMax = 720;

const between = (one: Measured, unit: (value: number) => string) =>
  one ? `${unit(one.low)} to ${unit(one.high)}` : undefined;

function Numbers({ quality }: { quality: Report }) {
  const share = (value: number) => percent(value);
  return (
    <Stats testid="quality-stats">
      {shares.map(([key, label]) =>
        quality[key] ? (
          <Stat
            key={key}
            label={label}
            value={percent(quality[key].value)}
            detail={between(quality[key], share)}
            testid={`quality-${key}`}
          />
        ) : null,
      )}
      {sizes.map(([key, label]) =>
        quality[key] ? (
          <Stat
            key={key}
            label={label}
            value={number(quality[key].value)}
            detail={between(quality[key], number)}
          />
        ) : null,
      )}
    </Stats>
  );
}

/** What scores promised, and what came true: on the line is calibrated. */
function Reliability({ calibration }: { calibration: Calibration }) {
  const { bins, expected_calibration_error: error } = calibration;
  const size = 200;
  const y = (share: number) => size - share * size;
  return (
    <Panel title="Whether scores come true" testid="calibration">
      <div class="reliability">
        <svg
          viewBox={`-26 -8 ${size + 34} ${size + 40}`}
          role="img"
          aria-label={`Calibration error ${percent(error)}, of ${bins.length} bins of scores`}
        >
          <rect width={size} height={size} />
          <path d={`M0 ${size}L${size} 0`} class="ideal" />
          <text x={0} y={size + 13}>
            0 %
          </text>
          <text x={size / 2} y={size + 26} text-anchor="middle">
            Promised
          </text>
          <text x={size} y={size + 13} text-anchor="end">
            100 %
          </text>
          <text x={-size / 2} y={-10} text-anchor="middle" transform="rotate(-90)">
            Came true
          </text>
          {bins.map((bin) => (
            <g key={bin.score_from}>
              <path
                d={`M${bin.mean_score * size} ${y(bin.true_share.low)}V${y(bin.true_share.high)}`}
                class="whisker"
              />
              <circle cx={bin.mean_score * size} cy={y(bin.true_share.value)} r="4" />
            </g>
          ))}
        </svg>
        <TableBox label="Bins of scores">
          <table>
            <thead>
              <tr>
                <th scope="col">Score</th>
                <th scope="col" class="end">
                  Rows
                </th>
                <th scope="col" class="end">
                  Promised
                </th>
                <th scope="col" class="end">
                  Came true
                </th>
              </tr>
            </thead>
            <tbody>
              {bins.map((bin) => (
                <tr key={bin.score_from}>
                  <th scope="row">
                    {number(bin.score_from)} to {number(bin.score_to)}
                  </th>
                  <td class="end">{count(bin.rows)}</td>
                  <td class="end">{percent(bin.mean_score)}</td>
                  <td class="end">{percent(bin.true_share.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </div>
      <p class="quiet">Expected calibration error {percent(error, 2)}.</p>
    </Panel>
  );
}

function Estimate({ quality }: { quality: Report }) {
  const { estimate } = quality;
  const states = {
    valid: ["good", "Sound"],
    doubtful: ["warn", "Doubtful"],
    invalid: ["quiet", "Not to be relied on"],
  } as const;
  const [tone, word] = states[estimate.validity];
  return (
    <Panel
      title="Estimate without labels"
      testid="estimate"
      actions={<Badge tone={tone}>{word}</Badge>}
    >
      <div class="stack">
        {estimate.reason ? <p class="quiet">{estimate.reason}</p> : null}
        <Facts
          facts={[
            ...shares.map(([key, label]): [string, string] => [
              label,
              estimate[key]
                ? `${percent(estimate[key].value)} (${between(estimate[key], percent)})`
                : none,
            ]),
            ["Rows estimated", count(estimate.rows)],
            ["Learnt from", `${count(estimate.calibration_rows)} labelled rows`],
          ]}
        />
      </div>
    </Panel>
  );
}

const versionColumns: readonly Column<Schemas["VersionQuality"]>[] = [
  { key: "version", title: "Version", render: (one) => `v${one.model_version}` },
  { key: "entity", title: "Served entity", render: (one) => one.served_entity },
  {
    key: "labelled",
    title: "Labelled",
    align: "end",
    render: ({ quality }) => count(quality.labelled_rows),
  },
  ...shares.map(([key, label]) => ({
    key,
    title: label,
    align: "end" as const,
    isMinor: key !== "accuracy",
    render: ({ quality }: Schemas["VersionQuality"]) => percent(quality[key]?.value),
  })),
  {
    key: "rmse",
    title: "RMSE",
    align: "end",
    isMinor: true,
    render: ({ quality }) => number(quality.rmse?.value),
  },
];

function Coverage({ quality }: { quality: Report }) {
  const delay = quality.label_delay;
  return (
    <Panel title="Labels" testid="coverage">
      <Facts
        facts={[
          ["Served rows", count(quality.served_rows)],
          ["Can have a label", count(quality.kept_rows)],
          ["Have one", count(quality.labelled_rows)],
          ["Coverage", percent(quality.label_coverage)],
          ["Unknown labels", count(quality.unknown_labels)],
          [
            "Time to the label",
            delay
              ? `${span(delay.median_seconds * 1000)}, 95 % within ${span(delay.p95_seconds * 1000)}`
              : none,
          ],
          ["Positive label", quality.positive_label ?? none],
        ]}
      />
    </Panel>
  );
}

/** All predictions of the range are counted each time. */
const awaitedMs = 10_000;

export function Quality({ id, name }: { id: string; name: string }) {
  const asked = range.value;
  const quality = useResource(`quality ${id} ${asked.fromText} ${asked.toText}`, (signal) =>
    api.get("/api/v1/monitoring/quality/{endpoint_id}", {
      path: { endpoint_id: id },
      query: windowOf(asked, hoursMax),
      signal,
    }),
  );
  useAwaited(quality, (all) => all.quality.labelled_rows === 0 && !isPast(asked), awaitedMs);
  return (
    <Loaded of={quality} lines={8}>
      {({ quality: all, by_model_version: versions }) => (
        <div class="stack" data-testid="quality">
          {all.labelled_rows === 0 ? (
            <Panel>
              <NoLabels id={id} name={name} reason={all.reason ?? ""} />
            </Panel>
          ) : (
            <Numbers quality={all} />
          )}
          <div class="columns">
            <Coverage quality={all} />
            <Estimate quality={all} />
          </div>
          {all.calibration ? <Reliability calibration={all.calibration} /> : null}
          {all.labelled_rows > 0 && versions.length > 0 ? (
            <Panel title="By version" flush testid="quality-versions">
              <DataTable
                label="Quality by version"
                columns={versionColumns}
                rows={versions}
                rowKey={(one) => `${one.served_entity} ${one.model_version}`}
              />
            </Panel>
          ) : null}
        </div>
      )}
    </Loaded>
  );
}
