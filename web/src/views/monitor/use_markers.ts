// When which revision of an endpoint went live, as lines of charts.
import { api } from "../../api/client";
import { ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import type { Marker } from "../../charts/series";
import { param } from "../../state/location";
import { useResource } from "../../state/resource";
import { moment } from "../../ui/format";
import { versionMark } from "../deploy/served_versions";

type Revision = Schemas["Revision"];

/** Those that ever served, oldest first. */
export function markersOf(revisions: readonly Revision[]): Marker[] {
  return revisions
    .filter(({ live_from }) => live_from !== null)
    .map((one) => ({
      at: (moment(one.live_from) ?? 0) / 1000,
      label: `r${one.revision} · ${versionMark(one.config, one.model_version)}`,
    }))
    .sort((a, b) => a.at - b.at);
}

const nothing: readonly Marker[] = [];

/** None where the address says so, and of an endpoint that is served elsewhere. */
export function useMarkers(id: string): readonly Marker[] {
  const revisions = useResource(
    `markers ${id}`,
    async (signal) => {
      try {
        const page = await api.get("/api/v1/deployment/endpoints/{endpoint_name}/revisions", {
          path: { endpoint_name: id },
          query: { limit: 100 },
          signal,
        });
        return markersOf(page.items);
      } catch (thrown) {
        if (thrown instanceof ApiError && thrown.status === 404) return [];
        throw thrown;
      }
    },
    { topics: ["endpoints"], everyMs: 0 },
  );
  return param("markers").value === "off" ? nothing : (revisions.data ?? nothing);
}
