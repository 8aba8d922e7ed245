// Begins a silence of an alert, its endpoint or what another silenced, and changes one.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Requests } from "../../api/types";
import { now } from "../../state/time_range";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, InputForm, SelectField, TextField } from "../../ui/form";
import { span, time } from "../../ui/format";
import { useSending } from "../../ui/use_sending";
import { nameOf, type Alert } from "./alert_words";
import { isBegun, type Silence } from "./silence_words";

type Wanted = Requests["NewSilenceInput"];
type Asked = { duration_minutes?: number; comment: string };

const begin = (body: Wanted) => api.post("/api/v1/monitoring/silences", { body });

const lengths = [30, 60, 240, 1440, 10_080];
const lengthUsual = "60";
/** The end of the one that is changed stays. */
const asItIs = "as it is";

/** The same from now on, or from when it was to begin, until it was to end. */
export const sameOf = (silence: Silence, at: number): Wanted => ({
  matchers: silence.matchers,
  ...(isBegun(silence, at) ? {} : { starts_at: silence.starts_at }),
  ends_at: silence.ends_at,
  comment: silence.comment,
});

/** None that has ended meanwhile can be ended, and need not. */
export async function endSilence(id: string): Promise<void> {
  try {
    await api.delete("/api/v1/monitoring/silences/{silence_id}", { path: { silence_id: id } });
  } catch (thrown) {
    if (asApiError(thrown)?.status !== 404) throw thrown;
  }
}

function Form({
  title,
  verb,
  what,
  done,
  since = "",
  endsAt,
  commentBefore = "",
  sent,
  onClose,
}: {
  title: string;
  verb: string;
  what: ComponentChildren;
  done: string;
  /** From when a new length counts, where that is not plain. */
  since?: string;
  /** Until when the one is that is changed. */
  endsAt?: string;
  commentBefore?: string;
  sent: (asked: Asked) => Promise<unknown>;
  onClose: () => void;
}) {
  const minutes = useSignal(endsAt ? asItIs : lengthUsual);
  const comment = useSignal(commentBefore);
  const { isBusy, error, send, clear } = useSending();
  const save = async (event: Event) => {
    event.preventDefault();
    const asked = {
      ...(minutes.value === asItIs ? {} : { duration_minutes: Number(minutes.value) }),
      comment: comment.value,
    };
    if (await send(() => sent(asked), done)) onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      testid="silence-form"
      footer={
        <Button
          look="primary"
          isBusy={isBusy}
          onClick={save}
          needs="monitor:write"
          data-testid="silence-save"
        >
          {verb}
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={save}>
        <FormError error={error} shown={["/body/comment", "/body/duration_minutes"]} />
        {what}
        <SelectField
          label="For"
          testid="silence-minutes"
          error={error}
          where="/body/duration_minutes"
          value={minutes.value}
          choices={[
            ...(endsAt ? [{ value: asItIs, label: `As it is: until ${time(endsAt)}` }] : []),
            ...lengths.map((one) => ({
              value: String(one),
              label: `${span(one * 60_000)}${since}`,
            })),
          ]}
          onInput={(value) => {
            minutes.value = value;
            clear();
          }}
        />
        <TextField
          label="Why"
          value={comment.value}
          error={error}
          where="/body/comment"
          testid="silence-comment"
          onInput={(value) => {
            comment.value = value;
            clear();
          }}
          hint="What still fires afterwards is told then."
        />
      </InputForm>
    </Dialog>
  );
}

/** Holds back what one alert tells, or all of its endpoint. */
export function SilenceDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const of = useSignal("alert_id");
  return (
    <Form
      title={`Silence ${nameOf(alert)}`}
      verb="Silence"
      done="It is silent."
      what={
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
      }
      sent={(asked) =>
        begin({
          matchers: [
            { label: of.value, value: of.value === "alert_id" ? alert.id : alert.endpoint_id },
          ],
          ...asked,
        })
      }
      onClose={onClose}
    />
  );
}

/** Another end or comment of one that runs or will, or the same once more of one that has ended. */
export function SilenceAgain({
  silence,
  words,
  hasEnded,
  onClose,
}: {
  silence: Silence;
  words: string;
  hasEnded: boolean;
  onClose: () => void;
}) {
  const change = (body: Asked) =>
    api.patch("/api/v1/monitoring/silences/{silence_id}", {
      path: { silence_id: silence.id },
      body,
    });
  return (
    <Form
      title={hasEnded ? "Silence again" : "Change the silence"}
      verb={hasEnded ? "Silence again" : "Change"}
      done={hasEnded ? "It is silent." : "The silence is changed."}
      since={hasEnded ? "" : isBegun(silence, now.value) ? " from now" : " from its start"}
      what={<b data-testid="silence-matchers">{words}</b>}
      commentBefore={silence.comment}
      sent={(asked) => (hasEnded ? begin({ matchers: silence.matchers, ...asked }) : change(asked))}
      {...(hasEnded ? {} : { endsAt: silence.ends_at })}
      onClose={onClose}
    />
  );
}
