// The last line: which server, and whether it still speaks.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { lastEventAt, liveState } from "../state/live";
import { config } from "../state/session";
import { ago } from "../ui/format";

const words: Record<string, string> = {
  live: "events come as they happen",
  connecting: "connecting to the event stream",
  polling: "no event stream: the page asks from time to time",
  paused: "paused: nothing moves",
  hidden: "waiting",
  offline: "the server cannot be reached, trying again",
};

export function StatusBar() {
  const at = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (at.value = Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <footer class="status-bar" data-testid="status-bar">
      <span data-testid="server-version">Ontos {config.value?.version ?? "–"}</span>
      <span class={`live-word ${liveState.value}`}>{words[liveState.value]}</span>
      <span>
        last event{" "}
        {lastEventAt.value === null
          ? "–"
          : ago(lastEventAt.value, Math.max(at.value, lastEventAt.value))}
      </span>
    </footer>
  );
}
