// What is done to the selected items.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { setParams } from "../../state/location";
import { Button } from "../../ui/button";
import { Confirm, Dialog } from "../../ui/dialog";
import { InputForm, TextField } from "../../ui/form";
import { plural } from "../../ui/format";
import { toast } from "../../ui/toast";
import { convertParam } from "./convert_address";
import { eachOf } from "./each_of";
import type { Item } from "./filters";
import type { FeedbackActions } from "./use_feedback";

type Asked = "tag" | "remove" | null;

function TagDialog({
  items,
  actions,
  onClose,
}: {
  items: readonly Item[];
  actions: FeedbackActions;
  onClose: () => void;
}) {
  const tag = useSignal("");
  const add = async (event: Event) => {
    event.preventDefault();
    const word = tag.value.trim();
    if (!word) return;
    onClose();
    const without = items.filter(({ tags }) => !tags.includes(word));
    await eachOf(without, (item) =>
      actions.patch(item, { tags: [...item.tags, word] }, `Tagged ${word}.`),
    );
  };
  return (
    <Dialog
      title={`Tag ${plural(items.length, "item")}`}
      onClose={onClose}
      footer={
        <Button
          look="primary"
          disabled={!tag.value.trim()}
          onClick={add}
          needs="improve:write"
          data-testid="tag-many-do"
        >
          Tag
        </Button>
      }
    >
      <InputForm onSubmit={add}>
        <TextField
          label="Tag"
          value={tag.value}
          maxLength={64}
          testid="tag-many"
          onInput={(value) => (tag.value = value)}
        />
      </InputForm>
    </Dialog>
  );
}

export function SelectedBar({
  items,
  actions,
  onAll,
  onNone,
  onGone,
}: {
  items: readonly Item[];
  actions: FeedbackActions;
  onAll: () => void;
  onNone: () => void;
  onGone: (ids: ReadonlySet<string>) => void;
}) {
  const asked = useSignal<Asked>(null);
  const close = () => (asked.value = null);
  const flag = () =>
    eachOf(
      items.filter(({ flagged }) => !flagged),
      (item) => actions.flag(item, true),
    );
  const remove = async () => {
    const gone = await eachOf(items, async ({ id }) => {
      await api.delete("/api/v1/feedback/{feedback_id}", { path: { feedback_id: id } });
      return id;
    });
    if (gone.done.length > 0) toast(`${plural(gone.done.length, "vote")} taken back.`);
    onGone(new Set(gone.done));
    if (gone.failed[0]) throw gone.failed[0].error;
  };
  return (
    <div class="selected-bar" role="toolbar" aria-label="Selected items" data-testid="selected-bar">
      <strong>{plural(items.length, "item")} selected</strong>
      <Button
        icon="plus"
        onClick={() => setParams({ convert: convertParam(items.map(({ id }) => id)) })}
        needs="improve:write"
        data-testid="selected-convert"
      >
        To a sheet
      </Button>
      <Button
        icon="flag"
        onClick={() => void flag()}
        needs="improve:write"
        data-testid="selected-flag"
      >
        Flag
      </Button>
      <Button
        icon="tag"
        onClick={() => (asked.value = "tag")}
        needs="improve:write"
        data-testid="selected-tag"
      >
        Tag
      </Button>
      <Button
        icon="trash"
        onClick={() => (asked.value = "remove")}
        needs="improve:write"
        data-testid="selected-remove"
      >
        Un-vote
      </Button>
      <span class="spring" />
      <Button look="quiet" onClick={onAll} data-testid="selected-all">
        All that are shown
      </Button>
      <Button look="quiet" onClick={onNone} data-testid="selected-none">
        None
      </Button>
      {asked.value === "tag" ? <TagDialog items={items} actions={actions} onClose={close} /> : null}
      {asked.value === "remove" ? (
        <Confirm
          title={`Take ${plural(items.length, "vote")} back?`}
          verb="Un-vote"
          onClose={close}
          onConfirm={remove}
        >
          <p>Their texts are deleted and they no longer count. This cannot be undone.</p>
        </Confirm>
      ) : null}
    </div>
  );
}
