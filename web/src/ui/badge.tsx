// Small words with an icon: a state is never told by colour alone.
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

const usualIcons: Record<Tone, IconName> = {
  good: "check",
  warn: "alert",
  bad: "stop",
  info: "info",
  quiet: "pending",
};

export function Badge({
  tone,
  icon,
  children,
  title,
  testid,
}: {
  tone: Tone;
  icon?: IconName;
  children: ComponentChildren;
  title?: string;
  testid?: string;
}) {
  return (
    <span class={`badge ${tone}`} title={title} data-testid={testid}>
      <Icon name={icon ?? usualIcons[tone]} size={12} />
      {children}
    </span>
  );
}

const states: Record<string, [Tone, string, IconName?]> = {
  READY: ["good", "Ready"],
  NOT_READY: ["warn", "Not ready", "moonSmall"],
  UPDATING: ["info", "Updating", "refresh"],
  CREATING: ["info", "Creating", "refresh"],
  FAILED: ["bad", "Failed"],
  LOADING: ["info", "Loading", "refresh"],
  SCALED_TO_ZERO: ["quiet", "At rest", "moonSmall"],
  deploying: ["info", "Deploying", "refresh"],
  ready: ["good", "Serving"],
  failed: ["bad", "Failed"],
  superseded: ["quiet", "Superseded"],
  rolled_back: ["warn", "Rolled back", "back"],
  deleted: ["quiet", "Deleted", "trash"],
  healthy: ["good", "Healthy"],
  degraded: ["warn", "Degraded"],
  warning: ["warn", "Warning"],
  critical: ["bad", "Critical"],
  unknown: ["quiet", "No traffic"],
  PENDING_REGISTRATION: ["info", "Registering", "refresh"],
  FAILED_REGISTRATION: ["bad", "Failed"],
  low: ["good", "Low"],
  medium: ["warn", "Medium"],
  high: ["bad", "High"],
  pass: ["good", "Pass"],
  fail: ["bad", "Fail"],
};

/** A state of the API in its colour, icon and word. */
export function StateBadge({
  state,
  title,
  testid,
}: {
  state: string;
  title?: string;
  testid?: string;
}) {
  const [tone, word, icon] = states[state] ?? (["quiet", state] as [Tone, string]);
  return (
    <Badge
      tone={tone}
      {...(icon ? { icon } : {})}
      {...(title ? { title } : {})}
      {...(testid ? { testid } : {})}
    >
      {word}
    </Badge>
  );
}
