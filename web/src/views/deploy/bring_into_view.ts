// Takes a reader to what came of a click: into the window, and with the keyboard.

/** Scrolls to it and focuses it, also what cannot be reached by Tab. */
export function bringIntoView(
  element: HTMLElement | null | undefined,
  block: ScrollLogicalPosition = "center",
): void {
  if (!element) return;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block });
}

/** The first field whose value was refused; else what was said of all. */
export function bringFirstWrong(inside: HTMLElement | null): void {
  bringIntoView(
    inside?.querySelector<HTMLElement>("[aria-invalid='true']") ??
      inside?.querySelector<HTMLElement>("[role='alert']"),
  );
}

/** Whether its beginning is in the window, with some room below it. */
export function isInView(element: HTMLElement | null): boolean {
  if (!element) return true;
  const { left, top } = element.getBoundingClientRect();
  const [x, y] = [left + 20, top + 20];
  const shown = document.elementFromPoint(x, y);
  return y < window.innerHeight * 0.75 && element.contains(shown);
}
