// Training rows of chosen feedback: into which sheet, and what each became.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { href } from "../../state/location";
import { Button, LinkButton } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FormError, InputForm } from "../../ui/form";
import { plural } from "../../ui/format";
import { useSending } from "../../ui/use_sending";
import { messageOf } from "../../ui/rules";
import { withTimes } from "../../ui/ticked";
import { eachOf, type Outcome } from "./each_of";
import type { Item } from "./filters";
import { useWords, WorkBadge } from "./marks";
import { chosenSheet, isChosen, SheetPicker, useSheetChoice } from "./sheet_picker";

type Made = Schemas["TrainingRowMade"];

function Result({ outcome }: { outcome: Outcome<Made> }) {
  const [first] = outcome.done;
  const made = outcome.done.filter(({ status }) => status === "created");
  const pending = outcome.done.filter(({ review_status: state }) => state === "pending");
  return (
    <div class="stack" role="status" data-testid="converted">
      <p>
        <strong>{plural(made.length, "row")} made</strong>
        {outcome.done.length > made.length
          ? `, ${plural(outcome.done.length - made.length, "was", "were")} there already`
          : ""}
        {pending.length > 0 ? `, ${pending.length} to review` : ""}.
      </p>
      {outcome.done.length === 1 && first ? (
        <p class="row">
          Row {first.row_index + 1}: {useWords[first.use]}{" "}
          <WorkBadge state={first.review_status} testid="converted-state" />
        </p>
      ) : null}
      {first?.warning && outcome.done.length === 1 ? (
        <p class="quiet">{withTimes(first.warning)}</p>
      ) : null}
      {outcome.failed.slice(0, 5).map(({ id, error }) => (
        <p class="error" key={id}>
          {messageOf(error)}
        </p>
      ))}
    </div>
  );
}

export function ConvertDialog({
  items,
  onClose,
}: {
  items: readonly Pick<Item, "id">[];
  onClose: () => void;
}) {
  const choice = useSheetChoice();
  const { isBusy, error, send } = useSending();
  const outcome = useSignal<Outcome<Made> | null>(null);
  const done = useSignal(0);
  const convert = (event: Event) => {
    event.preventDefault();
    void send(async () => {
      const sheet = await chosenSheet(choice);
      const result = await eachOf(
        items,
        ({ id }) =>
          api.post("/api/v1/feedback/{feedback_id}/to-training", {
            path: { feedback_id: id },
            body: { training_sheet_id: sheet },
          }),
        (count) => (done.value = count),
      );
      if (result.done.length === 0 && result.failed[0]) throw result.failed[0].error;
      outcome.value = result;
    }, "");
  };
  const sheet = outcome.value?.done[0]?.training_sheet_id;
  return (
    <Dialog
      title={items.length === 1 ? "Make a training row" : `Make ${items.length} training rows`}
      onClose={onClose}
      testid="convert-dialog"
      footer={
        sheet ? (
          <>
            <LinkButton href={href(`/improve/sheets/${sheet}`)} testid="converted-open">
              Open the sheet
            </LinkButton>
            <Button look="primary" onClick={onClose} data-testid="converted-done">
              Done
            </Button>
          </>
        ) : (
          <Button
            look="primary"
            isBusy={isBusy}
            disabled={!isChosen(choice)}
            onClick={convert}
            needs="improve:write"
            data-testid="convert-do"
          >
            {isBusy && items.length > 1 ? `${done.value} of ${items.length}` : "Make"}
          </Button>
        )
      }
    >
      {outcome.value ? (
        <Result outcome={outcome.value} />
      ) : (
        <InputForm class="stack" onSubmit={convert}>
          <FormError error={error} shown={["/body/name"]} />
          <p class="quiet">
            A positive answer becomes what to say. A negative one with a correction becomes what to
            say and what not to; without a correction it waits for a review.
          </p>
          <SheetPicker choice={choice} error={error} />
        </InputForm>
      )}
    </Dialog>
  );
}
