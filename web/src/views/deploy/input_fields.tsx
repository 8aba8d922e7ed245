// A field for each input of a signature.
import type { ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { SelectField, TextField } from "../../ui/form";

type Input = Schemas["Signature"]["inputs"][number];

/** What somebody typed as the input takes it: JSON where that is meant, else as it is. */
export function typedValue(input: Input, text: string): unknown {
  if (input.type === "string" && !(input.shape ?? []).length) return text;
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Where errors of an input are told: a JSON pointer. */
export const placeOf = (name: string): string =>
  `/body/inputs/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

const shownValue = (value: unknown) =>
  typeof value === "string"
    ? value
    : value === null || value === undefined
      ? ""
      : JSON.stringify(value);

export function InputFields({
  signature,
  values,
  error,
  onChange,
}: {
  signature: Schemas["Signature"];
  values: Record<string, unknown>;
  error: ApiError | null;
  onChange: (values: Record<string, unknown>) => void;
}) {
  return (
    <div class="inputs">
      {signature.inputs.map((input) => {
        const put = (value: unknown) => onChange({ ...values, [input.name]: value });
        const shared = {
          label: input.name,
          error,
          where: placeOf(input.name),
          testid: `input-${input.name}`,
          hint: [
            input.type,
            (input.shape ?? []).length ? `[${input.shape!.join(", ")}]` : "",
            input.optional ? "optional" : "",
          ]
            .filter(Boolean)
            .join(" "),
        };
        return input.type === "bool" && !(input.shape ?? []).length ? (
          <SelectField
            key={input.name}
            {...shared}
            value={String(values[input.name] ?? "")}
            onInput={(value) => put(value === "true")}
            choices={[
              { value: "true", label: "true" },
              { value: "false", label: "false" },
            ]}
          />
        ) : (
          <TextField
            key={input.name}
            {...shared}
            value={shownValue(values[input.name])}
            inputMode={input.type === "string" ? "text" : "decimal"}
            onInput={(text) => put(typedValue(input, text))}
          />
        );
      })}
    </div>
  );
}
