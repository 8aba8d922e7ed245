// One action on all feedback that fits the filters: first how many it would change, then piece by piece.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { asApiError, type ApiError } from "../../api/errors";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, SelectField, TextField } from "../../ui/form";
import { count, plural } from "../../ui/format";
import { toast } from "../../ui/toast";
import { type BulkAction, changeAll, convertAll, type Tally } from "./bulk_calls";
import { filterInput, filterWords, isFiltered, type Filters } from "./filters";
import { chosenSheet, isChosen, SheetPicker, useSheetChoice } from "./sheet_picker";

type Action = BulkAction | "convert";

const actions: readonly { value: Action; label: string; verb: string }[] = [
  { value: "convert", label: "Make training rows", verb: "Make the rows" },
  { value: "flag", label: "Flag", verb: "Flag them" },
  { value: "unflag", label: "Take flags off", verb: "Take the flags off" },
  { value: "tag", label: "Give a tag", verb: "Tag them" },
  { value: "untag", label: "Remove a tag", verb: "Remove the tag" },
  { value: "delete", label: "Un-vote", verb: "Un-vote them for good" },
];
const whySkipped = {
  row: "are there already or make none",
  item: "have as many tags as there may be",
};

function TallyWords({ tally, of }: { tally: Tally; of: "row" | "item" }) {
  const { matched, isFloor, changed, skipped, isDry } = tally;
  const verb = of === "row" ? ["would be made", "made"] : ["would change", "changed"];
  return (
    <p role="status" data-testid="bulk-tally">
      {`${isFloor ? "At least " : ""}${count(matched)} fit`}
      {"; "}
      <strong>{`${plural(changed, of)} ${verb[isDry ? 0 : 1]}`}</strong>
      {skipped > 0 ? `, ${count(skipped)} ${whySkipped[of]}` : ""}.
    </p>
  );
}

export function Bulk({
  filters,
  onClose,
  onDone,
}: {
  filters: Filters;
  onClose: () => void;
  onDone: () => void;
}) {
  const action = useSignal<Action>("convert");
  const tag = useSignal("");
  const choice = useSheetChoice();
  const tally = useSignal<Tally | null>(null);
  const isBusy = useSignal(false);
  const error = useSignal<ApiError | null>(null);
  const gone = useSignal<AbortController | null>(null);
  useEffect(() => () => gone.value?.abort(), []);

  const madeWords = ({ changed, skipped }: Tally) =>
    action.value === "convert"
      ? `${plural(changed, "row")} made.`
      : `${plural(changed, "item")} changed${skipped > 0 ? `, ${count(skipped)} ${whySkipped.item}` : ""}.`;
  const act = async (isDry: boolean, signal: AbortSignal, told: (tally: Tally) => void) => {
    const filter = filterInput(filters);
    if (action.value === "convert")
      return convertAll(await chosenSheet(choice), filter, isDry, signal, told);
    const word = tag.value.trim();
    return changeAll(action.value, filter, word, isDry, signal, told);
  };
  const run = async (isDry: boolean) => {
    gone.value = new AbortController();
    const { signal } = gone.value;
    isBusy.value = true;
    error.value = null;
    tally.value = null;
    const told = (next: Tally) => (tally.value = next);
    try {
      await act(isDry, signal, told);
      if (!isDry) {
        if (tally.peek()) toast(madeWords(tally.peek()!));
        onDone();
        onClose();
      }
    } catch (thrown) {
      error.value = asApiError(thrown);
      const done = tally.peek();
      // Who closes it in the middle must know that some of it is done.
      if (!isDry && done && done.changed > 0) {
        if (!error.value) toast(`Stopped: ${madeWords(done)}`);
        onDone();
      }
    } finally {
      isBusy.value = false;
    }
  };
  const put = (next: Action) => {
    action.value = next;
    tally.value = null;
    error.value = null;
  };
  const at = actions.find(({ value }) => value === action.value)!;
  const hasTag = action.value === "tag" || action.value === "untag";
  const isReady =
    isFiltered(filters) &&
    (action.value !== "convert" || isChosen(choice)) &&
    (!hasTag || tag.value.trim() !== "");
  const dry = tally.value?.isDry ? tally.value : null;
  return (
    <Dialog
      title="All that fit"
      onClose={onClose}
      testid="bulk"
      footer={
        <>
          <Button
            isBusy={isBusy.value && !dry}
            disabled={!isReady || isBusy.value}
            onClick={() => void run(true)}
            needs="improve:write"
            data-testid="bulk-dry"
          >
            What would change?
          </Button>
          <Button
            look={action.value === "delete" ? "danger" : "primary"}
            disabled={!isReady || !dry || dry.changed === 0 || isBusy.value}
            onClick={() => void run(false)}
            needs="improve:write"
            data-testid="bulk-do"
          >
            {at.verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        <FormError error={error.value} shown={["/body/name", "/body/tag"]} />
        <p data-testid="bulk-filter">
          Of <strong>{filterWords(filters)}</strong>:
        </p>
        <SelectField
          label="Do this"
          value={action.value}
          choices={actions}
          testid="bulk-action"
          onInput={(value) => put(value as Action)}
        />
        {action.value === "convert" ? <SheetPicker choice={choice} error={error.value} /> : null}
        {hasTag ? (
          <TextField
            label="Tag"
            value={tag.value}
            error={error.value}
            where="/body/tag"
            maxLength={64}
            testid="bulk-tag"
            onInput={(value) => {
              tag.value = value;
              tally.value = null;
            }}
          />
        ) : null}
        {!isFiltered(filters) ? (
          <p class="error" data-testid="bulk-unfiltered">
            Set a filter first: this is never done to all feedback at once.
          </p>
        ) : null}
        {tally.value ? (
          <TallyWords tally={tally.value} of={action.value === "convert" ? "row" : "item"} />
        ) : null}
      </div>
    </Dialog>
  );
}
