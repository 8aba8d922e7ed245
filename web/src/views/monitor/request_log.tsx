// The request log: filtered by the address, followed live, each request opened beside it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { param, setParams } from "../../state/location";
import { isPast, range } from "../../state/time_range";
import { Button } from "../../ui/button";
import { DataTable, type Column } from "../../ui/data_table";
import { count, milliseconds, none, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states";
import type { Filter, Logged } from "./log_rows";
import { RequestDrawer } from "./request_drawer";
import { StatusBadge } from "./status_badge";
import { rowsMax, useLog, useTail } from "./use_log";
import { NoRequests } from "./no_requests";
import type { EndpointName } from "./alerts";

const columns = (isOfOne: boolean): readonly Column<Logged>[] => [
  {
    key: "time",
    title: "Time",
    width: "206px",
    render: ({ created_at }) => (
      <time class="plain" title={time(created_at, "exact")}>
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

/** Parameters of the address that choose. */
const filterNames = ["endpoint", "status", "version", "slower", "has", "value"];

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
      {field("slower", "Slower than, ms", "144px", "log-slower")}
      {field("has", "Feature", "130px", "log-feature")}
      {field("value", "Its value", "100px", "log-value")}
    </div>
  );
}

/** An event tells of the newest only; until the others are counted there may be more. */
export function newWords({ count: known, isMore }: { count: number; isMore: boolean }): string {
  if (known === 0) return "Look for new ones";
  return `${isMore ? "At least " : ""}${count(known)} new`;
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
  const isFiltered = filterNames.some(
    (name) => param(name).value && !(endpoint && name === "endpoint"),
  );
  const isFollowing = param("follow").value === "1";
  const { fromText, toText } = range.value;
  const log = useLog(filter, `${JSON.stringify(filter)} ${fromText} ${toText}`);
  const { rows, next, isLoading, error, asked, dropped } = log.held;
  const opened = param("request").value;
  const isAway = useSignal(false);
  /** The table is a new one, at its top, each time somebody asks for what is new. */
  const turn = useSignal(0);
  // Rows do not move under who reads them.
  const isMoving = isFollowing && !isAway.value && !opened;
  useTail(filter, log, isMoving);
  // Nobody reads an empty list: what comes is shown at once.
  const isFilled = rows.length === 0 && !isLoading && !error && log.fresh.count > 0;
  useEffect(() => {
    if (isFilled) void log.read(null);
  }, [isFilled]);
  const show = () => {
    isAway.value = false;
    ++turn.value;
    void log.read(null);
  };
  return (
    <div class="stack">
      <Panel
        flush
        testid="request-log"
        title={<Filters isOfOne={Boolean(endpoint)} />}
        actions={
          <>
            {!isMoving && (log.fresh.count > 0 || log.fresh.isMore) ? (
              <Button look="primary" icon="up" onClick={show} data-testid="log-new">
                {newWords(log.fresh)}
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
        {error ? <ErrorState error={error} retry={() => log.read(asked)} /> : null}
        {rows.length > 0 ? (
          <DataTable
            key={turn.value}
            label="Requests"
            columns={columns(Boolean(endpoint))}
            rows={rows}
            rowKey={({ id }) => id}
            selected={opened}
            isMain
            testid="log-table"
            onOpen={({ id }) => setParams({ request: id })}
            onAway={(is) => (isAway.value = is)}
            {...(next && !isLoading && rows.length < rowsMax
              ? { onEnd: () => void log.read(next) }
              : {})}
          />
        ) : isLoading ? (
          <Skeleton lines={6} />
        ) : error ? null : !next && !isFiltered && !isPast(range.value) ? (
          <NoRequests
            title="No request in this range"
            endpoint={endpoint?.name}
            testid="no-requests"
          >
            Requests stand here as they are answered.
          </NoRequests>
        ) : (
          <EmptyState
            title="No request fits"
            icon="search"
            action={
              next ? (
                <Button onClick={() => log.read(next)} data-testid="log-older">
                  Look further back
                </Button>
              ) : isFiltered ? (
                <Button
                  onClick={() =>
                    setParams(Object.fromEntries(filterNames.map((name) => [name, null])))
                  }
                  data-testid="show-all"
                >
                  Show all
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
