// Begins a silence: of an alert or its endpoint, of what another silenced, or in the place of one.
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
import { toastFailure } from "../../ui/toast";
import { useSending } from "../../ui/use_sending";
import { nameOf, type Alert } from "./alert_words";
import { isBegun, type Silence } from "./silence_words";

type Wanted = Requests["NewSilenceInput"];

const lengths = [30, 60, 240, 1440, 10_080];
const lengthUsual = "60";
/** As long as the one in whose place it comes. */
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

/** The server changes no silence: another takes its place, so that nothing is told in between. */
async function endReplaced(id: string): Promise<void> {
  try {
    await endSilence(id);
  } catch (thrown) {
    const error = asApiError(thrown);
    if (error)
      toastFailure("The silence as it was has not ended", error, () => void endReplaced(id));
  }
}

function Form({
  title,
  verb,
  what,
  endsAt,
  commentBefore = "",
  bodyOf,
  onDone,
  onClose,
}: {
  title: string;
  verb: string;
  what: ComponentChildren;
  /** Until when the one is in whose place it comes. */
  endsAt?: string;
  commentBefore?: string;
  bodyOf: (length: Pick<Wanted, "duration_minutes" | "ends_at">, comment: string) => Wanted;
  onDone?: () => Promise<void> | void;
  onClose: () => void;
}) {
  const minutes = useSignal(endsAt ? asItIs : lengthUsual);
  const comment = useSignal(commentBefore);
  const { isBusy, error, send, clear } = useSending();
  const begin = async (event: Event) => {
    event.preventDefault();
    const length =
      endsAt && minutes.value === asItIs
        ? { ends_at: endsAt }
        : { duration_minutes: Number(minutes.value) };
    const body = bodyOf(length, comment.value);
    if (!(await send(() => api.post("/api/v1/monitoring/silences", { body }), "It is silent.")))
      return;
    await onDone?.();
    onClose();
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
          onClick={begin}
          needs="monitor:write"
          data-testid="silence-save"
        >
          {verb}
        </Button>
      }
    >
      <InputForm class="stack" onSubmit={begin}>
        <FormError
          error={error}
          shown={["/body/comment", "/body/duration_minutes", "/body/ends_at"]}
        />
        {what}
        <SelectField
          label="For"
          testid="silence-minutes"
          error={error}
          where={minutes.value === asItIs ? "/body/ends_at" : "/body/duration_minutes"}
          value={minutes.value}
          choices={[
            ...(endsAt ? [{ value: asItIs, label: `As it is: until ${time(endsAt)}` }] : []),
            ...lengths.map((one) => ({ value: String(one), label: span(one * 60_000) })),
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
      bodyOf={(length, comment) => ({
        matchers: [
          { label: of.value, value: of.value === "alert_id" ? alert.id : alert.endpoint_id },
        ],
        ...length,
        comment,
      })}
      onClose={onClose}
    />
  );
}

/** The same matchers once more: of one that has ended, or in the place of one that runs or will. */
export function SilenceAgain({
  silence,
  words,
  hasEnded,
  onDone,
  onClose,
}: {
  silence: Silence;
  words: string;
  hasEnded: boolean;
  /** The one of this id is no more to be shown. */
  onDone: (id: string) => void;
  onClose: () => void;
}) {
  const done = async () => {
    if (!hasEnded) await endReplaced(silence.id);
    onDone(silence.id);
  };
  return (
    <Form
      title={hasEnded ? "Silence again" : "Change the silence"}
      verb={hasEnded ? "Silence again" : "Change"}
      what={<b data-testid="silence-matchers">{words}</b>}
      commentBefore={silence.comment}
      bodyOf={(length, comment) => {
        const { ends_at: _, ...same } = sameOf(silence, now.peek());
        return { ...same, ...length, comment };
      }}
      {...(hasEnded ? {} : { endsAt: silence.ends_at })}
      onDone={done}
      onClose={onClose}
    />
  );
}
