// Dialogs and drawers on the browser's <dialog>: focus stays inside and goes back, Escape closes.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { ApiError } from "../api/errors";
import { Button, IconButton } from "./button";
import { TextField } from "./form";
import { ErrorState } from "./states";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  testid?: string;
  kind?: "dialog" | "drawer" | "wide";
}

/** Where the focus was; where that is gone, what is left: a dialog below this one, or the view. */
function focusAgain(before: Element | null): void {
  const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
  const below = document.querySelector<HTMLElement>("dialog[open] .dialog-content");
  const next = isThere ? before : (below ?? document.getElementById("view"));
  next?.focus({ preventScroll: !isThere });
}

/** What is there to be typed into has the focus, past the button that closes it: in a drawer only what is
 * a form as a whole. Fields that come later get it where nobody has moved it. */
function focusField(dialog: HTMLElement, kind: DialogProps["kind"]): () => void {
  const where = kind === "drawer" ? ".dialog-content > form" : ".dialog-content";
  const usual = document.activeElement;
  const focus = () => {
    const field = dialog.querySelector<HTMLElement>(`${where} :is(input,select,textarea)`);
    field?.focus();
    return field !== null;
  };
  if (focus()) return () => undefined;
  const coming = new MutationObserver(() => {
    if (document.activeElement !== usual || focus()) coming.disconnect();
  });
  coming.observe(dialog, { childList: true, subtree: true });
  return () => coming.disconnect();
}

/** Shown while it is rendered. `onClose` must take it away. */
export function Dialog({ title, onClose, children, footer, testid, kind = "dialog" }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement;
    dialog.showModal();
    const stop = focusField(dialog, kind);
    return () => {
      stop();
      dialog.close();
      focusAgain(before);
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={kind}
      aria-label={title}
      data-testid={testid ?? kind}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2>{title}</h2>
          <IconButton icon="cross" label="Close" onClick={onClose} data-testid="close" />
        </header>
        <div class="dialog-content" tabIndex={-1}>
          {children}
        </div>
        {footer ? <footer>{footer}</footer> : null}
      </div>
    </dialog>
  );
}

export function Drawer(props: Omit<DialogProps, "kind">) {
  return <Dialog {...props} kind="drawer" />;
}

/** Asks before what cannot be taken back; with `name`, that must be typed. */
export function Confirm({
  title,
  children,
  name,
  verb,
  danger = true,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ComponentChildren;
  name?: string;
  verb: string;
  danger?: boolean;
  /** Does it; what it throws is shown and the dialog stays. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
}) {
  const typed = useSignal("");
  const isBusy = useSignal(false);
  const error = useSignal<ApiError | null>(null);
  const confirm = async () => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      error.value = thrown as ApiError;
    } finally {
      isBusy.value = false;
    }
  };
  const isReady = !name || typed.value === name;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      testid="confirm"
      footer={
        <>
          <Button onClick={onClose} data-testid="confirm-cancel">
            Cancel
          </Button>
          <Button
            look={danger ? "danger" : "primary"}
            isBusy={isBusy.value}
            disabled={!isReady}
            onClick={confirm}
            data-testid="confirm-do"
          >
            {verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        {children}
        {name ? (
          <TextField
            label={
              <>
                Type <code>{name}</code> to go on
              </>
            }
            value={typed.value}
            onInput={(value) => (typed.value = value)}
            testid="confirm-name"
          />
        ) : null}
        {error.value ? <ErrorState error={error.value} /> : null}
      </div>
    </Dialog>
  );
}
