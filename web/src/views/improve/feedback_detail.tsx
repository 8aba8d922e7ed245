// One item: what was asked, answered and corrected, and everything that can be done to it.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { useKeys } from "../../state/keys";
import { href, setParams } from "../../state/location";
import { Badge } from "../../ui/badge";
import { Button, IconButton } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { none, time } from "../../ui/format";
import { Facts, Panel } from "../../ui/panel";
import { toast } from "../../ui/toast";
import { Correction } from "./correction";
import { History } from "./feedback_history";
import { sourceWords, type Item } from "./filters";
import { RatingBadge, Said } from "./marks";
import { Scores } from "./scores";
import { Tags } from "./tags";
import type { FeedbackActions } from "./use_feedback";

const group = "Item";

/** The endpoint, where this server serves it. */
function Answered({ item }: { item: Item }) {
  const version = item.model_version ? `version ${item.model_version}` : "version not known";
  return (
    <>
      <a href={href("/improve", { endpoint: item.endpoint_name })}>{item.endpoint_name}</a>,{" "}
      {version}
    </>
  );
}

function More({ item }: { item: Item }) {
  const isOpen = useSignal(false);
  return (
    <details
      class="more"
      onToggle={(event) => (isOpen.value = event.currentTarget.open)}
      data-testid="detail-more"
    >
      <summary>History and origin</summary>
      {isOpen.value ? (
        <div class="stack">
          <Facts
            facts={[
              ["Id", <code key="i">{item.id}</code>],
              ["Request", item.request_id ? <code key="r">{item.request_id}</code> : none],
              ["Session", item.session_id ?? none],
              ["Person it is about", item.subject_id ?? none],
              ["Model", item.model_name ?? none],
              ["Served entity", item.served_entity ?? none],
              ["Expected", item.expected_output ?? none],
              ["Why", item.rationale ?? none],
              ["Changed", item.revision > 1 ? time(item.updated_at) : none],
              [
                "What came of it",
                <a key="l" href={href("/improve/lineage", { kind: "feedback", id: item.id })}>
                  Its lineage
                </a>,
              ],
            ]}
          />
          <History item={item} />
        </div>
      ) : null}
    </details>
  );
}

export function FeedbackDetail({
  item,
  actions,
  isPicked,
  onPick,
  onGone,
}: {
  item: Item;
  actions: FeedbackActions;
  isPicked: boolean;
  onPick: () => void;
  onGone: () => void;
}) {
  const asks = useSignal<"remove" | null>(null);
  const isEditing = useSignal(false);
  const convert = () => setParams({ convert: item.id });
  const rate = (rating: "positive" | "negative") => {
    if (item.rating !== rating)
      void actions.patch(item, { rating }, rating === "positive" ? "Up." : "Down.");
  };
  const remove = async () => {
    await api.delete("/api/v1/feedback/{feedback_id}", { path: { feedback_id: item.id } });
    toast("The vote is taken back, its texts are gone.");
    onGone();
  };
  useKeys(
    () => [
      { keys: "u", label: "Rate up", group, run: () => rate("positive") },
      { keys: "d", label: "Rate down", group, run: () => rate("negative") },
      { keys: "e", label: "Correct the answer", group, run: () => (isEditing.value = true) },
      { keys: "x", label: "Select for an action on many", group, run: onPick },
      { keys: "f", label: "Flag", group, run: () => void actions.flag(item, !item.flagged) },
      { keys: "c", label: "Make a training row", group, run: convert },
    ],
    [item, isPicked],
  );
  return (
    <Panel
      testid="detail"
      title={
        <span class="row">
          <RatingBadge rating={item.rating} />
          {item.flagged ? (
            <Badge tone="warn" icon="flag" testid="detail-flagged">
              Flagged
            </Badge>
          ) : null}
          {item.name === "user_rating" ? null : (
            <Badge tone="info">{`${item.name} ${item.label ?? item.value ?? ""}`}</Badge>
          )}
        </span>
      }
      actions={
        <>
          <IconButton
            icon="up"
            label="Rate up (u)"
            aria-pressed={item.rating === "positive"}
            onClick={() => rate("positive")}
            needs="improve:write"
            data-testid="rate-up"
          />
          <IconButton
            icon="thumbDown"
            label="Rate down (d)"
            aria-pressed={item.rating === "negative"}
            onClick={() => rate("negative")}
            needs="improve:write"
            data-testid="rate-down"
          />
          <IconButton
            icon="flag"
            label={item.flagged ? "Take the flag off (f)" : "Flag (f)"}
            aria-pressed={item.flagged}
            onClick={() => void actions.flag(item, !item.flagged)}
            needs="improve:write"
            data-testid="flag"
          />
          <IconButton
            icon="trash"
            label="Un-vote"
            onClick={() => (asks.value = "remove")}
            needs="improve:write"
            data-testid="remove"
          />
          <Button
            look="primary"
            icon="plus"
            onClick={convert}
            needs="improve:write"
            data-testid="convert"
          >
            To a sheet
          </Button>
        </>
      }
    >
      <div class="stack item">
        <p class="quiet">
          <Answered item={item} /> · {sourceWords[item.source]}
          {item.source_id ? ` ${item.source_id}` : ""} · {time(item.created_at)}
        </p>
        <section class="stack tight">
          <h3>Asked</h3>
          <Said text={item.input_text} testid="detail-input" />
        </section>
        <Correction
          item={item}
          isEditing={isEditing.value}
          onEdit={(isOn) => (isEditing.value = isOn)}
          onSave={(correction) =>
            actions.patch(item, { correction }, correction ? "Corrected." : "Without correction.")
          }
        />
        {item.feedback_text ? (
          <section class="stack tight">
            <h3>Comment</h3>
            <p class="quote" data-testid="detail-comment">
              {item.feedback_text}
            </p>
          </section>
        ) : null}
        <Tags
          tags={item.tags}
          onChange={(tags) => actions.patch(item, { tags }, tags.length ? "Tagged." : "No tags.")}
        />
        <Scores item={item} />
        <More item={item} />
      </div>
      {asks.value === "remove" ? (
        <Confirm
          title="Take this vote back?"
          verb="Un-vote"
          onClose={() => (asks.value = null)}
          onConfirm={remove}
        >
          <p>
            Its texts are deleted and it no longer counts. This cannot be undone; training rows that
            were made of it stay.
          </p>
        </Confirm>
      ) : null}
    </Panel>
  );
}
