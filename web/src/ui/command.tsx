// Text to copy: a command, a snippet, an id.
import { useSignal } from "@preact/signals";
import { toast } from "./toast";
import { Icon } from "./icon";

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or no secure context: what is selected can be copied by the keyboard.
    return false;
  }
}

export function CopyButton({
  text,
  label = "Copy",
  testid,
}: {
  text: string;
  label?: string;
  testid?: string;
}) {
  const isCopied = useSignal(false);
  const copy = async () => {
    if (!(await copyText(text))) {
      toast("The browser does not allow copying here: select the text.", { tone: "bad" });
      return;
    }
    isCopied.value = true;
    setTimeout(() => (isCopied.value = false), 1_500);
  };
  return (
    <button
      type="button"
      class="button quiet square copy"
      onClick={copy}
      data-testid={testid}
      aria-label={isCopied.value ? "Copied" : label}
      title={label}
    >
      <Icon name={isCopied.value ? "check" : "copy"} />
      <span class="unseen" role="status">
        {isCopied.value ? "Copied." : ""}
      </span>
    </button>
  );
}

/** Code in a box of its own, with a button to copy it. */
export function CodeBlock({
  code,
  label,
  testid,
}: {
  code: string;
  label: string;
  testid?: string;
}) {
  return (
    <div class="code" data-testid={testid}>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={`Copy: ${label}`} />
    </div>
  );
}
