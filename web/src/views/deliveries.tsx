// What was sent, of whatever it tells, attempt by attempt; what was given up can be sent again.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../api/client";
import type { Schemas } from "../api/types";
import { href } from "../state/location";
import { useResource, type Resource } from "../state/resource";
import { now } from "../state/time_range";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { FormError } from "../ui/form";
import { ago, plural, time } from "../ui/format";
import { Loaded } from "../ui/states";
import { useSending } from "../ui/use_sending";
import { withTimes } from "../ui/ticked";

type Delivery = Schemas["Delivery"];
type Log = Resource<Schemas["DeliveryPage"]>;
const shownMax = 50;
const tones = { queued: "info", delivered: "good", dead: "bad" } as const;

/** While something is on its way it is read again, ever later: most is delivered at once. */
const pausesMs = [250, 500, 1_000, 1_000, 2_000, 2_000, 4_000, 4_000];

function useSoon(log: Log): void {
  const tries = useRef(0);
  const queued = (log.data?.items ?? []).filter(({ state }) => state === "queued");
  const key = queued.map(({ id }) => id).join();
  useEffect(() => {
    tries.current = 0;
  }, [key]);
  useEffect(() => {
    const pause = pausesMs[tries.current];
    if (!key || log.isLoading || pause === undefined) return undefined;
    const timer = setTimeout(() => {
      ++tries.current;
      log.reload();
    }, pause);
    return () => clearTimeout(timer);
  }, [key, log.isLoading, log.at]);
}

/** What was sent of a subject (an alert, a retrain trigger, a channel), or all in a state. */
export function useDeliveries(of: { alert_id: string } | { state: Delivery["state"] }): Log {
  const log = useResource(
    `deliveries ${JSON.stringify(of)}`,
    (signal) =>
      api.get("/api/v1/monitoring/deliveries", { query: { ...of, limit: shownMax }, signal }),
    { topics: ["alerts"], everyMs: 3_000 },
  );
  useSoon(log);
  return log;
}

/** Where that is of which it tells. */
function placeOf({ event, alert_type: type, alert_id: id }: Delivery): string {
  if (event === "job") return href("/improve/training", { job: id });
  if (event === "test") return href("/settings/channels", { channel: id });
  if (type === "retrain") return href("/improve/gaps", { trigger: id });
  return href("/monitor/alerts", { alert: id });
}

function Attempts({ delivery }: { delivery: Delivery }) {
  return (
    <details>
      <summary>{plural(delivery.attempts, "attempt")}</summary>
      <ul class="plain-list">
        {(delivery.attempt_log ?? []).map((attempt) => (
          <li key={attempt.number} class="quiet">
            {attempt.number}: {time(attempt.started_at)}, {attempt.duration_ms} ms,{" "}
            {attempt.status ?? "no answer"} {attempt.error}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function DeliveryList({
  log,
  empty,
  isOfMany = false,
  testid,
}: {
  log: Log;
  empty: ComponentChildren;
  /** Of more than one subject: each says what it tells of. */
  isOfMany?: boolean;
  testid: string;
}) {
  const { isBusy, error, send } = useSending();
  const replay = async (id: string) => {
    await send(
      () => api.post("/api/v1/monitoring/deliveries/{id}/replay", { path: { id } }),
      "It is sent again.",
    );
    log.reload();
  };
  return (
    <div class="stack">
      <FormError error={error} shown={[]} />
      <Loaded of={log} isEmpty={({ items }) => items.length === 0} empty={empty}>
        {({ items, next_cursor: more }) => (
          <>
            <ul class="checks wide" data-testid={testid}>
              {items.map((one) => (
                <li key={one.id} data-testid="delivery" data-state={one.state}>
                  <Badge tone={tones[one.state]}>{one.state}</Badge>
                  <div class="stack">
                    <div class="row spread">
                      <p>
                        <b>{one.event}</b>
                        {isOfMany ? (
                          <>
                            {" "}
                            of <a href={placeOf(one)}>{one.name || one.alert_id}</a>
                          </>
                        ) : null}{" "}
                        to {one.channel}{" "}
                        <span class="quiet" title={time(one.created_at)}>
                          {ago(one.created_at, now.value)}
                        </span>
                      </p>
                      {one.state === "queued" ? null : (
                        <Button
                          isBusy={isBusy}
                          onClick={() => replay(one.id)}
                          needs="monitor:write"
                          data-testid="delivery-replay"
                        >
                          Send again
                        </Button>
                      )}
                    </div>
                    {isOfMany && one.message ? <p class="quiet">{withTimes(one.message)}</p> : null}
                    {one.last_error ? <p class="bad">{one.last_error}</p> : null}
                    <Attempts delivery={one} />
                  </div>
                </li>
              ))}
            </ul>
            {more ? <p class="quiet">The newest {shownMax} are shown.</p> : null}
          </>
        )}
      </Loaded>
    </div>
  );
}
