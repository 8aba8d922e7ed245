// Silences: those that have not ended, to be changed and ended, and the newest that have, to be had again.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useAwaited, useResource, type Resource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { CutNote, EmptyState, Loaded } from "../../ui/states";
import { toast, toastFailure } from "../../ui/toast";
import { postCommand } from "../example";
import type { Alert } from "./alert_words";
import { endSilence, sameOf, SilenceAgain } from "./silence_dialog";
import { isBegun, silenceWords, type Silence } from "./silence_words";

const address = "/api/v1/monitoring/silences";
const endedMax = 5;

type Read = Resource<{ lasting: Schemas["SilencePage"]; ended: readonly Silence[] }>;

/** No event tells of a silence: whoever makes one reads them again. */
export const useSilences = (): Read =>
  useResource(
    "silences",
    async (signal) => {
      const [lasting, { items: ended }] = await Promise.all([
        api.get(address, { query: { limit: 100 }, signal }),
        api.get(address, { query: { ended: true, limit: endedMax }, signal }),
      ]);
      return { lasting, ended };
    },
    { topics: ["alerts"] },
  );

type How = "running" | "later" | "ended";

const badges = { running: ["info", "silent"], later: ["quiet", "later"] } as const;

function Item({
  silence,
  words,
  how,
  onAgain,
  onEnd,
}: {
  silence: Silence;
  words: string;
  how: How;
  onAgain: () => void;
  onEnd: () => void;
}) {
  const { id, starts_at: from, ends_at: until, created_by: by, comment } = silence;
  const [tone, word] = how === "ended" ? (["quiet", "ended"] as const) : badges[how];
  const when = {
    running: `until ${time(until)}`,
    later: `from ${time(from)} until ${time(until)}`,
    ended: `from ${time(from)} until ${time(until)}`,
  }[how];
  return (
    <li data-testid={how === "ended" ? "silence-ended" : "silence"} data-id={id}>
      <Badge tone={tone} icon={how === "ended" ? "check" : "moonSmall"}>
        {word}
      </Badge>
      <div class="row spread">
        <div>
          <b>{words}</b>
          <p class="quiet">
            {when} by {by}
            {comment ? `: ${comment}` : ""}
          </p>
        </div>
        <div class="row">
          {how === "ended" ? (
            <Button onClick={onAgain} needs="monitor:write" data-testid="silence-again">
              Silence again
            </Button>
          ) : (
            <>
              <Button onClick={onAgain} needs="monitor:write" data-testid="silence-change">
                Change
              </Button>
              <Button onClick={onEnd} needs="monitor:write" data-testid="silence-end">
                {how === "running" ? "End now" : "Take back"}
              </Button>
            </>
          )}
        </div>
      </div>
    </li>
  );
}

export function Silences({
  of: silences,
  alerts,
  endpoint,
}: {
  of: Read;
  alerts: readonly Alert[];
  /** Whose alerts the command of an empty list silences. */
  endpoint: string | undefined;
}) {
  const list = useRef<HTMLUListElement>(null);
  const again = useSignal<{ silence: Silence; hasEnded: boolean } | null>(null);
  useAwaited(silences, ({ lasting }) => lasting.items.length === 0);
  const begin = async (silence: Silence) => {
    try {
      const body = sameOf(silence, Date.now());
      await api.post(address, { body });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error) toastFailure("It is not silent", error, () => void begin(silence));
    } finally {
      silences.reload();
    }
  };
  const end = async (silence: Silence) => {
    // The button goes with its silence: what is read next is the list.
    list.current?.focus({ preventScroll: true });
    try {
      await endSilence(silence.id);
      toast("The silence has ended.", { undo: () => void begin(silence) });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error) toastFailure("The silence has not ended", error, () => void end(silence));
    } finally {
      silences.reload();
    }
  };
  const close = () => {
    again.value = null;
    silences.reload();
  };
  const item = (silence: Silence, how: How) => (
    <Item
      key={silence.id}
      silence={silence}
      words={silenceWords(silence, alerts)}
      how={how}
      onAgain={() => (again.value = { silence, hasEnded: how === "ended" })}
      onEnd={() => void end(silence)}
    />
  );
  return (
    <Panel title="Silences" testid="silences">
      <Loaded of={silences} lines={2}>
        {({ lasting, ended }) =>
          lasting.items.length + ended.length > 0 ? (
            <ul class="checks wide" ref={list} tabIndex={-1} aria-label="Silences">
              {lasting.items.map((one) => item(one, isBegun(one, now.value) ? "running" : "later"))}
              {ended.map((one) => item(one, "ended"))}
            </ul>
          ) : (
            <EmptyState
              title="Nothing is silent"
              icon="moonSmall"
              commandLabel="Silence an endpoint by command"
              testid="silences-empty"
              {...(endpoint
                ? {
                    command: postCommand("/monitoring/silences", {
                      matchers: [{ label: "endpoint", value: endpoint }],
                      duration_minutes: 60,
                      comment: "Maintenance",
                    }),
                  }
                : {})}
            >
              A silence holds back what alerts tell, for a time. Begin one where an alert is open,
              or so:
            </EmptyState>
          )
        }
      </Loaded>
      <CutNote of={silences.data?.lasting} />
      {again.value ? (
        <SilenceAgain
          {...again.value}
          words={silenceWords(again.value.silence, alerts)}
          onClose={close}
        />
      ) : null}
    </Panel>
  );
}
