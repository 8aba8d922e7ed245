// What came of an export: the files, the safety report, or why it was refused.
import { api } from "../../api/client";
import { beginning, saveWithKey } from "../../api/download";
import { asApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { href, navigate } from "../../state/location";
import { useResource } from "../../state/resource";
import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button";
import { CodeBlock } from "../../ui/command";
import { Confirm } from "../../ui/dialog";
import { bytes, count, none, plural, time } from "../../ui/format";
import { Icon } from "../../ui/icon";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { toast, toastFailure } from "../../ui/toast";
import { TableBox } from "../../ui/table_box";
import { firstLines, formatLabel, isText, refusalWords } from "./formats";
import { purposeWords, WorkBadge } from "./marks";
import { SafetyReport } from "./safety_report";
import type { Sheet } from "./use_sheets";

type Export = Schemas["Export"];
type File = Schemas["ExportedFile"];
const previewBytes = 4_096;

const addressOf = (id: string, name: string) =>
  `/api/v1/exports/${id}/files/${encodeURIComponent(name)}`;

function Preview({ id, file }: { id: string; file: File }) {
  const start = useResource(
    `beginning ${id} ${file.name}`,
    (signal) => beginning(addressOf(id, file.name), previewBytes, signal),
    { everyMs: 0 },
  );
  return (
    <Loaded of={start} lines={2}>
      {({ text, isWhole }) => (
        <CodeBlock
          code={firstLines(text, isWhole) || text}
          label={`The first lines of ${file.name}`}
        />
      )}
    </Loaded>
  );
}

function Files({ made }: { made: Export }) {
  const files = made.manifest?.files ?? [];
  const shown = files.find(({ name, split }) => split === "train" && isText(name));
  const save = (event: MouseEvent, name: string) =>
    saveWithKey(event, addressOf(made.export_id, name), name.split("/").at(-1)!).catch(
      (thrown: unknown) => {
        const error = asApiError(thrown);
        if (error) toastFailure(`${name} was not downloaded`, error, null);
      },
    );
  return (
    <section class="stack tight">
      <h3>Files</h3>
      <ul class="files" data-testid="export-files">
        {files.map(({ name, split, lines, size_bytes: size, sha256 }) => (
          <li key={name}>
            <a
              href={addressOf(made.export_id, name)}
              download={name.split("/").at(-1)}
              onClick={(event) => void save(event, name)}
              data-testid="export-file"
              title={`SHA-256 ${sha256}`}
            >
              <Icon name="download" /> {name}
            </a>
            <span class="quiet">
              {[split, lines > 0 ? plural(lines, "line") : "", bytes(size)]
                .filter(Boolean)
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
      {shown ? <Preview id={made.export_id} file={shown} /> : null}
    </section>
  );
}

/** Which rule which line breaks, and the row to mend. */
function Refused({ made, sheet }: { made: Export; sheet: Sheet }) {
  const errors = made.report?.errors ?? [];
  return (
    <div class="stack">
      <div class="failure" role="alert" data-testid="export-refused">
        <Icon name="alert" />
        <div>
          <p>{refusalWords(made.reason ?? "Why is not known.")}</p>
        </div>
      </div>
      {errors.length > 0 ? (
        <TableBox label="Lines that break a rule">
          <table data-testid="line-errors">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Where</th>
                <th scope="col">Rule</th>
                <th scope="col">
                  <span class="unseen">Row</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {errors.map(({ line, where, what, row_id: row, file }, at) => (
                <tr key={at}>
                  <th scope="row" title={file}>
                    {line > 0 ? count(line) : "all"}
                  </th>
                  <td>{where ? <code>{where}</code> : none}</td>
                  <td class="wraps">{what}</td>
                  <td>
                    {row ? <a href={href(`/improve/sheets/${sheet.id}`, { row })}>Row</a> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      ) : null}
    </div>
  );
}

export function ExportResult({ made, sheet }: { made: Export; sheet: Sheet }) {
  const isAsking = useSignal(false);
  const remove = async () => {
    await api.delete("/api/v1/exports/{export_id}", { path: { export_id: made.export_id } });
    toast("The export and its files are deleted.");
    navigate(href(`/improve/sheets/${sheet.id}`, { tab: "exports" }));
  };
  return (
    <div class="stack item" data-testid="export-result">
      <Facts
        facts={[
          ["State", <WorkBadge key="s" state={made.status} testid="export-state" />],
          ["Format", formatLabel(made.format)],
          ["For", made.report ? purposeWords[made.report.purpose] : none],
          [
            "Lines",
            made.status === "ready"
              ? `${count(made.train_count)} to train on, ${count(made.val_count)} to validate by`
              : none,
          ],
          ["Asked for", `${time(made.created_at)} by ${made.created_by}`],
          [
            "Data",
            made.manifest ? <code key="d">{made.manifest.dataset_sha256.slice(0, 16)}</code> : none,
          ],
        ]}
      />
      {made.status === "ready" ? <Files made={made} /> : <Refused made={made} sheet={sheet} />}
      {made.report ? (
        <SafetyReport report={made.report} sheet={sheet} isWritten={made.status === "ready"} />
      ) : null}
      <div>
        <Button
          look="quiet"
          icon="trash"
          onClick={() => (isAsking.value = true)}
          needs="improve:write"
          data-testid="export-delete"
        >
          Delete the export
        </Button>
      </div>
      {isAsking.value ? (
        <Confirm
          title="Delete this export?"
          verb="Delete"
          onClose={() => (isAsking.value = false)}
          onConfirm={remove}
        >
          <p>Its files are deleted. The rows stay, and can be exported again.</p>
        </Confirm>
      ) : null}
    </div>
  );
}
