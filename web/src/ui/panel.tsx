// The frame of a view and of its parts.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { none } from "./format";

/** The head of a view; also the title of the tab. */
export function ViewHead({
  title,
  stage,
  lead,
  children,
  crumbs,
}: {
  title: string;
  /** Whose part the view is, in the title of the tab. */
  stage?: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
  crumbs?: readonly { label: string; href: string }[];
}) {
  useEffect(() => {
    document.title = [title, stage, "Ontos"].filter(Boolean).join(" · ");
  }, [title, stage]);
  return (
    <header class="view-head">
      <div>
        {crumbs ? (
          <nav class="crumbs" aria-label="Path">
            {crumbs.map(({ label, href }) => (
              <a key={href} href={href}>
                {label}
              </a>
            ))}
          </nav>
        ) : null}
        <h1 tabIndex={-1} data-testid="view-title">
          {title}
        </h1>
        {lead ? <div class="lead">{lead}</div> : null}
      </div>
      {children ? <div class="actions">{children}</div> : null}
    </header>
  );
}

export function Panel({
  title,
  actions,
  children,
  testid,
  flush = false,
}: {
  title?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
  testid?: string;
  /** Content up to the border, as of tables. */
  flush?: boolean;
}) {
  return (
    <section class={`panel ${flush ? "flush" : ""}`} data-testid={testid}>
      {title || actions ? (
        <header>
          <h2>{title}</h2>
          {actions ? <div class="actions">{actions}</div> : null}
        </header>
      ) : null}
      <div class="content">{children}</div>
    </section>
  );
}

/** One number with what it is of. */
export function Stat({
  label,
  value,
  detail,
  tone,
  testid,
}: {
  label: string;
  value: ComponentChildren;
  detail?: ComponentChildren;
  tone?: "good" | "warn" | "bad" | undefined;
  testid?: string;
}) {
  return (
    <div class={`stat ${tone ?? ""}`} data-testid={testid}>
      <dt>{label}</dt>
      <dd>
        <strong>{value ?? none}</strong>
        {detail ? <small>{detail}</small> : null}
      </dd>
    </div>
  );
}

export function Stats({ children, testid }: { children: ComponentChildren; testid?: string }) {
  return (
    <dl class="stats" data-testid={testid}>
      {children}
    </dl>
  );
}

/** Names and values under each other. */
export function Facts({ facts }: { facts: readonly [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface Tab {
  id: string;
  label: string;
  href: string;
  count?: number | undefined;
}

/** Tabs that are addresses. */
export function Tabs({
  tabs,
  current,
  label,
}: {
  tabs: readonly Tab[];
  current: string;
  label: string;
}) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const chosen = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (bar.current && chosen) bar.current.scrollLeft = chosen.offsetLeft - 24;
  }, [current]);
  return (
    <nav ref={bar} class="tabs" aria-label={label}>
      {tabs.map(({ id, label: word, href, count }) => (
        <a
          key={id}
          href={href}
          aria-current={id === current ? "page" : undefined}
          data-testid={`tab-${id}`}
        >
          {word}
          {count === undefined ? null : <span class="count">{count}</span>}
        </a>
      ))}
    </nav>
  );
}
