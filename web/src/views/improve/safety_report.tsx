// What an export looked at before it wrote: what it left out and why, and what its reader should know.
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { Badge, type Tone } from "../../ui/badge";
import { count, plural } from "../../ui/format";
import { TableBox } from "../../ui/table_box";
import type { Sheet } from "./use_sheets";

type Report = Schemas["ExportReport"];

const reasons: Record<string, string> = {
  no_place_in_format: "The format has no place for what they teach",
  filter: "The filters leave them out",
  usage: "They must not be used for this purpose",
  rejected_as_target: "Their response was rejected for the same prompt",
  contaminated: "They repeat an evaluation sheet",
  exact_duplicate: "The same as another row",
  near_duplicate: "Nearly the same as another row",
  split_conflict: "What they share with others is on the other side of the split",
  invalid_line: "They break a rule of the format",
  changed_meanwhile: "They were changed while it ran",
  erased: "Their person was erased since",
};

interface Check {
  name: string;
  tone: Tone;
  word: string;
  said: string;
}

/** Each question that was asked of the rows, with its answer. */
export function checksOf(report: Report): Check[] {
  const { exact_duplicates: exact, near_duplicates: near, conflicts, contamination } = report;
  const redactions = Object.values(report.redactions as Record<string, number>);
  const redacted = redactions.reduce((sum, times) => sum + times, 0);
  return [
    {
      name: "Rejected answers as targets",
      tone: report.rejected_as_target === 0 ? "good" : "bad",
      word: report.rejected_as_target === 0 ? "None" : count(report.rejected_as_target),
      said: "What was rejected as an answer to a prompt is never taught as one.",
    },
    {
      name: "Repeats",
      tone: exact.rows + near.rows > 0 ? "warn" : "good",
      word: exact.rows + near.rows > 0 ? plural(exact.rows + near.rows, "row") : "None",
      said: `${count(exact.rows)} the same, ${count(near.rows)} nearly the same${near.is_complete && exact.is_complete ? "" : "; not all pairs were compared"}.`,
    },
    {
      name: "Conflicts",
      tone: conflicts.prompts > 0 ? "warn" : "good",
      word: conflicts.prompts > 0 ? plural(conflicts.prompts, "prompt") : "None",
      said:
        conflicts.prompts > 0
          ? `${plural(conflicts.rows, "row")} answer the same prompt differently; they are exported.`
          : "No prompt has two approved answers.",
    },
    {
      name: "Contamination",
      tone: contamination.rows > 0 ? "warn" : "good",
      word: contamination.rows > 0 ? plural(contamination.rows, "row") : "None",
      said:
        report.purpose === "evaluation"
          ? "Not looked for: the export is for evaluation."
          : contamination.evaluation_rows > 0
            ? `Compared with ${plural(contamination.evaluation_rows, "row")} of evaluation sheets.`
            : "There is no evaluation sheet to compare with.",
    },
    {
      name: "Redacted",
      tone: "info",
      word: redacted > 0 ? count(redacted) : "None",
      said:
        Object.entries(report.redactions as Record<string, number>)
          .map(([kind, times]) => `${kind} × ${count(times)}`)
          .join(", ") || "Nothing that the policy replaces was found.",
    },
  ];
}

export function SafetyReport({
  report,
  sheet,
  isWritten,
}: {
  report: Report;
  sheet: Sheet;
  isWritten: boolean;
}) {
  return (
    <section class="stack" data-testid="safety-report">
      <h3>Safety report</h3>
      <p>
        {`${count(report.rows_exported)} of ${plural(report.rows_seen, "row")} ${isWritten ? "written" : "have a place in the files"}; ${count(report.not_exportable)} more wait for a review, are flagged or rejected.`}
      </p>
      <ul class="checks report">
        {checksOf(report).map(({ name, tone, word, said }) => (
          <li key={name}>
            <Badge tone={tone}>{word}</Badge>
            <span>
              <strong>{name}.</strong> <span class="quiet">{said}</span>
            </span>
          </li>
        ))}
      </ul>
      {report.excluded.length > 0 ? (
        <TableBox label="Rows left out">
          <table data-testid="excluded">
            <thead>
              <tr>
                <th scope="col">Left out because</th>
                <th scope="col" class="end">
                  Rows
                </th>
                <th scope="col" class="minor">
                  First
                </th>
              </tr>
            </thead>
            <tbody>
              {report.excluded.map(({ reason, rows, row_ids: ids }) => (
                <tr key={reason}>
                  <th scope="row" class="wraps">
                    {reasons[reason] ?? reason}
                  </th>
                  <td class="end">{count(rows)}</td>
                  <td class="minor">
                    {ids[0] ? (
                      <a href={href(`/improve/sheets/${sheet.id}`, { row: ids[0] })}>Show</a>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      ) : null}
      <p class="quiet">
        {`Split by ${report.split.group_by}, seed ${report.split.random_seed}. About ${count(report.tokens_estimate.total)} tokens, the longest row ${count(report.tokens_estimate.largest)}.`}
      </p>
      {report.warnings.map((warning) => (
        <p key={warning} class="warn" data-testid="report-warning">
          {warning}
        </p>
      ))}
    </section>
  );
}
