// Rows by hand: a few in fields, or many as JSON lines.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Requests } from "../../api/types";
import { Button, IconButton } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, Switch, TextArea } from "../../ui/form";
import { plural } from "../../ui/format";
import { Segments } from "../../ui/segments";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { parseLines } from "./row_lines";
import type { Sheet } from "./use_sheets";

type New = Requests["NewTrainingRowInput"];
interface Draft {
  prompt: string;
  response: string;
  rejected: string;
}

const blank: Draft = { prompt: "", response: "", rejected: "" };
const rowsMax = 50;
const example = `{"prompt": "Where is my invoice?", "response": "Under Billing, as PDF."}`;

const isUsed = ({ prompt, response, rejected }: Draft) => Boolean(prompt || response || rejected);

const rowOf = ({ prompt, response, rejected }: Draft): New => ({
  prompt,
  ...(response ? { response } : {}),
  ...(rejected ? { rejected_response: rejected } : {}),
});

export function AddRows({
  sheet,
  onClose,
  onDone,
}: {
  sheet: Sheet;
  onClose: () => void;
  onDone: () => void;
}) {
  const isLines = useSignal(false);
  const drafts = useSignal<Draft[]>([blank]);
  const lines = useSignal("");
  const isApproved = useSignal(true);
  const { isBusy, error, send, clear } = useSending();
  const parsed = parseLines(lines.value);
  const rows = isLines.value ? parsed.rows : drafts.value.filter(isUsed).map(rowOf);
  const put = (at: number, changes: Partial<Draft>) => {
    drafts.value = drafts.value.map((one, index) => (index === at ? { ...one, ...changes } : one));
    clear();
  };
  const add = async (event: Event) => {
    event.preventDefault();
    const review: New["review_status"] = isApproved.value ? "approved" : "pending";
    const isAdded = await send(async () => {
      const { added } = await api.post("/api/v1/training-sheets/{training_sheet_id}/rows", {
        path: { training_sheet_id: sheet.id },
        body: { rows: rows.map((row) => ({ review_status: review, ...row })) },
      });
      toast(`${plural(added, "row")} added.`);
    }, "");
    if (!isAdded) return;
    onDone();
    onClose();
  };
  return (
    <Drawer
      title={`Add rows to ${sheet.name}`}
      onClose={onClose}
      testid="add-rows"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          disabled={rows.length === 0 || (isLines.value && parsed.wrong.length > 0)}
          onClick={add}
          needs="improve:write"
          data-testid="rows-save"
        >
          {`Add ${plural(rows.length, "row")}`}
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={add}>
        <FormError error={error} shown={isLines.value ? [] : ["/body/rows"]} />
        <Segments
          label="How"
          value={isLines.value ? "lines" : "fields"}
          choices={[
            ["fields", "Fields"],
            ["lines", "JSON lines"],
          ]}
          onChoose={(how) => (isLines.value = how === "lines")}
          testid="rows-as"
        />
        {isLines.value ? (
          <>
            <TextArea
              label="One row a line"
              code
              rows={12}
              value={lines.value}
              hint={
                <>
                  For example <code>{example}</code>; <code>features</code> and <code>label</code>{" "}
                  for rows of a table, <code>messages</code> for chats.
                </>
              }
              testid="rows-lines"
              onInput={(value) => {
                lines.value = value;
                clear();
              }}
            />
            {parsed.wrong.slice(0, 5).map(({ line, what }) => (
              <p class="error" key={line} data-testid="line-wrong">{`Line ${line}: ${what}`}</p>
            ))}
          </>
        ) : (
          drafts.value.map(({ prompt, response, rejected }, at) => (
            <fieldset class="new-row stack tight" key={at}>
              <legend>{`Row ${at + 1}`}</legend>
              {drafts.value.length > 1 ? (
                <IconButton
                  icon="trash"
                  label={`Remove row ${at + 1}`}
                  onClick={() => (drafts.value = drafts.value.filter((_, other) => other !== at))}
                />
              ) : null}
              <TextArea
                label="Prompt"
                rows={2}
                value={prompt}
                error={error}
                where={`/body/rows/${at}/prompt`}
                testid="new-prompt"
                onInput={(value) => put(at, { prompt: value })}
              />
              <TextArea
                label="Response"
                rows={2}
                value={response}
                error={error}
                where={`/body/rows/${at}/response`}
                testid="new-response"
                onInput={(value) => put(at, { response: value })}
              />
              <TextArea
                label="What it should not say"
                rows={2}
                value={rejected}
                error={error}
                where={`/body/rows/${at}/rejected_response`}
                testid="new-rejected"
                onInput={(value) => put(at, { rejected: value })}
              />
            </fieldset>
          ))
        )}
        {!isLines.value && drafts.value.length < rowsMax ? (
          <div>
            <Button
              look="quiet"
              icon="plus"
              onClick={() => (drafts.value = [...drafts.value, blank])}
              data-testid="rows-more"
            >
              Another row
            </Button>
          </div>
        ) : null}
        <Switch
          label="Approved already"
          hint="Otherwise they wait for a review."
          isOn={isApproved.value}
          onChange={(isOn) => (isApproved.value = isOn)}
          testid="rows-approved"
        />
      </InputForm>
    </Drawer>
  );
}
