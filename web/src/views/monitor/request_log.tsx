// The request log: filtered by the address, followed live, each request opened beside it.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import { isPolling, listen, missed } from "../../state/live";
import { param, setParams } from "../../state/location";
import { range } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { count, milliseconds, none, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states";
import { isWanted, joined, queryOf, type Filter, type Logged, type NewRequest } from "./log_rows";
import { RequestDrawer } from "./request_drawer";
import { StatusBadge } from "./status_badge";
import type { EndpointName } from "./alerts";

const pageRows = 100;
const rowsMax = 20_000;
/** A page of what is rare may be empty and not the last: how many are read for one look. */
const pagesAtOnce = 10;
const pollMs = 5_000;

const columns = (isOfOne: boolean): readonly Column<Logged>[] => [
  {
    key: "time",
    title: "Time",
    width: "206px",
    render: ({ created_at }) => (
      <time class="plain" title={created_at}>
        {time(created_at)}
      </time>
    ),
  },
  {
    key: "status",
    title: "Status",
    width: "84px",
    render: ({ status }) => <StatusBadge status={status} />,
  },
  ...(isOfOne
    ? []
    : [
        {
          key: "endpoint",
          title: "Endpoint",
          render: ({ endpoint_name }: Logged) => endpoint_name,
        },
      ]),
  {
    key: "took",
    title: "Took",
    align: "end",
    width: "96px",
    render: ({ total_ms }) => milliseconds(total_ms),
  },
  {
    key: "model",
    title: "In the model",
    align: "end",
    width: "110px",
    isMinor: true,
    render: ({ model_ms, status }) => milliseconds(status < 400 ? model_ms : null),
  },
  {
    key: "version",
    title: "Version",
    width: "90px",
    render: ({ model_version }) => (model_version ? `v${model_version}` : none),
  },
  {
    key: "rows",
    title: "Rows",
    align: "end",
    width: "76px",
    isMinor: true,
    render: ({ row_count }) => count(row_count),
  },
  { key: "who", title: "Asked by", isMinor: true, render: ({ requester }) => requester || none },
  {
    key: "error",
    title: "Error",
    isMinor: true,
    render: ({ error_code, error }) => <span title={error}>{error_code || none}</span>,
  },
];

interface Held {
  rows: readonly Logged[];
  next: string | null;
  isLoading: boolean;
  error: ApiError | null;
  dropped: number;
}
const nothing: Held = { rows: [], next: null, isLoading: true, error: null, dropped: 0 };

/** Pages of the filter, older ones on demand, newer ones when they are asked for. */
function useLog(filter: Filter, key: string) {
  const held = useSignal<Held>(nothing);
  const fresh = useSignal(0);
  const running = useRef<AbortController | null>(null);
  const read = async (cursor: string | null) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    held.value = { ...held.peek(), isLoading: true, error: null };
    const { from, to, fromText, toText } = range.peek();
    const bounds = {
      ...(fromText ? { since: new Date(from).toISOString() } : {}),
      ...(toText === "now" ? {} : { until: new Date(to).toISOString() }),
    };
    try {
      let next = cursor;
      const found: Logged[] = [];
      let dropped = 0;
      for (let page = 0; page < pagesAtOnce; ++page) {
        const answer = await api.get("/api/v1/monitoring/requests", {
          query: {
            ...queryOf(filter),
            ...bounds,
            limit: pageRows,
            ...(next ? { cursor: next } : {}),
          },
          signal: mine.signal,
        });
        found.push(...answer.items);
        next = answer.next_cursor;
        dropped = Object.values(answer.dropped_requests).reduce((a, b) => a + b, 0);
        const isEnough =
          cursor || held.peek().rows.length === 0
            ? found.length >= pageRows / 2
            : joined(found, held.peek().rows) !== null;
        if (!next || isEnough) break;
      }
      if (running.current !== mine) return;
      if (!cursor) fresh.value = 0;
      const { rows: known, next: before } = held.peek();
      const all = cursor ? [...known, ...found] : joined(found, known);
      const isAnew = cursor || known.length === 0 || all === null;
      held.value = {
        rows: (all ?? found).slice(0, rowsMax),
        next: isAnew ? next : before,
        isLoading: false,
        error: null,
        dropped,
      };
    } catch (thrown) {
      const error = asApiError(thrown);
      if (running.current === mine && error)
        held.value = { ...held.peek(), isLoading: false, error };
    }
  };
  useEffect(() => {
    held.value = nothing;
    fresh.value = 0;
    void read(null);
    return () => running.current?.abort();
  }, [key]);
  return { held: held.value, fresh, read };
}

function Filters({ isOfOne }: { isOfOne: boolean }) {
  const field = (name: string, label: string, width: string, testid: string) => (
    <input
      type="text"
      class="fit"
      style={{ width }}
      aria-label={label}
      placeholder={label}
      value={param(name).value}
      data-testid={testid}
      onChange={(event) => setParams({ [name]: event.currentTarget.value.trim() }, "replace")}
    />
  );
  return (
    <div class="row" role="search" aria-label="Filter requests">
      {isOfOne ? null : field("endpoint", "Endpoint", "140px", "log-endpoint")}
      <select
        class="fit"
        aria-label="Status"
        value={param("status").value}
        data-testid="log-status"
        onChange={(event) => setParams({ status: event.currentTarget.value }, "replace")}
      >
        <option value="">All statuses</option>
        {["2xx", "4xx", "429", "5xx", "504"].map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      {field("version", "Version", "90px", "log-version")}
      {field("slower", "Slower than, ms", "130px", "log-slower")}
      {field("has", "Feature", "130px", "log-feature")}
      {field("value", "Its value", "100px", "log-value")}
    </div>
  );
}

/** How many came since the list was read; followed, they are shown as they come. */
function useTail(filter: Filter, log: ReturnType<typeof useLog>, isFollowing: boolean) {
  const wanted = useRef(filter);
  wanted.current = filter;
  useEffect(
    () =>
      listen("requests", (items) => {
        const all = (items as readonly NewRequest[]).filter((one) => isWanted(one, wanted.current));
        log.fresh.value += all.length;
      }),
    [],
  );
  const mustRead = isFollowing && log.fresh.value > 0 && !log.held.isLoading;
  useEffect(() => {
    if (!mustRead) return undefined;
    const timer = setTimeout(() => void log.read(null), 300);
    return () => clearTimeout(timer);
  }, [mustRead]);
  const gaps = missed.value;
  const seenGaps = useRef(gaps);
  useEffect(() => {
    if (gaps === seenGaps.current) return;
    seenGaps.current = gaps;
    if (isFollowing) void log.read(null);
  }, [gaps, isFollowing]);
  useEffect(() => {
    if (!isFollowing || !isPolling.value) return undefined;
    const timer = setInterval(() => void log.read(null), pollMs);
    return () => clearInterval(timer);
  }, [isFollowing, isPolling.value]);
}

export function RequestLog({ endpoint }: { endpoint?: EndpointName }) {
  const filter: Filter = {
    endpoint: endpoint?.id ?? param("endpoint").value,
    status: param("status").value,
    version: param("version").value,
    slower: param("slower").value,
    feature: param("has").value,
    value: param("value").value,
  };
  const isFollowing = param("follow").value === "1";
  const { fromText, toText } = range.value;
  const log = useLog(filter, `${JSON.stringify(filter)} ${fromText} ${toText}`);
  useTail(filter, log, isFollowing);
  const { rows, next, isLoading, error, dropped } = log.held;
  const opened = param("request").value;
  return (
    <div class="stack">
      <Panel
        flush
        testid="request-log"
        title={<Filters isOfOne={Boolean(endpoint)} />}
        actions={
          <>
            {!isFollowing && log.fresh.value > 0 ? (
              <Button look="primary" icon="up" onClick={() => log.read(null)} data-testid="log-new">
                {count(log.fresh.value)} new
              </Button>
            ) : null}
            <Button
              icon={isFollowing ? "pause" : "play"}
              aria-pressed={isFollowing}
              data-testid="log-follow"
              onClick={() => setParams({ follow: isFollowing ? null : 1 }, "replace")}
            >
              Follow
            </Button>
          </>
        }
      >
        {error ? <ErrorState error={error} retry={() => log.read(null)} /> : null}
        {rows.length > 0 ? (
          <DataTable
            label="Requests"
            columns={columns(Boolean(endpoint))}
            rows={rows}
            rowKey={({ id }) => id}
            selected={opened}
            isMain
            testid="log-table"
            onOpen={({ id }) => setParams({ request: id })}
            {...(next && !isLoading && rows.length < rowsMax
              ? { onEnd: () => void log.read(next) }
              : {})}
          />
        ) : isLoading ? (
          <Skeleton lines={6} />
        ) : error ? null : (
          <EmptyState
            title="No request fits"
            icon="search"
            action={
              next ? (
                <Button onClick={() => log.read(next)} data-testid="log-older">
                  Look further back
                </Button>
              ) : undefined
            }
          >
            Requests of this range that the filter lets through stand here, as they are answered.
          </EmptyState>
        )}
      </Panel>
      <p class="quiet">
        {rows.length === 0 && isLoading ? none : count(rows.length)} shown
        {next ? ", older ones follow" : ""}
        {dropped > 0
          ? `; ${count(dropped)} were lost because they came faster than they could be written`
          : ""}
        .
      </p>
      {opened ? (
        <RequestDrawer key={opened} id={opened} onClose={() => setParams({ request: null })} />
      ) : null}
    </div>
  );
}
