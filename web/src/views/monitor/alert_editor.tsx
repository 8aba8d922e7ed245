// A rule that is written, with what it would have done beside it.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, InputForm, More, SelectField, Switch, TextField } from "../../ui/form";
import { useSending } from "../../ui/use_sending";
import { ChannelsField } from "../channels_field";
import { formOf, isOfFeature, metricsOf, ruleOf, units, usualForm, type Form } from "./alert_form";
import { AlertPreview } from "./alert_preview";
import { MuteWindows } from "./mute_windows";
import { conditionWords, nameOf, typeWords, type Alert, type AlertType } from "./alert_words";

const shown = [
  ...["endpoint_id", "name", "alert_type", "metric", "condition", "threshold", "recover_threshold"],
  ...["window_minutes", "for_seconds", "keep_firing_seconds", "min_samples", "severity", "no_data"],
  ...[
    "repeat_interval_seconds",
    "runbook_url",
    "objective",
    "notification_channels",
    "mute_windows",
  ],
].map((name) => `/body/${name}`);

/** Those below "More of the rule". */
const hidden = [
  ...["recover_threshold", "keep_firing_seconds", "min_samples", "no_data"],
  ...["repeat_interval_seconds", "runbook_url", "objective", "mute_windows"],
].map((name) => `/body/${name}`);

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const severities = options({
  info: "info",
  warning: "warning",
  error: "error",
  critical: "critical",
});
const noData = options({
  ok: "the condition does not hold",
  alerting: "the condition holds",
  keep_last: "as before",
});

export function AlertEditor({
  alert,
  endpoint,
  onClose,
  onDone,
}: {
  alert: Alert | null;
  endpoint: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const form = useSignal<Form>(alert ? formOf(alert) : usualForm(endpoint));
  const before = useSignal(form.peek().channels).peek();
  const revision = useSignal(alert?.revision).peek();
  const { isBusy, error, send, clear } = useSending();
  const endpoints = useResource(
    "alert endpoints",
    (signal) => api.get("/api/v1/monitoring/health", { query: { limit: 100 }, signal }),
    { everyMs: 0 },
  );
  const at = form.value;
  const put = (changes: Partial<Form>) => {
    form.value = { ...form.value, ...changes };
    clear();
  };
  const rule = ruleOf(at, alert ? before : null);
  const names = (endpoints.data?.items ?? []).map((one) => one.endpoint_name);
  // Not by `put`: what is wrong meanwhile stays at its field.
  if (!at.endpoint && names[0]) form.value = { ...at, endpoint: names[0] };

  const save = async (event: Event) => {
    event.preventDefault();
    const done = await send(
      () =>
        alert
          ? api.patch("/api/v1/monitoring/alerts/{id}", {
              path: { id: alert.id },
              body: rule,
              ifMatch: `"${revision}"`,
            })
          : api.post("/api/v1/monitoring/alerts", { body: { ...rule, endpoint_id: at.endpoint } }),
      alert ? "The rule is changed." : "The alert is watching.",
    );
    if (!done) return;
    onDone();
    onClose();
  };
  const text = (label: string, where: string, key: keyof Form, hint = "") => (
    <TextField
      label={label}
      value={String(at[key])}
      error={error}
      where={`/body/${where}`}
      hint={hint}
      testid={`alert-${where}`}
      onInput={(value) => put({ [key]: value })}
    />
  );
  const select = (
    label: string,
    where: string,
    key: keyof Form,
    choices: readonly { value: string; label: string }[],
  ) => (
    <SelectField
      label={label}
      value={String(at[key])}
      choices={choices}
      error={error}
      where={`/body/${where}`}
      testid={`alert-${where}`}
      onInput={(value) => put({ [key]: value })}
    />
  );
  const metrics = metricsOf[at.type];
  return (
    <Dialog
      kind="wide"
      title={alert ? `Edit ${nameOf(alert)}` : "New alert"}
      onClose={onClose}
      testid="alert-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={save}
          needs="monitor:write"
          data-testid="alert-save"
        >
          {alert ? "Save" : "Watch"}
        </Button>
      }
    >
      <InputForm class="alert-form" onSubmit={save}>
        <div class="stack">
          <FormError error={error} shown={shown} />
          {alert
            ? null
            : select(
                "Endpoint",
                "endpoint_id",
                "endpoint",
                names.map((one) => ({ value: one, label: one })),
              )}
          <div class="columns two">
            <SelectField
              label="What is watched"
              value={at.type}
              choices={options(typeWords)}
              testid="alert-alert_type"
              error={error}
              where="/body/alert_type"
              onInput={(value) =>
                put({
                  type: value as AlertType,
                  metric: "",
                  threshold: units[value as AlertType].usual,
                })
              }
            />
            {metrics
              ? select("Metric", "metric", "metric", [
                  { value: "", label: "usual" },
                  ...metrics.map((one) => ({ value: one, label: one })),
                ])
              : isOfFeature(at.type)
                ? text("Feature", "metric", "metric", "Empty: the largest of all.")
                : null}
          </div>
          <div class="columns two">
            {select("Fires when it is", "condition", "condition", options(conditionWords))}
            {text("Threshold", "threshold", "threshold", units[at.type].unit)}
            {text("Window, min", "window_minutes", "window", "Empty: what is usual.")}
            {text("For, s", "for_seconds", "forSeconds", "How long it must hold.")}
          </div>
          <div class="columns two">
            {select("Severity", "severity", "severity", severities)}
            {text("Name", "name", "name", "Empty: made from the rule.")}
          </div>
          <ChannelsField
            channels={at.channels}
            testid="alert-channel"
            error={error}
            onChange={(channels) => put({ channels })}
          />
          <More summary="More of the rule" error={error} fields={hidden}>
            <div class="stack">
              <div class="columns two">
                {text("Recovers beyond", "recover_threshold", "recover", "Empty: the threshold.")}
                {text("Keeps firing, s", "keep_firing_seconds", "keepFiring")}
                {text("Least requests or rows", "min_samples", "minSamples", "Fewer is no data.")}
                {select("Without data", "no_data", "noData", noData)}
                {text("Told again after, s", "repeat_interval_seconds", "repeat")}
                {text("Runbook", "runbook_url", "runbook", "https:// where it says what to do.")}
                {at.type === "burn_rate" ? text("Objective", "objective", "objective") : null}
              </div>
              <MuteWindows windows={at.muted} error={error} onChange={(muted) => put({ muted })} />
              <Switch
                label="Evaluated"
                isOn={at.isEnabled}
                onChange={(isEnabled) => put({ isEnabled })}
                testid="alert-enabled"
              />
            </div>
          </More>
        </div>
        <AlertPreview
          endpoint={at.endpoint}
          rule={typeof rule.threshold === "number" ? rule : null}
        />
      </InputForm>
    </Dialog>
  );
}
