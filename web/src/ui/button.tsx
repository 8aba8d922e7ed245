// Buttons and links that look like them.
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";

type Native = JSX.IntrinsicElements["button"];
type Look = "primary" | "plain" | "quiet" | "danger";

/** Neither does what it does, nor sends the form that it stands in. */
const ignored = (event: Event) => event.preventDefault();

export function Button({
  look = "plain",
  icon,
  children,
  isBusy = false,
  class: extra = "",
  ...rest
}: {
  look?: Look;
  icon?: IconName;
  children?: ComponentChildren;
  /** It does what it was asked to: it cannot be asked again meanwhile, and keeps the focus. */
  isBusy?: boolean;
} & Omit<Native, "icon">) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${look} ${extra}`}
      aria-busy={isBusy}
      aria-disabled={isBusy || undefined}
      {...(isBusy ? { onClick: ignored } : {})}
    >
      {isBusy ? <span class="spinner" /> : icon ? <Icon name={icon} /> : null}
      {children ? <span>{children}</span> : null}
    </button>
  );
}

/** A button that is only an icon: `label` is read out and shown on hover. */
export function IconButton({
  icon,
  label,
  ...rest
}: {
  icon: IconName;
  label: string;
} & Omit<Native, "icon" | "label">) {
  return (
    <button type="button" title={label} {...rest} class="button quiet square" aria-label={label}>
      <Icon name={icon} />
    </button>
  );
}

export function LinkButton({
  look = "plain",
  icon,
  href,
  children,
  testid,
}: {
  look?: Look;
  icon?: IconName;
  href: string;
  children: ComponentChildren;
  testid?: string;
}) {
  return (
    <a class={`button ${look}`} href={href} data-testid={testid}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </a>
  );
}
