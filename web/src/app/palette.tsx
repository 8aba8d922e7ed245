// Find anything: views, endpoints, models, actions, by a few letters.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api } from "../api/client";
import { href, navigate } from "../state/location";
import { isPaused, setPaused } from "../state/live";
import { nextTheme, theme } from "../state/preferences";
import { useResource } from "../state/resource";
import { Icon, type IconName } from "../ui/icon";
import { monitorOf } from "../views/monitor/addresses";
import { ranked } from "./fuzzy";

interface Item {
  label: string;
  detail: string;
  icon: IconName;
  run: () => void;
}

const shownMax = 12;
const to = (address: string) => () => navigate(href(address));

/** Every view that has an address without a name in it: label, address, icon. */
const views: readonly [label: string, address: string, icon: IconName][] = [
  ["Overview", "/", "overview"],
  ["Endpoints", "/deploy", "deploy"],
  ["Models", "/models", "model"],
  ["Monitor: fleet", "/monitor", "monitor"],
  ["Alerts", "/monitor/alerts", "bell"],
  ["Request log", "/monitor/requests", "table"],
  ["Improve: inbox", "/improve", "improve"],
  ["Feedback statistics", "/improve/statistics", "chart"],
  ["Training sheets", "/improve/sheets", "table"],
  ["Review queues", "/improve/queues", "check"],
  ["Training jobs", "/improve/training", "model"],
  ["Gaps and retrain triggers", "/improve/gaps", "flag"],
  ["Lineage", "/improve/lineage", "improve"],
  ["Privacy: find and erase a person", "/improve/privacy", "user"],
  ["Settings: server", "/settings", "settings"],
  ["Settings: channels", "/settings/channels", "bell"],
  ["Settings: scores", "/settings/scores", "tag"],
  ["Settings: redaction", "/settings/privacy", "key"],
  ["Settings: retention", "/settings/retention", "clock"],
  ["Settings: storage", "/settings/storage", "table"],
];

const fixed: readonly Item[] = [
  ...views.map(([label, address, icon]): Item => ({
    label,
    detail: "view",
    icon,
    run: to(address),
  })),
  {
    label: "Deploy a model",
    detail: "action",
    icon: "plus",
    run: () => navigate(href("/deploy", { new: "1" })),
  },
  {
    label: "Register a model version",
    detail: "action",
    icon: "upload",
    run: () => navigate(href("/models", { upload: "1" })),
  },
  {
    label: "New alert",
    detail: "action",
    icon: "plus",
    run: () => navigate(href("/monitor/alerts", { alert: "new" })),
  },
  {
    label: "New training sheet",
    detail: "action",
    icon: "plus",
    run: () => navigate(href("/improve/sheets", { new: "1" })),
  },
  {
    label: "New retrain trigger",
    detail: "action",
    icon: "plus",
    run: () => navigate(href("/improve/gaps", { trigger: "new" })),
  },
  {
    label: "New channel",
    detail: "action",
    icon: "plus",
    run: () => navigate(href("/settings/channels", { new: "1" })),
  },
  {
    label: "Change the theme",
    detail: "action",
    icon: "moon",
    run: () => (theme.value = nextTheme()),
  },
  {
    label: "Pause or go on",
    detail: "action",
    icon: "pause",
    run: () => setPaused(!isPaused.value),
  },
  {
    label: "API docs",
    detail: "document",
    icon: "book",
    run: () => window.location.assign("/docs"),
  },
];

export function Palette({ onClose }: { onClose: () => void }) {
  const text = useSignal("");
  const at = useSignal(0);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current!.showModal();
    const shown = dialog.current!;
    return () => shown.close();
  }, []);
  const endpoints = useResource(
    "palette-endpoints",
    (signal) => api.get("/api/v1/deployment/endpoints", { signal }),
    { everyMs: 0 },
  );
  const models = useResource(
    "palette-models",
    (signal) => api.get("/api/v1/deployment/models", { signal }),
    { everyMs: 0 },
  );
  const items: Item[] = [
    ...fixed,
    ...(endpoints.data ?? []).flatMap(({ name, id }): Item[] => [
      {
        label: name,
        detail: "endpoint",
        icon: "deploy",
        run: to(`/deploy/${encodeURIComponent(name)}`),
      },
      {
        label: `${name}: monitor`,
        detail: "endpoint",
        icon: "monitor",
        run: () => navigate(monitorOf(name, id)),
      },
    ]),
    ...(models.data ?? []).map(({ full_name }): Item => ({
      label: full_name,
      detail: "model",
      icon: "model",
      run: to(`/models/${full_name}`),
    })),
  ];
  const found = ranked(items, text.value, ({ label }) => label).slice(0, shownMax);
  const run = (item: Item | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") at.value = Math.min(found.length - 1, at.value + 1);
    else if (event.key === "ArrowUp") at.value = Math.max(0, at.value - 1);
    else if (event.key === "Enter") run(found[at.value]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      class="palette"
      ref={dialog}
      aria-label="Find anything"
      data-testid="palette"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div>
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-label="Find a view, an endpoint, a model or an action"
          placeholder="Type a name…"
          aria-activedescendant={found.length > 0 ? `palette-${at.value}` : undefined}
          value={text.value}
          onKeyDown={keyed}
          data-testid="palette-input"
          autocomplete="off"
          onInput={(event) => {
            text.value = event.currentTarget.value;
            at.value = 0;
          }}
        />
        <ul id="palette-list" role="listbox" aria-label="Found">
          {found.map((item, index) => (
            <li
              key={item.label + item.detail}
              id={`palette-${index}`}
              role="option"
              aria-selected={index === at.value}
              onClick={() => run(item)}
              data-testid="palette-item"
              onPointerMove={() => (at.value = index)}
            >
              <Icon name={item.icon} />
              <span>{item.label}</span>
              <small>{item.detail}</small>
            </li>
          ))}
        </ul>
        {found.length === 0 ? <p class="quiet">Nothing is called so.</p> : null}
      </div>
    </dialog>
  );
}
