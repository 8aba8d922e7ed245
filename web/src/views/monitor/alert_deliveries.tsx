// What was sent of an alert, attempt by attempt; what was given up can be sent again.
import { api } from "../../api/client";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { FormError } from "../../ui/form";
import { ago, plural, time } from "../../ui/format";
import { EmptyState, Loaded } from "../../ui/states";
import { useSending } from "../../ui/use_sending";

const tones = { queued: "info", delivered: "good", dead: "bad" } as const;

export function AlertDeliveries({ id }: { id: string }) {
  const log = useResource(
    `alert deliveries ${id}`,
    (signal) =>
      api.get("/api/v1/monitoring/alerts/{id}/deliveries", {
        path: { id },
        query: { limit: 50 },
        signal,
      }),
    { topics: ["alerts"], everyMs: 3_000 },
  );
  const { isBusy, error, send } = useSending();
  const replay = async (delivery: string) => {
    await send(
      () =>
        api.post("/api/v1/monitoring/alerts/{id}/deliveries/{delivery_id}/replay", {
          path: { id, delivery_id: delivery },
        }),
      "It is sent again.",
    );
    log.reload();
  };
  return (
    <div class="stack">
      <FormError error={error} shown={[]} />
      <Loaded
        of={log}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState title="Nothing was sent yet" icon="bell">
            What is told of this alert stands here, with every attempt.
          </EmptyState>
        }
      >
        {({ items }) => (
          <ul class="checks wide" data-testid="alert-deliveries">
            {items.map((one) => (
              <li key={one.id} data-testid="delivery" data-state={one.state}>
                <Badge tone={tones[one.state]}>{one.state}</Badge>
                <div class="stack">
                  <div class="row spread">
                    <span>
                      <b>{one.event}</b> to {one.channel}{" "}
                      <span class="quiet" title={time(one.created_at)}>
                        {ago(one.created_at, now.value)}
                      </span>
                    </span>
                    {one.state === "queued" ? null : (
                      <Button
                        isBusy={isBusy}
                        onClick={() => replay(one.id)}
                        data-testid="delivery-replay"
                      >
                        Send again
                      </Button>
                    )}
                  </div>
                  {one.last_error ? <p class="bad">{one.last_error}</p> : null}
                  <details>
                    <summary>{plural(one.attempts, "attempt")}</summary>
                    <ul class="plain-list">
                      {(one.attempt_log ?? []).map((attempt) => (
                        <li key={attempt.number} class="quiet">
                          {attempt.number}: {time(attempt.started_at)}, {attempt.duration_ms} ms,{" "}
                          {attempt.status ?? "no answer"} {attempt.error}
                        </li>
                      ))}
                    </ul>
                  </details>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  );
}
