// Silences that have not ended, and how one is begun.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, InputForm, SelectField, TextField } from "../../ui/form";
import { moment, span, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { nameOf, type Alert } from "./alert_words";

type Silence = Schemas["Silence"];

const signs = (one: Silence["matchers"][number]) =>
  `${one.is_equal === false ? "not " : ""}${one.is_regex ? "like " : ""}`;

export function Silences() {
  const silences = useResource(
    "silences",
    (signal) => api.get("/api/v1/monitoring/silences", { query: { limit: 100 }, signal }),
    { topics: ["alerts"] },
  );
  const items = silences.data?.items ?? [];
  if (items.length === 0) return null;
  const end = async (silence: Silence) => {
    try {
      await api.delete("/api/v1/monitoring/silences/{silence_id}", {
        path: { silence_id: silence.id },
      });
      toast("The silence has ended.");
    } finally {
      silences.reload();
    }
  };
  return (
    <Panel title="Silences" testid="silences">
      <ul class="checks wide">
        {items.map((one) => {
          const isBegun = (moment(one.starts_at) ?? 0) <= now.value;
          return (
            <li key={one.id} data-testid="silence" data-id={one.id}>
              <Badge tone={isBegun ? "info" : "quiet"} icon="moonSmall">
                {isBegun ? "silent" : "later"}
              </Badge>
              <div class="row spread">
                <div>
                  <b>
                    {one.matchers
                      .map((matcher) => `${matcher.label} is ${signs(matcher)}${matcher.value}`)
                      .join(" and ")}
                  </b>
                  <p class="quiet">
                    until {time(one.ends_at)} by {one.created_by}
                    {one.comment ? `: ${one.comment}` : ""}
                  </p>
                </div>
                <Button onClick={() => end(one)} data-testid="silence-end">
                  End it
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const lengths = [30, 60, 240, 1440, 10_080];

/** Holds back what one alert tells, or all of its endpoint. */
export function SilenceDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const of = useSignal("alert_id");
  const minutes = useSignal("60");
  const comment = useSignal("");
  const { isBusy, error, send } = useSending();
  const begin = async (event: Event) => {
    event.preventDefault();
    const value = of.value === "alert_id" ? alert.id : alert.endpoint_id;
    const body = {
      matchers: [{ label: of.value, value }],
      duration_minutes: Number(minutes.value),
      comment: comment.value,
    };
    if (await send(() => api.post("/api/v1/monitoring/silences", { body }), "It is silent."))
      onClose();
  };
  return (
    <Dialog
      title={`Silence ${nameOf(alert)}`}
      onClose={onClose}
      testid="silence-form"
      footer={
        <Button look="primary" isBusy={isBusy} onClick={begin} data-testid="silence-save">
          Silence
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={begin}>
        <FormError error={error} shown={["/body/comment"]} />
        <SelectField
          label="What"
          value={of.value}
          choices={[
            { value: "alert_id", label: "This alert" },
            { value: "endpoint_id", label: `All alerts of ${alert.endpoint_name}` },
          ]}
          onInput={(value) => (of.value = value)}
        />
        <SelectField
          label="For"
          value={minutes.value}
          choices={lengths.map((one) => ({ value: String(one), label: span(one * 60_000) }))}
          onInput={(value) => (minutes.value = value)}
        />
        <TextField
          label="Why"
          value={comment.value}
          error={error}
          where="/body/comment"
          testid="silence-comment"
          onInput={(value) => (comment.value = value)}
          hint="What still fires afterwards is told then."
        />
      </InputForm>
    </Dialog>
  );
}
