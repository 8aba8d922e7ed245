// A retrain trigger that is written: when it fires, and what is done then.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import { ApiError } from "../../api/errors";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { FormError, InputForm, SelectField, Switch, TextField } from "../../ui/form";
import { useSending } from "../../ui/use_sending";
import { ChannelsField } from "../channels_field";
import { jobFields } from "./job_draft";
import { JobFields } from "./job_fields";
import { ConditionFields } from "./trigger_condition";
import {
  type ActionType,
  type Trigger,
  type TriggerDraft,
  triggerDraftOf,
  triggerOf,
  usualTrigger,
} from "./trigger_draft";
import { lastSheet, useSheets } from "./use_sheets";

const shown = [
  ...["name", "description", "cooldown_minutes", "notification_channels", "action/type"],
  ...["type", "training_sheet_id", "min_rows", "endpoint_id", "compare", "window_hours"].map(
    (name) => `condition/${name}`,
  ),
  ...["baseline_hours", "min_ratings", "min_drop", "windows", "cron", "time_zone"].map(
    (name) => `condition/${name}`,
  ),
  ...jobFields.map((name) => `action/job/${name}`),
].map((name) => `/body/${name}`);

const actions: readonly { value: ActionType; label: string; hint: string }[] = [
  { value: "open_gap", label: "Open a gap", hint: "Or the same one again: somebody decides." },
  { value: "notify", label: "Tell somebody", hint: "The channels below, by the outbox of alerts." },
  { value: "create_job", label: "Make a training job", hint: "It ends in a model version." },
];

const address = "/api/v1/retrain/triggers/{trigger_id}" as const;

/** Changes what is the same still as when the form was opened. The server's ETag changes with each
 *  look at the trigger, its revision only with what people do. */
async function change(trigger: Trigger, draft: TriggerDraft): Promise<unknown> {
  const path = { trigger_id: trigger.id };
  const now = await api.get(address, { path });
  if (now.revision !== trigger.revision)
    throw new ApiError("Somebody has changed this trigger meanwhile.", {
      code: "changed_meanwhile",
      hint: "Close the form and open it again.",
    });
  const body = triggerOf(draft, trigger.notification_channels);
  return api.patch(address, { path, body, ifMatch: true });
}

export function TriggerEditor({
  trigger,
  onClose,
  onDone,
}: {
  /** null: a new one. */
  trigger: Trigger | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const opened = useSignal(trigger).peek();
  const draft = useSignal<TriggerDraft>(opened ? triggerDraftOf(opened) : usualTrigger);
  const sheets = useSheets();
  const endpoints = useResource(
    "registered-endpoints",
    (signal) => api.get("/api/v1/registries/endpoints", { signal }),
    { everyMs: 0 },
  );
  const { isBusy, error, send, clear } = useSending();
  const put = (changes: Partial<TriggerDraft>) => {
    draft.value = { ...draft.value, ...changes };
    clear();
  };
  const at = draft.value;
  useEffect(() => {
    const first = sheets.data?.find(({ id }) => id === lastSheet()) ?? sheets.data?.[0];
    if (!at.sheet && first) put({ sheet: first.id });
  }, [sheets.data]);
  useEffect(() => {
    const first = endpoints.data?.[0];
    if (!at.endpoint && first) put({ endpoint: first.id });
  }, [endpoints.data]);
  const save = async (event: Event) => {
    event.preventDefault();
    const isDone = await send(
      () =>
        opened
          ? change(opened, draft.value)
          : api.post("/api/v1/retrain/triggers", { body: triggerOf(draft.value) }),
      opened ? "The trigger is changed." : "The trigger is watching.",
    );
    if (!isDone) return;
    onDone();
    onClose();
  };
  const text = (
    label: string,
    where: string,
    key: "name" | "description" | "cooldown",
    hint = "",
  ) => (
    <TextField
      label={label}
      value={at[key]}
      error={error}
      where={`/body/${where}`}
      hint={hint}
      testid={`trigger-${where}`}
      onInput={(value) => put({ [key]: value })}
    />
  );
  return (
    <Drawer
      title={opened ? `Edit ${opened.name}` : "New retrain trigger"}
      onClose={onClose}
      testid="trigger-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={save}
          needs="improve:admin"
          data-testid="trigger-save"
        >
          {opened ? "Save" : "Watch"}
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={save}>
        <FormError error={error} shown={shown} />
        {text("Name", "name", "name")}
        <ConditionFields
          draft={at}
          sheets={sheets.data ?? []}
          endpoints={endpoints.data ?? []}
          put={put}
          error={error}
        />
        <SelectField
          label="Then it shall"
          value={at.action}
          choices={actions}
          hint={actions.find(({ value }) => value === at.action)?.hint}
          error={error}
          where="/body/action/type"
          testid="trigger-action"
          onInput={(value) => put({ action: value as ActionType })}
        />
        {at.action === "create_job" ? (
          <JobFields
            draft={at.job}
            sheets={sheets.data}
            error={error}
            where="/body/action/job"
            put={(changes) => put({ job: { ...draft.value.job, ...changes } })}
          />
        ) : null}
        <ChannelsField
          channels={at.channels}
          error={error}
          testid="trigger-channel"
          onChange={(channels) => put({ channels })}
        />
        <div class="columns two">
          {text("Rests after firing, min", "cooldown_minutes", "cooldown", "1440 is a day.")}
          {text("What it is for", "description", "description")}
        </div>
        <Switch
          label="Watched"
          isOn={at.isEnabled}
          onChange={(isEnabled) => put({ isEnabled })}
          testid="trigger-is-enabled"
        />
        <Switch
          label="A trial"
          hint="It fires and keeps what it fired by, and does nothing."
          isOn={at.isTrial}
          onChange={(isTrial) => put({ isTrial })}
          testid="trigger-dry_run"
        />
      </InputForm>
    </Drawer>
  );
}
