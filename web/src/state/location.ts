// The address is the state: the path and the query parameters as signals.
import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";

const has = typeof window !== "undefined";
export const path = signal(has ? window.location.pathname : "/");
export const search = signal(has ? window.location.search : "");
export const query = computed(() => new URLSearchParams(search.value));

/** What a reader keeps when going to another view. */
const kept = ["from", "to", "tz", "compare"];

function read(): void {
  batch(() => {
    path.value = window.location.pathname;
    search.value = window.location.search;
  });
}

type Params = Record<string, string | number | boolean | null | undefined>;

/** `before` with the changes; null, undefined and "" take a parameter out. */
export function changed(before: URLSearchParams, changes: Params): string {
  const next = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") next.delete(name);
    else next.set(name, String(value));
  }
  const text = next.toString();
  return text ? `?${text}` : "";
}

/** The address of a view, with the time range that is looked at. */
export function href(to: string, params: Params = {}): string {
  const carried = new URLSearchParams();
  for (const name of kept) {
    const value = query.value.get(name);
    if (value) carried.set(name, value);
  }
  return to + changed(carried, params);
}

export function navigate(to: string, how: "push" | "replace" = "push"): void {
  if (how === "push") window.history.pushState(null, "", to);
  else window.history.replaceState(null, "", to);
  read();
  if (how === "push") window.scrollTo(0, 0);
}

/** Changes parameters of this view. `replace` for what a reader would not want to go back to. */
export function setParams(changes: Params, how: "push" | "replace" = "push"): void {
  const next = changed(query.value, changes);
  if (next === search.value) return;
  const to = path.value + next;
  if (how === "push") window.history.pushState(null, "", to);
  else window.history.replaceState(null, "", to);
  read();
}

const params = new Map<string, ReadonlySignal<string>>();

/** A query parameter; "" where it is not there. */
export function param(name: string): ReadonlySignal<string> {
  let known = params.get(name);
  if (!known) {
    known = computed(() => query.value.get(name) ?? "");
    params.set(name, known);
  }
  return known;
}

/** Addresses that the server answers with something else than the page. */
const outside = /^\/(api|docs|redoc|openapi\.json|metrics|health|assets)(\/|$)/;

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  if (link.origin !== window.location.origin || outside.test(link.pathname)) return;
  if (link.hash && link.pathname === window.location.pathname) return;
  event.preventDefault();
  const to = link.pathname + link.search;
  navigate(to, to === path.value + search.value ? "replace" : "push");
}

/** Follows links without loading the page anew. */
export function startLocation(): void {
  window.addEventListener("popstate", read);
  document.addEventListener("click", follow);
}
