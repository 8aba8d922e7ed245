// Endpoint, time range, live or paused, search, theme, who asks.
import { api } from "../api/client";
import { href, navigate, param, path } from "../state/location";
import { isPaused, liveState, setPaused } from "../state/live";
import { nextTheme, theme } from "../state/preferences";
import { useResource } from "../state/resource";
import { Icon, type IconName } from "../ui/icon";
import { IconButton } from "../ui/button";
import { monitorOf } from "../views/monitor/addresses";
import { Caller } from "./caller";
import { RangePicker } from "./range_picker";

const liveWords: Record<string, string> = {
  live: "Live",
  connecting: "Connecting",
  polling: "Polling",
  paused: "Paused",
  hidden: "Live",
  offline: "Offline",
};

/** The endpoint that the address is about: its name, or its id where the name is that of a view. */
export function endpointAt(at: string): { stage: string; name: string } | null {
  const found = /^\/(deploy|monitor)\/([^/]+)/.exec(at);
  if (!found || (found[1] === "monitor" && /^(alerts|requests)$/.test(found[2]!))) return null;
  return { stage: found[1]!, name: decodeURIComponent(found[2]!) };
}

/** The same part of another endpoint; without one, the list of them. */
export function addressOf(
  stage: string,
  endpoint: { name: string; id: string } | "",
  tab: string,
): string {
  if (!endpoint) return href(`/${stage}`);
  const { name, id } = endpoint;
  return stage === "monitor"
    ? monitorOf(name, id, { tab })
    : href(`/${stage}/${encodeURIComponent(name)}`, { tab });
}

function EndpointSwitcher() {
  const endpoints = useResource(
    "endpoints",
    (signal) => api.get("/api/v1/deployment/endpoints", { signal }),
    { topics: ["endpoints"] },
  );
  const at = endpointAt(path.value);
  const stage = at?.stage ?? (path.value.startsWith("/monitor") ? "monitor" : "deploy");
  const all = endpoints.data ?? [];
  const go = (name: string) => {
    const id = all.find((one) => one.name === name)?.id ?? name;
    navigate(addressOf(stage, name && { name, id }, at ? param("tab").value : ""));
  };
  const names = all.map(({ name }) => name);
  const current = all.find(({ name, id }) => name === at?.name || id === at?.name)?.name;
  const isGone = at && !current;
  return (
    <label class="switcher">
      <span class="unseen">Endpoint</span>
      <select
        value={current ?? at?.name ?? ""}
        data-testid="endpoint-switcher"
        onChange={(event) => go(event.currentTarget.value)}
      >
        <option value="">All endpoints</option>
        {isGone ? <option value={at.name}>{at.name}</option> : null}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function TopBar({
  onPalette,
  onKeys,
  onMenu,
  isMenuOpen,
}: {
  onPalette: () => void;
  onKeys: () => void;
  onMenu: () => void;
  isMenuOpen: boolean;
}) {
  const themeIcon: IconName = { light: "sun", dark: "moon", system: "system" }[
    theme.value
  ] as IconName;
  const state = liveState.value;
  const keys = `${isApple() ? "⌘" : "Ctrl"} K`;
  return (
    <header class="top-bar">
      <button
        type="button"
        class="button quiet square menu"
        aria-label="Menu"
        aria-controls="rail"
        aria-expanded={isMenuOpen}
        onClick={onMenu}
        data-testid="menu"
      >
        <Icon name="menu" />
      </button>
      <EndpointSwitcher />
      <button
        type="button"
        class="finder"
        aria-label={`Find anything ${keys}`}
        onClick={onPalette}
        data-testid="palette-open"
      >
        <Icon name="search" />
        <span>Find anything</span> <kbd>{keys}</kbd>
      </button>
      <div class="spring" />
      <RangePicker />
      <button
        type="button"
        class={`button plain live ${state}`}
        data-testid="live"
        data-state={state}
        aria-pressed={!isPaused.value}
        onClick={() => setPaused(!isPaused.value)}
        title={isPaused.value ? "Go on" : "Pause: nothing on the page moves"}
      >
        <i aria-hidden="true" />
        <span>{liveWords[state]}</span>
      </button>
      <IconButton
        icon={themeIcon}
        label={`Theme: ${theme.value}`}
        data-testid="theme"
        onClick={() => (theme.value = nextTheme())}
      />
      <IconButton icon="info" label="Keys" onClick={onKeys} data-testid="keys-open" />
      <Caller />
    </header>
  );
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);
