// Buttons and links that look like them.
import type { ComponentChildren, JSX } from "preact";
import { config, may, type Right } from "../state/session";
import { Icon, type IconName } from "./icon";

type Native = JSX.IntrinsicElements["button"];
type Look = "primary" | "plain" | "quiet" | "danger";

/** Neither does what it does, nor sends the form that it stands in. */
const ignored = (event: Event) => event.preventDefault();

/** What a button is for a caller who may not do what it does: there, reached by the keyboard, and idle. */
function withheld(needs: Right | undefined) {
  if (!needs || may(needs)) return null;
  return {
    "aria-disabled": true,
    title: `${config.value?.current_user} lacks the right ${needs}`,
    onClick: ignored,
  };
}

export function Button({
  look = "plain",
  icon,
  children,
  isBusy = false,
  needs,
  class: extra = "",
  ...rest
}: {
  look?: Look;
  icon?: IconName;
  children?: ComponentChildren;
  /** It does what it was asked to: it cannot be asked again meanwhile, and keeps the focus. */
  isBusy?: boolean;
  /** The right that the server asks for. */
  needs?: Right;
} & Omit<Native, "icon">) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${look} ${extra}`}
      aria-busy={isBusy}
      aria-disabled={isBusy || undefined}
      {...(isBusy ? { onClick: ignored } : {})}
      {...withheld(needs)}
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
  needs,
  ...rest
}: {
  icon: IconName;
  label: string;
  /** The right that the server asks for. */
  needs?: Right;
} & Omit<Native, "icon" | "label">) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      {...withheld(needs)}
      class="button quiet square"
      aria-label={label}
    >
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
