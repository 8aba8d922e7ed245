// The stages, at the left edge.
import { href, path } from "../state/location";
import { Icon, type IconName } from "../ui/icon";

interface Stage {
  id: string;
  label: string;
  to: string;
  icon: IconName;
  /** Addresses that belong to it. */
  below: readonly string[];
}

const stages: readonly Stage[] = [
  { id: "overview", label: "Overview", to: "/", icon: "overview", below: [] },
  { id: "deploy", label: "Deploy", to: "/deploy", icon: "deploy", below: ["/deploy", "/models"] },
  { id: "monitor", label: "Monitor", to: "/monitor", icon: "monitor", below: ["/monitor"] },
  {
    id: "improve",
    label: "Improve",
    to: "/improve",
    icon: "improve",
    below: ["/improve", "/lineage"],
  },
  { id: "settings", label: "Settings", to: "/settings", icon: "settings", below: ["/settings"] },
];

const isAt = ({ to, below }: Stage, at: string) =>
  at === to || below.some((start) => at === start || at.startsWith(`${start}/`));

export function Rail({ onClose }: { onClose: () => void }) {
  return (
    <>
      <nav class="rail" id="rail" aria-label="Stages">
        <a class="brand" href={href("/")} aria-label="Ontos, overview">
          <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
            <circle cx="16" cy="16" r="11" class="ring" />
            <circle cx="16" cy="16" r="3.500" class="dot" />
          </svg>
          <span>Ontos</span>
        </a>
        {stages.map((stage) => (
          <a
            key={stage.id}
            href={href(stage.to)}
            data-testid={`nav-${stage.id}`}
            aria-current={isAt(stage, path.value) ? "page" : undefined}
          >
            <Icon name={stage.icon} />
            <span>{stage.label}</span>
          </a>
        ))}
        <hr />
        <a href="/docs" data-testid="nav-docs">
          <Icon name="book" />
          <span>API docs</span>
        </a>
        <a href="/redoc" data-testid="nav-redoc">
          <Icon name="book" />
          <span>API reference</span>
        </a>
      </nav>
      <button
        type="button"
        class="rail-shade"
        aria-label="Close the menu"
        tabIndex={-1}
        onClick={onClose}
      />
    </>
  );
}
