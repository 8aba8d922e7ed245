// Silences: those that have not ended, and those that ended while the page was open; each can be had again.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
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
import { endedOf, isBegun, silenceWords, type Silence } from "./silence_words";

type Read = Resource<Schemas["SilencePage"]>;

/** No event tells of a silence: whoever makes one reads them again. */
export const useSilences = (): Read =>
  useResource(
    "silences",
    (signal) => api.get("/api/v1/monitoring/silences", { query: { limit: 100 }, signal }),
    { topics: ["alerts"] },
  );

/** Every silence that was listed since the page was opened, but those that others took the place of. */
const seen = new Map<string, Silence>();
const endedMax = 5;

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
    ended: `began ${time(from)}`,
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
  useAwaited(silences, ({ items }) => items.length === 0);
  useEffect(() => {
    for (const one of silences.data?.items ?? []) seen.set(one.id, one);
  }, [silences.data]);
  const begin = async (silence: Silence) => {
    try {
      const body = sameOf(silence, Date.now());
      await api.post("/api/v1/monitoring/silences", { body });
      seen.delete(silence.id);
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
        {(page) => {
          const ended = endedOf(seen, page, now.value).slice(0, endedMax);
          return page.items.length + ended.length > 0 ? (
            <ul class="checks wide" ref={list} tabIndex={-1} aria-label="Silences">
              {page.items.map((one) => item(one, isBegun(one, now.value) ? "running" : "later"))}
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
          );
        }}
      </Loaded>
      <CutNote of={silences.data} />
      {again.value ? (
        <SilenceAgain
          {...again.value}
          words={silenceWords(again.value.silence, alerts)}
          onDone={(id) => seen.delete(id)}
          onClose={close}
        />
      ) : null}
    </Panel>
  );
}
