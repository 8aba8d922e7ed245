// Scores by one key: 1 to 9 give the values of the chosen score.
import { signal, useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { asApiError } from "../../api/errors";
import { useKeys } from "../../state/keys";
import { href } from "../../state/location";
import { useResource } from "../../state/resource";
import { config as session } from "../../state/session";
import { toast, toastFailure } from "../../ui/toast";
import type { Item } from "./filters";
import { ScoreButtons } from "./score_buttons";
import { choicesOf, scoreOf, type ScoreChoice, type ScoreConfig } from "./score_choices";

/** Kept from item to item. */
const chosenName = signal("");
/** What was given here: the list does not tell which scores belong to one request. */
const given = signal<ReadonlyMap<string, ScoreChoice["value"]>>(new Map());
const givenMax = 1_000;

export function Scores({ item }: { item: Item }) {
  const configs = useResource(
    "score-configs",
    (signal) => api.get("/api/v1/score-configs", { query: { limit: 100 }, signal }),
    { everyMs: 0 },
  );
  const isBusy = useSignal(false);
  const usable = (configs.data?.items ?? []).filter((one) => choicesOf(one).length > 0);
  const config: ScoreConfig | undefined =
    usable.find(({ name }) => name === chosenName.value) ?? usable[0];
  const choices = config && item.request_id ? choicesOf(config) : [];
  const place = `${item.request_id} ${config?.name}`;
  const give = async (choice: ScoreChoice) => {
    if (!config || isBusy.value) return;
    isBusy.value = true;
    try {
      const reviewer = session.value?.current_user ?? "page";
      await api.post("/api/v1/feedback", { body: scoreOf(item, config, choice, reviewer) });
      const next = new Map(given.value).set(place, choice.value);
      if (next.size > givenMax) next.delete(next.keys().next().value!);
      given.value = next;
      toast(`${config.name}: ${choice.label}.`);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error) toastFailure("The score was not saved", error, () => void give(choice));
    } finally {
      isBusy.value = false;
    }
  };
  useKeys(
    () =>
      choices.map((choice) => ({
        keys: choice.key,
        label: `${config!.name}: ${choice.label}`,
        group: "Scores",
        run: () => void give(choice),
      })),
    [place, choices.length, isBusy.value],
  );
  if (configs.data && usable.length === 0)
    return (
      <p class="quiet">
        No score can be given by a key.{" "}
        <a href={href("/settings/scores", { new: 1 })}>Define one</a>.
      </p>
    );
  if (!config) return null;
  return (
    <section class="stack tight" data-testid="scores">
      <h3>Score</h3>
      <div class="row">
        {usable.length > 1 ? (
          <select
            class="narrow"
            aria-label="Which score"
            value={config.name}
            data-testid="score-config"
            onChange={(event) => (chosenName.value = event.currentTarget.value)}
          >
            {usable.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        ) : (
          <span>{config.name}</span>
        )}
        {choices.length > 0 ? (
          <ScoreButtons
            label={`Values of ${config.name}`}
            choices={choices}
            value={given.value.get(place)}
            onChoose={(choice) => void give(choice)}
            testid="score"
          />
        ) : (
          <span class="quiet">This item names no request, so a score would have no place.</span>
        )}
      </div>
    </section>
  );
}
