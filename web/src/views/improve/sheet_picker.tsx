// Which sheet something goes to: one that is there, or a new one by its name.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../../api/client";
import type { ApiError } from "../../api/errors";
import { SelectField, TextField } from "../../ui/form";
import { plural } from "../../ui/format";
import { Skeleton } from "../../ui/states";
import { keepSheet, lastSheet, useSheets } from "./use_sheets";

export interface SheetChoice {
  id: Signal<string>;
  name: Signal<string>;
}

const isNew = "new";

export function useSheetChoice(): SheetChoice {
  return { id: useSignal(lastSheet()), name: useSignal("") };
}

/** The id of what was chosen; makes the sheet if it is a new one. */
export async function chosenSheet({ id, name }: SheetChoice): Promise<string> {
  if (id.value === isNew || !id.value) {
    const made = await api.post("/api/v1/training-sheets", { body: { name: name.value.trim() } });
    id.value = made.id;
  }
  keepSheet(id.value);
  return id.value;
}

export const isChosen = ({ id, name }: SheetChoice): boolean =>
  id.value === isNew || !id.value ? name.value.trim() !== "" : true;

export function SheetPicker({ choice, error }: { choice: SheetChoice; error: ApiError | null }) {
  const sheets = useSheets();
  const open = (sheets.data ?? []).filter(({ status }) => status !== "archived");
  useEffect(() => {
    if (!sheets.data) return;
    if (!open.some(({ id }) => id === choice.id.value)) choice.id.value = open[0]?.id ?? isNew;
  }, [sheets.data]);
  if (!sheets.data) return <Skeleton lines={2} />;
  return (
    <>
      <SelectField
        label="Sheet"
        value={choice.id.value}
        testid="sheet-choice"
        onInput={(value) => (choice.id.value = value)}
        choices={[
          ...open.map(({ id, name, total_rows: rows }) => ({
            value: id,
            label: `${name} (${plural(rows, "row")})`,
          })),
          { value: isNew, label: "A new sheet…" },
        ]}
      />
      {choice.id.value === isNew ? (
        <TextField
          label="Name of the new sheet"
          value={choice.name.value}
          error={error}
          where="/body/name"
          testid="sheet-name"
          maxLength={200}
          onInput={(value) => (choice.name.value = value)}
        />
      ) : null}
    </>
  );
}
