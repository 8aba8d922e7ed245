// What the view of an endpoint's numbers reads, with the period before where it is compared.
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { boundsOf, windowOf, type TimeRange } from "../../state/time_range";
import { ageOf, isKept, movedTo, periodBefore, type PreviousLines } from "./previous";
import {
  countsIn,
  keptHours,
  lastSecondsOf,
  openOf,
  planOf,
  within,
  type MetricSeries,
  type Plan,
} from "./series";

export interface Previous {
  span: TimeRange;
  /** null where it is not known: `why` says it. */
  lines: PreviousLines | null;
  counts: ReturnType<typeof countsIn> | null;
  why: string;
}

export interface Told {
  series: MetricSeries;
  /** How much of the last bucket is counted. */
  lastSeconds: number;
  /** The start of the bucket that is not over. */
  openAt: number | undefined;
  performance: Schemas["EndpointPerformance"] | undefined;
  previous: Previous | undefined;
}

const readSeries = (id: string, query: Plan, signal: AbortSignal): Promise<MetricSeries> =>
  api.get("/api/v1/monitoring/metrics/series/{endpoint_id}", {
    path: { endpoint_id: id },
    query,
    signal,
  });

export async function readMetrics(
  id: string,
  span: TimeRange,
  isCompared: boolean,
  signal: AbortSignal,
): Promise<Told> {
  const at = Date.now();
  const before = periodBefore(span);
  const isRead = isCompared && isKept(before, at);
  const plan = planOf(span, at, undefined, isRead ? ageOf(before, at) : 0);
  const [series, performance, earlier] = await Promise.all([
    readSeries(id, plan, signal),
    api.get("/api/v1/monitoring/metrics/performance", {
      query: { endpoint_id: id, ...boundsOf(span) },
      signal,
    }),
    // What the range shows does not fail because of what it is compared with.
    isRead
      ? readSeries(
          id,
          { ...windowOf(before, keptHours, at), bucket_seconds: plan.bucket_seconds },
          signal,
        ).catch((thrown: unknown) => {
          const error = asApiError(thrown);
          if (!error) throw thrown;
          return error.message;
        })
      : "It is no longer kept.",
  ]);
  const shown = within(series, span);
  const isTold = typeof earlier !== "string";
  const readAt = Date.now();
  return {
    series: shown,
    lastSeconds: lastSecondsOf(shown, readAt),
    openAt: openOf(shown, span, readAt),
    performance: performance[0],
    previous: isCompared
      ? {
          span: before,
          lines: isTold ? movedTo(shown.times, span, earlier, readAt) : null,
          counts: isTold ? countsIn(within(earlier, before)) : null,
          why: isTold ? "" : earlier,
        }
      : undefined,
  };
}
