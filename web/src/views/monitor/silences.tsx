// Silences that have not ended, and how one is begun.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useResource, type Resource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, InputForm, SelectField, TextField } from "../../ui/form";
import { moment, span, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { toast, toastFailure } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { nameOf, type Alert } from "./alert_words";

type Silence = Schemas["Silence"];

/** What a matcher names, by its name where that is known. */
export function matcherWords(
  { label, value, is_equal: isEqual, is_regex: isRegex }: Silence["matchers"][number],
  alerts: readonly Alert[],
): string {
  const signs = `${isEqual === false ? "not " : ""}${isRegex ? "like " : ""}`;
  const named = alerts.find((one) => value === (label === "alert_id" ? one.id : one.endpoint_id));
  if (label === "alert_id" && named)
    return `alert is ${signs}${nameOf(named)} of ${named.endpoint_name}`;
  if (label === "endpoint_id" && named) return `endpoint is ${signs}${named.endpoint_name}`;
  return `${label} is ${signs}${value}`;
}

type Read = Resource<Schemas["SilencePage"]>;

/** No event tells of a silence: whoever makes one reads them again. */
export const useSilences = (): Read =>
  useResource(
    "silences",
    (signal) => api.get("/api/v1/monitoring/silences", { query: { limit: 100 }, signal }),
    { topics: ["alerts"] },
  );

export function Silences({ of: silences, alerts }: { of: Read; alerts: readonly Alert[] }) {
  const items = silences.data?.items ?? [];
  const list = useRef<HTMLUListElement>(null);
  if (items.length === 0) return null;
  const end = async (silence: Silence) => {
    // The button goes with its silence: what is read next is the list, or the view where that goes too.
    (items.length > 1 ? list.current : document.getElementById("view"))?.focus({
      preventScroll: true,
    });
    try {
      await api.delete("/api/v1/monitoring/silences/{silence_id}", {
        path: { silence_id: silence.id },
      });
      toast("The silence has ended.");
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error) toastFailure("The silence has not ended", error, () => void end(silence));
    } finally {
      silences.reload();
    }
  };
  return (
    <Panel title="Silences" testid="silences">
      <ul class="checks wide" ref={list} tabIndex={-1} aria-label="Silences">
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
                    {one.matchers.map((matcher) => matcherWords(matcher, alerts)).join(" and ")}
                  </b>
                  <p class="quiet">
                    until {time(one.ends_at)} by {one.created_by}
                    {one.comment ? `: ${one.comment}` : ""}
                  </p>
                </div>
                <Button onClick={() => void end(one)} data-testid="silence-end">
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
        <FormError error={error} shown={["/body/comment", "/body/duration_minutes"]} />
        <SelectField
          label="What"
          testid="silence-of"
          value={of.value}
          choices={[
            { value: "alert_id", label: "This alert" },
            { value: "endpoint_id", label: `All alerts of ${alert.endpoint_name}` },
          ]}
          onInput={(value) => (of.value = value)}
        />
        <SelectField
          label="For"
          testid="silence-minutes"
          error={error}
          where="/body/duration_minutes"
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
