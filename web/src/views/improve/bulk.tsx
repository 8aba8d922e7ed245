// One action on all feedback that fits the filters: first how many it would change, then piece by piece.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, SelectField, TextField } from "../../ui/form";
import { count, plural } from "../../ui/format";
import { toast } from "../../ui/toast";
import { filterInput, filterWords, isFiltered, type Filters } from "./filters";
import { chosenSheet, isChosen, SheetPicker, useSheetChoice } from "./sheet_picker";

type Action = Schemas["FeedbackBulkResult"]["action"] | "convert";

interface Tally {
  matched: number;
  isFloor: boolean;
  changed: number;
  skipped: number;
  isDry: boolean;
}

const actions: readonly { value: Action; label: string; verb: string }[] = [
  { value: "convert", label: "Make training rows", verb: "Make the rows" },
  { value: "flag", label: "Flag", verb: "Flag them" },
  { value: "unflag", label: "Take flags off", verb: "Take the flags off" },
  { value: "tag", label: "Give a tag", verb: "Tag them" },
  { value: "untag", label: "Remove a tag", verb: "Remove the tag" },
  { value: "delete", label: "Un-vote", verb: "Un-vote them for good" },
];
/** Items of one call: a page can say how far it is. */
const step = 500;
const callsMax = 2_000;

const none: Tally = { matched: 0, isFloor: false, changed: 0, skipped: 0, isDry: true };

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

  const convert = async (isDry: boolean, signal: AbortSignal) => {
    const sheet = await chosenSheet(choice);
    let total = { ...none, isDry };
    let cursor = "";
    for (let call = 0; call < callsMax; ++call) {
      const report = await api.post("/api/v1/training-sheets/{training_sheet_id}/convert", {
        path: { training_sheet_id: sheet },
        body: { filter: filterInput(filters), dry_run: isDry, limit: step, cursor },
        signal,
      });
      total = {
        ...total,
        matched: total.matched + report.matched,
        changed: total.changed + report.created,
        skipped: total.skipped + report.existing + report.skipped,
      };
      tally.value = total;
      if (!report.next_cursor) return;
      cursor = report.next_cursor;
    }
  };
  const change = async (isDry: boolean, signal: AbortSignal) => {
    const what = action.value as Schemas["FeedbackBulkResult"]["action"];
    let total = { ...none, isDry };
    let cursor: string | null = null;
    for (let call = 0; call < callsMax; ++call) {
      const result: Schemas["FeedbackBulkResult"] = await api.post("/api/v1/feedback/bulk", {
        body: {
          action: what,
          filter: filterInput(filters),
          dry_run: isDry,
          limit: step,
          ...(what === "tag" || what === "untag" ? { tag: tag.value.trim() } : {}),
          ...(cursor ? { cursor } : {}),
        },
        signal,
      });
      total = {
        ...total,
        matched: call === 0 ? result.matched : total.matched,
        isFloor: call === 0 ? result.matched_relation === "gte" : total.isFloor,
        changed: total.changed + result.changed,
      };
      tally.value = total;
      if (!result.next_cursor) return;
      cursor = result.next_cursor;
    }
  };
  const run = async (isDry: boolean) => {
    gone.value = new AbortController();
    const { signal } = gone.value;
    isBusy.value = true;
    error.value = null;
    tally.value = null;
    try {
      await (action.value === "convert" ? convert(isDry, signal) : change(isDry, signal));
      if (!isDry) {
        const made = tally.peek()?.changed ?? 0;
        toast(
          action.value === "convert"
            ? `${plural(made, "row")} made.`
            : `${plural(made, "item")} changed.`,
        );
        onDone();
        onClose();
      }
    } catch (thrown) {
      error.value = asApiError(thrown);
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
    action.value === "convert"
      ? isChosen(choice)
      : isFiltered(filters) && (!hasTag || tag.value.trim() !== "");
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
            data-testid="bulk-dry"
          >
            What would change?
          </Button>
          <Button
            look={action.value === "delete" ? "danger" : "primary"}
            disabled={!isReady || !dry || dry.changed === 0 || isBusy.value}
            onClick={() => void run(false)}
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
        {action.value !== "convert" && !isFiltered(filters) ? (
          <p class="error" data-testid="bulk-unfiltered">
            Set a filter first: this is never done to all feedback at once.
          </p>
        ) : null}
        {tally.value ? (
          <p role="status" data-testid="bulk-tally">
            {`${tally.value.isFloor ? "At least " : ""}${count(tally.value.matched)} fit; `}
            <strong>
              {action.value === "convert"
                ? `${plural(tally.value.changed, "row")} ${tally.value.isDry ? "would be made" : "made"}`
                : `${plural(tally.value.changed, "item")} ${tally.value.isDry ? "would change" : "changed"}`}
            </strong>
            {tally.value.skipped > 0
              ? `, ${count(tally.value.skipped)} are there already or make none`
              : ""}
            .
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}
