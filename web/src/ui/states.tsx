// What a panel shows instead of data: loading, nothing there, an error, old data.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { apiKey, isKeyWanted } from "../api/client";
import type { ApiError } from "../api/errors";
import type { Resource } from "../state/resource";
import { now } from "../state/time_range";
import { ago } from "./format";
import { Badge } from "./badge";
import { Button } from "./button";
import { CodeBlock, CopyButton } from "./command";
import { Icon, type IconName } from "./icon";
import { messageOf, placeWords, ruleWords } from "./rules";

const patienceMs = 150;

/** Grey lines in the place of what comes; nothing where it comes at once. */
export function Skeleton({ lines = 3, height = 16 }: { lines?: number; height?: number }) {
  const isShown = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (isShown.value = true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div
      class="skeleton"
      aria-busy="true"
      role="status"
      style={{ minHeight: `${lines * (height + 8)}px` }}
    >
      <span class="unseen">Loading</span>
      {isShown.value
        ? Array.from({ length: lines }, (_, line) => (
            <div
              key={line}
              style={{ height: `${height}px`, width: `${95 - ((line * 17) % 40)}%` }}
            />
          ))
        : null}
    </div>
  );
}

/** What it is, why there is nothing, and the exact command that puts something there. */
export function EmptyState({
  title,
  children,
  icon = "info",
  command,
  commandLabel,
  action,
  testid,
}: {
  title: string;
  children?: ComponentChildren;
  icon?: IconName;
  command?: string;
  commandLabel?: string;
  action?: ComponentChildren;
  testid?: string;
}) {
  return (
    <div class="empty" data-testid={testid ?? "empty"}>
      <Icon name={icon} size={22} />
      <strong>{title}</strong>
      {children ? <p>{children}</p> : null}
      {command ? <CodeBlock code={command} label={commandLabel ?? title} /> : null}
      {action}
    </div>
  );
}

/** The way on: nothing of the page makes a caller known, or gives a right, but another key. */
function WayOn({ error, retry }: { error: ApiError; retry: () => void }) {
  if (error.status !== 401 && error.status !== 403)
    return (
      <Button icon="refresh" onClick={retry} data-testid="retry">
        Retry
      </Button>
    );
  if (error.status === 403 && !apiKey()) return null;
  return (
    <Button icon="user" onClick={() => (isKeyWanted.value = true)} data-testid="other-key">
      {error.status === 401 ? "Sign in" : "Use another key"}
    </Button>
  );
}

/** What went wrong, in the server's words, with what support needs and a way on. */
export function ErrorState({
  error,
  what,
  retry,
  testid,
}: {
  error: ApiError;
  /** What could not be read, where that is a part of what stands there. */
  what?: string;
  retry?: () => void;
  testid?: string;
}) {
  const id = error.incidentId || error.requestId;
  return (
    <div class="failure" role="alert" data-testid={testid ?? "error"}>
      <Icon name="alert" />
      <div>
        <p>
          {what ? <strong>{what}: </strong> : null}
          {messageOf(error)}
        </p>
        {error.hint && error.status !== 401 ? <p class="quiet">{error.hint}</p> : null}
        {error.errors.length > 0 ? (
          <ul>
            {error.errors.map(({ where, what }) => (
              <li key={where + what}>
                <strong>{placeWords(where)}</strong> {ruleWords(what)}
              </li>
            ))}
          </ul>
        ) : null}
        {id ? (
          <p class="quiet">
            {error.incidentId ? "Incident" : "Request"} <code data-testid="request-id">{id}</code>
            <CopyButton text={id} label="Copy the id" />
          </p>
        ) : null}
      </div>
      {retry ? <WayOn error={error} retry={retry} /> : null}
    </div>
  );
}

/** Says that what is shown is older than it should be. */
export function StaleBadge({ at, error }: { at: number | null; error: ApiError | null }) {
  if (!error || at === null) return null;
  return (
    <Badge tone="warn" icon="clock" title={error.message} testid="stale">
      Updated {ago(at, Math.max(now.value, Date.now()))}
    </Badge>
  );
}

/** Loading, error or the data: what nearly every panel is. */
export function Loaded<T>({
  of,
  lines,
  children,
  isEmpty,
  empty,
}: {
  of: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
  isEmpty?: (data: T) => boolean;
  empty?: ComponentChildren;
}) {
  if (of.data === undefined)
    return of.error ? (
      <ErrorState error={of.error} retry={of.reload} />
    ) : (
      <Skeleton {...(lines ? { lines } : {})} />
    );
  return (
    <>
      <StaleBadge at={of.at} error={of.error} />
      {isEmpty?.(of.data) ? empty : children(of.data)}
    </>
  );
}

/** Below a list that goes on: that the next piece of it could not be read. */
export function MoreFailed({
  of: { items, error, again },
}: {
  of: { items: readonly unknown[]; error: ApiError | null; again: () => void };
}) {
  if (!error || items.length === 0) return null;
  return <ErrorState error={error} what="Not all is shown" retry={again} testid="more-failed" />;
}

/** Below a list that is read to a bound: that there is more, which nobody would miss otherwise. */
export function CutNote({
  of,
}: {
  of: { items: readonly unknown[]; next_cursor: string | null } | undefined;
}) {
  if (!of?.next_cursor) return null;
  return (
    <p class="table-note" data-testid="cut">
      {`Only ${of.items.length} are listed: there are more.`}
    </p>
  );
}
