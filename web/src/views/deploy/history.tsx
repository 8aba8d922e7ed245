// Every revision with what it changed; going back is one click that says what will differ.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { EndpointDetails, Schemas } from "../../api/types";
import { now } from "../../state/time_range";
import { useResource } from "../../state/resource";
import { StateBadge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { ago, time } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { toast } from "../../ui/toast";
import { changesBetween } from "./changes_between";
import { ConfigDiff } from "./config_diff";
import { versionWords } from "./served_versions";

type Entry = Schemas["HistoryEntry"];

const words: Record<string, string> = {
  created: "Created",
  updated: "Updated",
  rollback: "Went back",
  guardrails: "Guardrails",
};

function RollbackDialog({
  endpoint,
  target,
  current,
  onDone,
  onClose,
}: {
  endpoint: EndpointDetails;
  target: Entry;
  current: Entry | undefined;
  onDone: () => void;
  onClose: () => void;
}) {
  const rollBack = async () => {
    const result = await api.post("/api/v1/deployment/endpoints/{endpoint_name}/rollback", {
      path: { endpoint_name: endpoint.name },
      query: { to_revision: target.revision, wait: 30 },
    });
    toast(result.message);
    onDone();
  };
  return (
    <Confirm
      title={`Go back to revision ${target.revision}?`}
      verb="Roll back"
      danger={false}
      onConfirm={rollBack}
      onClose={onClose}
    >
      <p>
        {endpoint.name} will serve {target.model_name}{" "}
        {versionWords(target.config, target.model_version)} again, in a new revision. What serves
        now keeps serving until that is ready.
      </p>
      <h3>What will change</h3>
      <ConfigDiff
        changes={changesBetween(current?.config, target.config)}
        configs={[target.config, current?.config]}
        testid="rollback-diff"
      />
    </Confirm>
  );
}

function RevisionItem({
  entry,
  isLive,
  onRollBack,
}: {
  entry: Entry;
  isLive: boolean;
  onRollBack: (() => void) | undefined;
}) {
  return (
    <li
      class={`revision ${isLive ? "live" : ""}`}
      data-testid="revision"
      data-revision={entry.revision}
    >
      <div class="revision-head">
        <b>Revision {entry.revision}</b>
        <StateBadge
          state={isLive ? "ready" : entry.status === "ready" ? "superseded" : entry.status}
        />
        <span>
          {words[entry.action]} · {versionWords(entry.config, entry.model_version)}
        </span>
        <span class="quiet">
          <time title={time(entry.deployed_at)}>{ago(entry.deployed_at, now.value)}</time> by{" "}
          {entry.deployed_by}
        </span>
        {isLive || entry.status === "deploying" || !onRollBack ? null : (
          <Button icon="back" onClick={onRollBack} needs="deploy:write" data-testid="roll-back">
            Roll back
          </Button>
        )}
      </div>
      {entry.reason ? <p>“{entry.reason}”</p> : null}
      {entry.status === "failed" ? <p class="bad">{entry.message}</p> : null}
      {entry.action === "created" ? null : (
        <ConfigDiff changes={entry.diff} configs={[entry.config]} />
      )}
    </li>
  );
}

/** Without `onRollBack` there is no way back: it is only read. */
export function HistoryList({
  entries,
  live = null,
  onRollBack,
}: {
  entries: readonly Entry[];
  live?: number | null;
  onRollBack?: (entry: Entry) => void;
}) {
  return (
    <ol class="revisions">
      {entries.map((entry) => (
        <RevisionItem
          key={entry.revision}
          entry={entry}
          isLive={entry.revision === live}
          onRollBack={onRollBack && (() => onRollBack(entry))}
        />
      ))}
    </ol>
  );
}

export function History({
  endpoint,
  onChanged,
}: {
  endpoint: EndpointDetails;
  onChanged: () => void;
}) {
  const target = useSignal<Entry | null>(null);
  const history = useResource(
    `history ${endpoint.id} ${endpoint.revision}`,
    (signal) =>
      api.get("/api/v1/deployment/endpoints/{endpoint_name}/history", {
        path: { endpoint_name: endpoint.name },
        query: { limit: 100 },
        signal,
      }),
    { topics: ["endpoints"] },
  );
  const current = history.data?.history.find(({ revision }) => revision === endpoint.revision);
  return (
    <Panel title="Revisions" testid="history">
      <Loaded of={history} lines={8}>
        {({ history: entries }) => (
          <HistoryList
            entries={entries}
            live={endpoint.revision}
            onRollBack={(entry) => (target.value = entry)}
          />
        )}
      </Loaded>
      {target.value ? (
        <RollbackDialog
          endpoint={endpoint}
          target={target.value}
          current={current}
          onClose={() => (target.value = null)}
          onDone={() => {
            onChanged();
            history.reload();
          }}
        />
      ) : null}
    </Panel>
  );
}
