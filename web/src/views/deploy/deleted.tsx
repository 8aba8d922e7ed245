// An endpoint that is no more: when it was deleted, and what it served.
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { StateBadge } from "../../ui/badge";
import { LinkButton } from "../../ui/button";
import { ago, moment, time } from "../../ui/format";
import { Panel, ViewHead } from "../../ui/panel";
import { ErrorState, Skeleton } from "../../ui/states";
import { HistoryList } from "./history";

/** When the last revision ended; null where none ever served. */
export function deletedAt(
  revisions: readonly Pick<Schemas["Revision"], "live_until">[],
): number | null {
  const ends = revisions.flatMap(({ live_until }) => moment(live_until) ?? []);
  return ends.length > 0 ? Math.max(...ends) : null;
}

/** `error` is shown where there never was an endpoint of this name. */
export function DeletedEndpoint({ name, error }: { name: string; error: ApiError }) {
  const path = { endpoint_name: name };
  const was = useResource(
    `deleted ${name}`,
    async (signal) => {
      const [{ history }, { items }] = await Promise.all([
        api.get("/api/v1/deployment/endpoints/{endpoint_name}/history", {
          path,
          query: { limit: 100 },
          signal,
        }),
        api.get("/api/v1/deployment/endpoints/{endpoint_name}/revisions", {
          path,
          query: { limit: 20 },
          signal,
        }),
      ]);
      return { history, at: deletedAt(items) };
    },
    { everyMs: 0 },
  );
  const crumbs = [{ label: "Endpoints", href: href("/deploy") }];
  if (!was.data)
    return (
      <>
        <ViewHead title={name} crumbs={crumbs} />
        {was.error ? <ErrorState error={error} /> : <Skeleton lines={8} />}
      </>
    );
  const { history, at } = was.data;
  return (
    <>
      <ViewHead
        title={name}
        crumbs={crumbs}
        lead={
          <>
            <StateBadge state="deleted" testid="endpoint-state" />
            {at === null ? null : (
              <span data-testid="deleted-at">
                Deleted {time(at)}, {ago(at, now.value)}
              </span>
            )}
          </>
        }
      >
        <LinkButton href={href("/monitor/requests", { endpoint: name })} testid="to-requests">
          Its requests
        </LinkButton>
        <LinkButton href={href("/improve", { endpoint: name })} testid="to-feedback">
          Its feedback
        </LinkButton>
      </ViewHead>
      <Panel title="Revisions" testid="history">
        <div class="stack">
          <p class="quiet">
            {history.length > 0
              ? "It answers no more. What it served is shown here until its name is used again."
              : "Nothing was deployed to it here."}
          </p>
          <HistoryList entries={history} />
        </div>
      </Panel>
    </>
  );
}
