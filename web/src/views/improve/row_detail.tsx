// One row under review: what it teaches, where it comes from, and the decision.
import { useSignal } from "@preact/signals";
import { useKeys } from "../../state/keys";
import { href } from "../../state/location";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { SideBySide } from "../../ui/diff";
import { FormError, InputForm, TextArea } from "../../ui/form";
import { none, time } from "../../ui/format";
import { Facts, Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { withTimes } from "../../ui/ticked";
import { Said, useWords, WorkBadge } from "./marks";
import type { Row } from "./repeats";
import { RowEditor } from "./row_editor";
import { sendRow, type RowChange } from "./send_row";

type Decision = "rejected" | "flagged";
const group = "Row";
const verbs: Record<Decision, string> = { rejected: "Reject", flagged: "Flag" };

/** To reject and to flag, somebody has to say why. */
function Why({
  decision,
  onClose,
  onDecide,
}: {
  decision: Decision;
  onClose: () => void;
  onDecide: (reason: string) => Promise<void>;
}) {
  const reason = useSignal("");
  const { isBusy, error, send } = useSending();
  const decide = async (event: Event) => {
    event.preventDefault();
    if (await send(() => onDecide(reason.value), "")) onClose();
  };
  const submit = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void decide(event);
  };
  return (
    <Dialog
      title={`${verbs[decision]} the row`}
      onClose={onClose}
      testid="why"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={decide}
          needs="improve:write"
          data-testid="why-do"
        >
          {verbs[decision]}
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={decide} onKeyDown={submit}>
        <FormError error={error} shown={["/body/review_reason"]} />
        <TextArea
          label="Why"
          value={reason.value}
          rows={3}
          error={error}
          where="/body/review_reason"
          testid="why-text"
          onInput={(value) => (reason.value = value)}
        />
      </InputForm>
    </Dialog>
  );
}

function Content({ row }: { row: Row }) {
  return (
    <>
      {row.context.map(({ role, content }, at) => (
        <section class="stack tight" key={at}>
          <h3>{role}</h3>
          <Said text={content} />
        </section>
      ))}
      <section class="stack tight">
        <h3>{row.features ? "Features" : "Prompt"}</h3>
        <Said text={row.features ? JSON.stringify(row.features) : row.prompt} testid="row-prompt" />
      </section>
      {row.response !== null && row.rejected_response !== null ? (
        <SideBySide
          before={row.rejected_response}
          after={row.response}
          labels={["Not this", "But this"]}
          testid="row-diff"
        />
      ) : (
        <section class="stack tight">
          <h3>{row.response === null ? "Not this" : row.features ? "Label" : "Response"}</h3>
          <Said text={row.response ?? row.rejected_response ?? ""} testid="row-response" />
        </section>
      )}
    </>
  );
}

function Origin({ row }: { row: Row }) {
  const before = row.original;
  return (
    <details class="more">
      <summary>Origin and review</summary>
      <div class="stack">
        <Facts
          facts={[
            [
              "Comes from",
              row.feedback_id ? (
                <a key="f" href={href("/improve", { item: row.feedback_id })}>
                  feedback
                </a>
              ) : (
                `${row.created_by}, by hand`
              ),
            ],
            ["Added", time(row.created_at)],
            ["Model", row.model_name ? `${row.model_name} ${row.model_version ?? ""}` : none],
            ["Response by", row.response_source.replaceAll("_", " ")],
            [
              "Reviewed",
              row.reviewed_at ? `${time(row.reviewed_at)} by ${row.reviewed_by ?? none}` : none,
            ],
            ["Why", withTimes(row.review_reason) || none],
            ["Only for", row.allowed_uses.join(", ") || none],
            ["Never for", row.prohibited_uses.join(", ") || none],
            ["Id", <code key="i">{row.id}</code>],
            [
              "What came of it",
              <a key="l" href={href("/improve/lineage", { kind: "row", id: row.id })}>
                Its lineage
              </a>,
            ],
          ]}
        />
        {before ? (
          <SideBySide
            before={[before.prompt, before.response ?? ""].join("\n\n")}
            after={[row.prompt, row.response ?? ""].join("\n\n")}
            labels={["As it came", "As it is"]}
          />
        ) : null}
      </div>
    </details>
  );
}

export function RowDetail({
  row,
  conflicts,
  duplicateOf,
  onChanged,
  onNext,
}: {
  row: Row;
  conflicts: readonly number[];
  duplicateOf: number | undefined;
  onChanged: (row: Row) => void;
  onNext: () => void;
}) {
  const asks = useSignal<Decision | null>(null);
  const isEditing = useSignal(false);
  const { isBusy, error, send } = useSending();
  const back = async () => {
    const { review_status, review_reason } = row;
    onChanged(await sendRow(row, { review_status, review_reason }));
  };
  const decide = async (body: RowChange, said: string) => {
    const decided = await sendRow(row, body);
    onChanged(decided);
    // An edit cannot be taken back to what it was without its texts: only decisions can.
    const canUndo = row.review_status !== "edited";
    toast(said, { undo: canUndo ? () => void send(back, "As before.") : null });
    onNext();
  };
  const approve = () => send(() => decide({ review_status: "approved" }, "Approved."), "");
  useKeys(
    () => [
      { keys: "a", label: "Approve", group, run: () => void approve() },
      { keys: "r", label: "Reject", group, run: () => (asks.value = "rejected") },
      { keys: "f", label: "Flag", group, run: () => (asks.value = "flagged") },
      { keys: "e", label: "Edit", group, run: () => (isEditing.value = true) },
    ],
    [row],
  );
  if (isEditing.value)
    return (
      <RowEditor
        row={row}
        onClose={() => (isEditing.value = false)}
        onSaved={(saved) => {
          isEditing.value = false;
          onChanged(saved);
        }}
      />
    );
  return (
    <Panel
      testid="row-detail"
      title={
        <span class="row">
          {`Row ${row.row_index + 1}`}
          <WorkBadge state={row.review_status} testid="row-state" />
        </span>
      }
      actions={
        <>
          <Button
            icon="edit"
            onClick={() => (isEditing.value = true)}
            title="Key e"
            needs="improve:write"
            data-testid="row-edit"
          >
            Edit
          </Button>
          <Button
            icon="flag"
            onClick={() => (asks.value = "flagged")}
            title="Key f"
            needs="improve:write"
            data-testid="row-flag"
          >
            Flag
          </Button>
          <Button
            look="danger"
            icon="cross"
            onClick={() => (asks.value = "rejected")}
            title="Key r"
            needs="improve:write"
            data-testid="row-reject"
          >
            Reject
          </Button>
          <Button
            look="primary"
            icon="check"
            isBusy={isBusy}
            onClick={() => void approve()}
            title="Key a"
            needs="improve:write"
            data-testid="row-approve"
          >
            Approve
          </Button>
        </>
      }
    >
      <div class="stack item">
        <FormError error={error} shown={[]} />
        <div class="row">
          <span class="quiet">{`Teaches: ${useWords[row.use]?.toLowerCase() ?? row.use}`}</span>
          {conflicts.length > 0 ? (
            <Badge tone="warn">{`Another answer than row ${conflicts.slice(0, 5).join(", ")}`}</Badge>
          ) : null}
          {duplicateOf === undefined ? null : (
            <Badge tone="quiet" icon="copy">{`The same as row ${duplicateOf}`}</Badge>
          )}
          {row.exportable_at ? null : <Badge tone="quiet">Not exported</Badge>}
        </div>
        <Content row={row} />
        {row.review_reason ? <p class="quote">{withTimes(row.review_reason)}</p> : null}
        <Origin row={row} />
      </div>
      {asks.value ? (
        <Why
          decision={asks.value}
          onClose={() => (asks.value = null)}
          onDecide={(reason) =>
            decide(
              { review_status: asks.value, review_reason: reason },
              asks.value === "rejected" ? "Rejected." : "Flagged.",
            )
          }
        />
      ) : null}
    </Panel>
  );
}
