// Short messages at the edge, read out politely; one may be taken back.
import { signal } from "@preact/signals";
import type { ApiError } from "../api/errors";
import { Icon } from "./icon";
import { messageOf, placeWords, ruleWords } from "./rules";
import { withTimes } from "./ticked";

export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
  undo: (() => void) | null;
  /** Of what failed: under which id support finds it, and how it is tried again. */
  requestId: string;
  retry: (() => void) | null;
}

const shownMs = 6_000;
/** What failed is read and acted on. */
const failedShownMs = 30_000;
const toastsMax = 4;
export const toasts = signal<readonly Toast[]>([]);
let nextId = 1;

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

const againMs = 1_000;

/** Whether somebody points at a message, or is on a button of it: then they are reading. */
const isRead = (): boolean => document.querySelector(".toasts:is(:hover,:focus-within)") !== null;

function dismissLater(id: number, ms: number): void {
  setTimeout(() => (isRead() ? dismissLater(id, againMs) : dismiss(id)), ms);
}

function add(made: Toast, ms: number): void {
  toasts.value = [...toasts.value.slice(1 - toastsMax), made];
  dismissLater(made.id, ms);
}

export function toast(
  text: string,
  {
    tone = "good",
    undo = null,
  }: {
    tone?: Toast["tone"];
    undo?: (() => void) | null;
  } = {},
): void {
  const id = nextId++;
  add({ id, text, tone, undo, requestId: "", retry: null }, undo ? shownMs * 1.5 : shownMs);
}

/** Says what did not work, why, and under which id; `retry` does it again. */
export function toastFailure(what: string, error: ApiError, retry: (() => void) | null): void {
  const [broken] = error.errors;
  const rule = broken ? `${placeWords(broken.where)} ${ruleWords(broken.what)}.` : "";
  const why = [messageOf(error), rule, error.hint].filter(Boolean).join(" ");
  add(
    {
      id: nextId++,
      text: `${what}: ${why}`,
      tone: "bad",
      undo: null,
      requestId: error.incidentId || error.requestId,
      // Asked again, who lacks the right lacks it still.
      retry: error.status === 403 ? null : retry,
    },
    failedShownMs,
  );
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.value.map(({ id, text, tone, undo, requestId, retry }) => (
        <div key={id} class={`toast ${tone}`} data-testid="toast">
          <Icon name={tone === "good" ? "check" : "alert"} />
          <span>
            {withTimes(text)}
            {requestId ? (
              <small>
                Request <code>{requestId}</code>
              </small>
            ) : null}
          </span>
          {undo || retry ? (
            <button
              type="button"
              class="link"
              data-testid={undo ? "toast-undo" : "toast-retry"}
              onClick={() => {
                (undo ?? retry)?.();
                dismiss(id);
              }}
            >
              {undo ? "Undo" : "Try again"}
            </button>
          ) : null}
          <button
            type="button"
            class="button quiet square"
            aria-label="Dismiss"
            onClick={() => dismiss(id)}
          >
            <Icon name="cross" size={12} />
          </button>
        </div>
      ))}
    </div>
  );
}
