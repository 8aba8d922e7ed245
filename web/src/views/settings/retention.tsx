// For how long which table keeps its rows.
import { api } from "../../api/client";
import type { Requests, Schemas } from "../../api/types";
import { useDraft } from "../../state/draft";
import { useResource } from "../../state/resource";
import { Button } from "../../ui/button";
import { FormError, InputForm, TextField } from "../../ui/form";
import { plural } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { numeral } from "../../ui/typed";
import { useSending } from "../../ui/use_sending";

type Kept = Schemas["KeptFor"];
type Table = Requests["RetentionRuleInput"]["table"];

const words: Record<string, string> = {
  request_log: "Request log",
  request_payloads: "Payloads of requests",
  prediction_outcomes: "Predictions, for quality",
  feedback_items: "Feedback",
  training_exports: "Exports and their files",
  audit_log: "Audit log",
};
const daysOf = (days: number | null) => (days === null ? "for ever" : plural(days, "day"));

export function Retention() {
  const kept = useResource("retention", (signal) => api.get("/api/v1/retention", { signal }), {
    everyMs: 0,
  });
  const days = useDraft(kept.data, ({ items }): Record<string, string> =>
    Object.fromEntries(items.map((row) => [row.table, row.days === null ? "" : String(row.days)])),
  );
  const { isBusy, error, send, clear } = useSending();
  const save = async (event: Event, items: readonly Kept[]) => {
    event.preventDefault();
    const body = {
      items: items.map(({ table }) => ({
        table: table as Table,
        days: numeral(days.value?.[table] ?? "") ?? null,
      })),
    };
    const put = () => api.put("/api/v1/retention", { body, ifMatch: true });
    if (await days.save(() => send(put, "Kept so from now on."))) kept.reload();
  };
  return (
    <Panel title="How long rows are kept" testid="retention">
      <Loaded of={kept} lines={6}>
        {({ items }) => (
          <InputForm class="stack" onSubmit={(event) => save(event, items)}>
            <FormError error={error} shown={items.map((_, index) => `/body/items/${index}/days`)} />
            <p class="quiet">
              In days; empty is for ever. What is older is deleted soon after it is saved.
            </p>
            <div class="columns">
              {items.map(({ table, default_days: usual }, index) => (
                <TextField
                  key={table}
                  label={words[table] ?? table}
                  inputMode="numeric"
                  value={days.value?.[table] ?? ""}
                  hint={`Configured: ${daysOf(usual)}`}
                  error={error}
                  where={`/body/items/${index}/days`}
                  testid={`retention-${table}`}
                  onInput={(value) => {
                    days.put({ [table]: value });
                    clear();
                  }}
                />
              ))}
            </div>
            <div>
              <Button
                look="primary"
                type="submit"
                isBusy={isBusy}
                needs="improve:admin"
                data-testid="retention-save"
              >
                Save
              </Button>
            </div>
          </InputForm>
        )}
      </Loaded>
    </Panel>
  );
}
