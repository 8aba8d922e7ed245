// Keys that do something, and the words for the help sheet. None is heard while somebody types.
import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

export interface KeyBinding {
  /** `j`, `?`, `Escape`, `mod+k` (⌘ or Ctrl), or two keys after each other: `g d`. */
  keys: string;
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Under which heading the help sheet lists it. */
  group?: string;
}

export const bindings = signal<readonly KeyBinding[]>([]);
const sequenceMs = 1_000;
let before = "";
let beforeAt = 0;

export function bindKeys(added: readonly KeyBinding[]): () => void {
  bindings.value = [...bindings.peek(), ...added];
  return () => {
    bindings.value = bindings.peek().filter((binding) => !added.includes(binding));
  };
}

/** Binds while the component is shown, from its first frame on, so that no quick key is lost or meant
    for what stood there before; later ones win. `deps` as of useEffect. */
export function useKeys(make: () => readonly KeyBinding[], deps: readonly unknown[]): void {
  useLayoutEffect(() => bindKeys(make()), deps as unknown[]);
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** How a binding names the pressed key. */
export function nameOf(
  event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey">,
): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.altKey) return `alt+${key}`;
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key;
}

function find(name: string): KeyBinding | undefined {
  return bindings.peek().findLast((binding) => binding.keys === name);
}

/** Enter on a button or a link is its own. */
const isPressed = (name: string, target: EventTarget | null): boolean =>
  (name === "Enter" || name === " ") &&
  target instanceof Element &&
  target.closest("a,button,summary") !== null;

function heard(event: KeyboardEvent): void {
  const name = nameOf(event);
  if (isPressed(name, event.target)) return;
  const isGlobal = name.startsWith("mod+");
  if (event.defaultPrevented || (!isGlobal && isTyping(event.target))) return;
  if (!isGlobal && document.querySelector("dialog[open]") && name !== "Escape") {
    const inside = (event.target as Element | null)?.closest?.("dialog");
    if (!inside) return;
  }
  // When they were pressed, not when a busy page came to hear of it.
  const sequence = event.timeStamp - beforeAt < sequenceMs ? find(`${before} ${name}`) : undefined;
  before = name;
  beforeAt = event.timeStamp;
  const binding = sequence ?? find(name);
  if (!binding) return;
  event.preventDefault();
  binding.run(event);
}

export function startKeys(): void {
  document.addEventListener("keydown", heard);
}
