// When which revision served: one bar each, on one line of time.
import { useEffect, useRef } from "preact/hooks";
import { api } from "../../api/client";
import type { EndpointDetails, Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { moment, span, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { versionMark, versionWords } from "./served_versions";

type Revision = Schemas["Revision"];

export interface Bar {
  revision: number;
  version: string;
  mark: string;
  from: number;
  until: number;
  isLive: boolean;
}

/** Revisions that served, oldest first. */
export function barsOf(revisions: readonly Revision[], at: number): Bar[] {
  return revisions
    .filter((one) => one.live_from !== null)
    .map((one) => ({
      revision: one.revision,
      version: versionWords(one.config, one.model_version),
      mark: versionMark(one.config, one.model_version),
      from: moment(one.live_from) ?? at,
      until: moment(one.live_until) ?? at,
      isLive: one.live_until === null,
    }))
    .sort((a, b) => a.from - b.from);
}

export function Timeline({ endpoint }: { endpoint: EndpointDetails }) {
  const revisions = useResource(`timeline ${endpoint.id} ${endpoint.revision}`, (signal) =>
    api.get("/api/v1/deployment/endpoints/{endpoint_name}/revisions", {
      path: { endpoint_name: endpoint.id },
      query: { limit: 20 },
      signal,
    }),
  );
  // Where there are more than fit, the newest are seen first.
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (line.current) line.current.scrollLeft = line.current.scrollWidth;
  }, [revisions.data]);
  return (
    <Panel title="Deployments" testid="timeline">
      <Loaded of={revisions}>
        {({ items }) => {
          const bars = barsOf(items, now.value);
          if (bars.length === 0) return <p class="quiet">No revision has served yet.</p>;
          const first = bars[0]?.from ?? now.value;
          // What served for a moment only is still seen: a bar is never thinner than this.
          const least = (now.value - first) / 60 || 1;
          return (
            <>
              <div
                ref={line}
                class="timeline"
                role="list"
                tabIndex={0}
                aria-label="Revisions that served"
              >
                {bars.map((bar) => (
                  <div
                    key={bar.revision}
                    role="listitem"
                    class={bar.isLive ? "live" : ""}
                    style={{ flexGrow: Math.max(bar.until - bar.from, least) }}
                    title={`Revision ${bar.revision}, ${bar.version}: ${time(bar.from)}, for ${span(bar.until - bar.from)}`}
                  >
                    <b>r{bar.revision}</b> <span>{bar.mark}</span>
                  </div>
                ))}
              </div>
              <div class="ends quiet">
                <span>{time(first, "short")}</span>
                <span>now</span>
              </div>
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
