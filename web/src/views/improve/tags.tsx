// The words that people gave an item.
import { useSignal } from "@preact/signals";
import { Button, IconButton } from "../../ui/button";
import { InputForm } from "../../ui/form";

const tagMax = 64;
const tagsMax = 20;

export function Tags({
  tags,
  onChange,
}: {
  tags: readonly string[];
  onChange: (tags: string[]) => Promise<boolean>;
}) {
  const typed = useSignal("");
  const add = async (event: Event) => {
    event.preventDefault();
    const tag = typed.value.trim();
    if (!tag || tags.includes(tag)) return;
    if (await onChange([...tags, tag])) typed.value = "";
  };
  return (
    <section class="stack tight">
      <h3>Tags</h3>
      <div class="row">
        {tags.map((tag) => (
          <span class="chip" key={tag} data-testid="tag">
            {tag}
            <IconButton
              icon="cross"
              label={`Remove tag ${tag}`}
              onClick={() => void onChange(tags.filter((one) => one !== tag))}
            />
          </span>
        ))}
        {tags.length < tagsMax ? (
          <InputForm class="row tag-add" onSubmit={add}>
            <input
              type="text"
              aria-label="New tag"
              placeholder="New tag"
              maxLength={tagMax}
              value={typed.value}
              data-testid="tag-new"
              onInput={(event) => (typed.value = event.currentTarget.value)}
            />
            <Button
              type="submit"
              disabled={!typed.value.trim()}
              needs="improve:write"
              data-testid="tag-add"
            >
              Add
            </Button>
          </InputForm>
        ) : null}
      </div>
    </section>
  );
}
