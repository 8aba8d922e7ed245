// Short messages at the edge, read out politely; one may be taken back.
import { signal } from "@preact/signals";
import { Icon } from "./icon";

export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
  undo: (() => void) | null;
}

const shownMs = 6_000;
const toastsMax = 4;
const toasts = signal<readonly Toast[]>([]);
let nextId = 1;

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
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
  toasts.value = [...toasts.value.slice(1 - toastsMax), { id, text, tone, undo }];
  setTimeout(() => dismiss(id), undo ? shownMs * 1.5 : shownMs);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.value.map(({ id, text, tone, undo }) => (
        <div key={id} class={`toast ${tone}`} data-testid="toast">
          <Icon name={tone === "good" ? "check" : "alert"} />
          <span>{text}</span>
          {undo ? (
            <button
              type="button"
              class="link"
              data-testid="toast-undo"
              onClick={() => {
                undo();
                dismiss(id);
              }}
            >
              Undo
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
