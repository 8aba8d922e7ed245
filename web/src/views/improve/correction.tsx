// What was answered beside what should have been, and the editor of the latter.
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "../../ui/button";
import { SideBySide } from "../../ui/diff";
import type { Item } from "./filters";
import { readable, Said } from "./marks";

const lengthMax = 100_000;

function Editor({
  item,
  onClose,
  onSave,
}: {
  item: Item;
  onClose: () => void;
  onSave: (correction: string | null) => Promise<boolean>;
}) {
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const text = useSignal(item.correction ?? item.output_text);
  const isBusy = useSignal(false);
  useEffect(() => {
    const field = box.current!;
    field.focus();
    // What is typed takes its place; who wants to keep some of it moves the cursor first.
    field.select();
  }, []);
  const save = async () => {
    const wanted = text.value.trim();
    isBusy.value = true;
    const isSaved = await onSave(wanted === "" ? null : wanted);
    isBusy.value = false;
    if (isSaved) onClose();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <section class="stack tight">
      <h3>
        <label for={id}>What it should have answered</label>
      </h3>
      <textarea
        id={id}
        ref={box}
        rows={5}
        maxLength={lengthMax}
        value={text.value}
        data-testid="correction"
        onKeyDown={keys}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <div class="row">
        <Button
          look="primary"
          isBusy={isBusy.value}
          onClick={save}
          needs="improve:write"
          data-testid="correction-save"
        >
          Save
        </Button>
        <Button onClick={onClose} data-testid="correction-cancel">
          Cancel
        </Button>
        <span class="quiet">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> saves, <kbd>Esc</kbd> cancels
        </span>
      </div>
    </section>
  );
}

export function Correction({
  item,
  isEditing,
  onEdit,
  onSave,
}: {
  item: Item;
  isEditing: boolean;
  onEdit: (isOn: boolean) => void;
  onSave: (correction: string | null) => Promise<boolean>;
}) {
  if (isEditing)
    return (
      <>
        <section class="stack tight">
          <h3>Answered</h3>
          <Said text={item.output_text} testid="detail-output" />
        </section>
        <Editor item={item} onClose={() => onEdit(false)} onSave={onSave} />
      </>
    );
  const edit = (word: string) => (
    <div class="row">
      <Button icon="edit" onClick={() => onEdit(true)} needs="improve:write" data-testid="correct">
        {word}
      </Button>
      {item.correction ? (
        <Button
          look="quiet"
          icon="trash"
          onClick={() => void onSave(null)}
          needs="improve:write"
          data-testid="correction-remove"
        >
          Remove the correction
        </Button>
      ) : null}
    </div>
  );
  if (item.correction)
    return (
      <div class="stack tight">
        <SideBySide
          before={readable(item.output_text).text}
          after={readable(item.correction).text}
          labels={["Answered", "Should have been"]}
          testid="detail-diff"
        />
        {edit("Edit the correction")}
      </div>
    );
  return (
    <section class="stack tight">
      <h3>Answered</h3>
      <Said text={item.output_text} testid="detail-output" />
      {edit("Correct")}
    </section>
  );
}
