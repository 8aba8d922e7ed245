// The texts of a row, to be changed by a person: what it was is kept.
import { useSignal } from "@preact/signals";
import { Button } from "../../ui/button";
import { FormError, InputForm, TextArea } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { useSending } from "../../ui/use_sending";
import type { Row } from "./repeats";
import { sendRow, type RowChange } from "./send_row";

interface Draft {
  prompt: string;
  response: string;
  rejected: string;
  reason: string;
}

/** Only what differs; an emptied rejected response is forgotten. */
export function changesOf(row: Row, draft: Draft): RowChange {
  const changes: RowChange = {};
  if (!row.features && draft.prompt !== row.prompt) changes.prompt = draft.prompt;
  if (draft.response !== (row.response ?? "")) changes.response = draft.response;
  if (draft.rejected !== (row.rejected_response ?? ""))
    changes.rejected_response = draft.rejected || null;
  if (draft.reason) changes.review_reason = draft.reason;
  return changes;
}

export function RowEditor({
  row,
  onClose,
  onSaved,
}: {
  row: Row;
  onClose: () => void;
  onSaved: (row: Row) => void;
}) {
  const draft = useSignal<Draft>({
    prompt: row.prompt,
    response: row.response ?? "",
    rejected: row.rejected_response ?? "",
    reason: "",
  });
  const { isBusy, error, send, clear } = useSending();
  const put = (changes: Partial<Draft>) => {
    draft.value = { ...draft.value, ...changes };
    clear();
  };
  const save = (event: Event) => {
    event.preventDefault();
    void send(async () => onSaved(await sendRow(row, changesOf(row, draft.value))), "Edited.");
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(event);
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  const { prompt, response, rejected, reason } = draft.value;
  const isSame = Object.keys(changesOf(row, draft.value)).every((name) => name === "review_reason");
  return (
    <Panel
      title={`Edit row ${row.row_index + 1}`}
      testid="row-editor"
      actions={
        <>
          <Button onClick={onClose} data-testid="row-cancel">
            Cancel
          </Button>
          <Button
            look="primary"
            isBusy={isBusy}
            disabled={isSame}
            onClick={save}
            needs="improve:write"
            data-testid="row-save"
          >
            Save
          </Button>
        </>
      }
    >
      <InputForm class="stack" onSubmit={save} onKeyDown={keys}>
        <FormError
          error={error}
          shown={["/body/prompt", "/body/response", "/body/rejected_response"]}
        />
        {row.features ? null : (
          <TextArea
            label="Prompt"
            value={prompt}
            error={error}
            where="/body/prompt"
            testid="edit-prompt"
            onInput={(value) => put({ prompt: value })}
          />
        )}
        <TextArea
          label={row.features ? "Label" : "Response"}
          value={response}
          error={error}
          where="/body/response"
          testid="edit-response"
          onInput={(value) => put({ response: value })}
        />
        <TextArea
          label="What it should not say"
          hint="Empty: nothing is known."
          value={rejected}
          rows={3}
          error={error}
          where="/body/rejected_response"
          testid="edit-rejected"
          onInput={(value) => put({ rejected: value })}
        />
        <TextArea
          label="Why"
          value={reason}
          rows={2}
          error={error}
          where="/body/review_reason"
          testid="edit-reason"
          onInput={(value) => put({ reason: value })}
        />
      </InputForm>
    </Panel>
  );
}
