// The fields of when a retrain trigger fires: other ones for each type of condition.
import type { Schemas } from "../../api/types";
import type { ApiError } from "../../api/errors";
import { type Choice, SelectField, TextField } from "../../ui/form";
import { count } from "../../ui/format";
import type { ConditionType, TriggerDraft } from "./trigger_draft";
import { approvedOf, type Sheet } from "./use_sheets";

type Endpoint = Schemas["RegisteredEndpoint"];
type TextKey =
  | "minRows"
  | "windowHours"
  | "baselineHours"
  | "minRatings"
  | "minDrop"
  | "windows"
  | "cron"
  | "timeZone";

const types: readonly { value: ConditionType; label: string; hint: string }[] = [
  {
    value: "approved_rows",
    label: "So many rows are approved",
    hint: "Counted since it fired last, or since it was made.",
  },
  {
    value: "satisfaction_drop",
    label: "Satisfaction falls",
    hint: "When the 95 % interval of the difference says so.",
  },
  {
    value: "drift",
    label: "Inputs drift",
    hint: "Confirmed in so many windows, one after the other.",
  },
  { value: "schedule", label: "A time has come", hint: "By the clock of a time zone." },
];

export interface ConditionFieldsProps {
  draft: TriggerDraft;
  sheets: readonly Sheet[];
  endpoints: readonly Endpoint[];
  put: (changes: Partial<TriggerDraft>) => void;
  error: ApiError | null;
}

/** What is chosen stays to be seen where it is gone. */
const withChosen = (choices: readonly Choice[], chosen: string): readonly Choice[] =>
  !chosen || choices.some(({ value }) => value === chosen)
    ? choices
    : [{ value: chosen, label: `${chosen} (is gone)` }, ...choices];

export function ConditionFields({ draft, sheets, endpoints, put, error }: ConditionFieldsProps) {
  const where = (name: string) => `/body/condition/${name}`;
  const text = (label: string, name: string, key: TextKey, hint = "") => (
    <TextField
      label={label}
      value={draft[key]}
      error={error}
      where={where(name)}
      hint={hint}
      testid={`trigger-${name}`}
      onInput={(value) => put({ [key]: value })}
    />
  );
  const select = (
    label: string,
    name: string,
    key: "sheet" | "endpoint" | "compare",
    choices: readonly Choice[],
  ) => (
    <SelectField
      label={label}
      value={draft[key]}
      choices={withChosen(choices, draft[key])}
      error={error}
      where={where(name)}
      testid={`trigger-${name}`}
      onInput={(value) => put({ [key]: value })}
    />
  );
  const endpoint = () =>
    select(
      "Endpoint",
      "endpoint_id",
      "endpoint",
      endpoints.map(({ id, endpoint_name: name }) => ({ value: id, label: name })),
    );
  const fields: Record<ConditionType, () => preact.ComponentChildren> = {
    approved_rows: () => (
      <>
        {select(
          "Sheet",
          "training_sheet_id",
          "sheet",
          sheets.map((sheet) => ({
            value: sheet.id,
            label: `${sheet.name} (${count(approvedOf(sheet))} approved)`,
          })),
        )}
        {text("Rows", "min_rows", "minRows", "From so many new ones on.")}
      </>
    ),
    satisfaction_drop: () => (
      <>
        {endpoint()}
        {select("Compared", "compare", "compare", [
          { value: "windows", label: "Now with the time before" },
          { value: "versions", label: "The version that serves with another" },
        ])}
        {text("Window, h", "window_hours", "windowHours", "Empty: 168, a week.")}
        {draft.compare === "windows"
          ? text("The time before, h", "baseline_hours", "baselineHours", "Empty: as the window.")
          : null}
        {text("Fewest ratings of each side", "min_ratings", "minRatings", "Empty: 30.")}
        {text("A drop up to this does not matter", "min_drop", "minDrop", "0.05 is 5 points.")}
      </>
    ),
    drift: () => (
      <>
        {endpoint()}
        {text("Windows in a row", "windows", "windows", "Empty: 3.")}
        {text("Window, h", "window_hours", "windowHours", "1 to 24; empty: 1.")}
      </>
    ),
    schedule: () => (
      <>
        {text(
          "Times",
          "cron",
          "cron",
          "Minute, hour, day of month, month, day of week: 0 3 * * 1.",
        )}
        {text("Time zone", "time_zone", "timeZone", "As Europe/Berlin; empty: UTC.")}
      </>
    ),
  };
  return (
    <div class="stack">
      <SelectField
        label="Fires when"
        value={draft.condition}
        choices={types}
        hint={types.find(({ value }) => value === draft.condition)?.hint}
        error={error}
        where={where("type")}
        testid="trigger-type"
        onInput={(value) => put({ condition: value as ConditionType })}
      />
      <div class="columns two">{fields[draft.condition]()}</div>
    </div>
  );
}
