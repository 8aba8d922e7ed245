// What a sheet is called, what its rows may be used for, and its end.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { href, navigate } from "../../state/location";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { FormError, InputForm, TextArea, TextField } from "../../ui/form";
import { Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { UsesField, type Uses } from "./uses_field";
import type { Sheet } from "./use_sheets";

export function SheetSettings({ sheet, onChanged }: { sheet: Sheet; onChanged: () => void }) {
  const path = { training_sheet_id: sheet.id };
  const name = useSignal(sheet.name);
  const description = useSignal(sheet.description);
  const uses = useSignal<Uses>({ allowed: sheet.allowed_uses, prohibited: sheet.prohibited_uses });
  const isAsking = useSignal(false);
  const { isBusy, error, send } = useSending();
  const isArchived = sheet.status === "archived";
  const patch = async (body: object, said: string) => {
    const isDone = await send(
      () => api.patch("/api/v1/training-sheets/{training_sheet_id}", { path, body }),
      said,
    );
    if (isDone) onChanged();
  };
  const save = (event: Event) => {
    event.preventDefault();
    void patch(
      {
        name: name.value,
        description: description.value,
        allowed_uses: uses.value.allowed,
        prohibited_uses: uses.value.prohibited,
      },
      "Saved.",
    );
  };
  const remove = async () => {
    await api.delete("/api/v1/training-sheets/{training_sheet_id}", { path });
    toast(`${sheet.name} is deleted.`);
    navigate(href("/improve/sheets"));
  };
  return (
    <div class="columns">
      <Panel title="Sheet" testid="sheet-settings">
        <InputForm class="stack" onSubmit={save}>
          <FormError error={error} shown={["/body/name", "/body/description"]} />
          <TextField
            label="Name"
            value={name.value}
            error={error}
            where="/body/name"
            testid="sheet-name"
            onInput={(value) => (name.value = value)}
          />
          <TextArea
            label="What it is for"
            value={description.value}
            error={error}
            where="/body/description"
            onInput={(value) => (description.value = value)}
          />
          <UsesField uses={uses.value} onChange={(value) => (uses.value = value)} />
          <div>
            <Button
              type="submit"
              look="primary"
              isBusy={isBusy}
              needs="improve:write"
              data-testid="sheet-save"
            >
              Save
            </Button>
          </div>
        </InputForm>
      </Panel>
      <Panel title="The end of it">
        <div class="stack">
          <p class="quiet">
            An archived sheet takes no rows any more; what it has can be exported.
          </p>
          <div>
            <Button
              onClick={() =>
                void patch(
                  { status: isArchived ? "ready" : "archived" },
                  isArchived ? "It takes rows again." : "It is archived.",
                )
              }
              needs="improve:write"
              data-testid="sheet-archive"
            >
              {isArchived ? "Take rows again" : "Archive"}
            </Button>
          </div>
          <hr />
          <p class="quiet">Deleting takes its rows along. Files that were exported stay.</p>
          <div>
            <Button
              look="danger"
              icon="trash"
              onClick={() => (isAsking.value = true)}
              needs="improve:write"
              data-testid="sheet-delete"
            >
              Delete the sheet
            </Button>
          </div>
        </div>
      </Panel>
      {isAsking.value ? (
        <Confirm
          title={`Delete ${sheet.name}?`}
          name={sheet.name}
          verb="Delete"
          onClose={() => (isAsking.value = false)}
          onConfirm={remove}
        >
          <p>Its rows are deleted with it. This cannot be undone.</p>
        </Confirm>
      ) : null}
    </div>
  );
}
