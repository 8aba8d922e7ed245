// Form fields: each with its label, its hint, and what the server says of its value.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { ApiError } from "../api/errors";
import { Button, IconButton } from "./button";
import { Icon } from "./icon";
import { messageOf, placeWords, ruleWords } from "./rules";
import { wordsOf } from "./typed";

/** Says what is wrong at its fields, as the server has it: the browser's own bubbles stay away. Enter in a field
 * sends it, also where the button that does so stands outside of it: a button of the form comes first. */
export function InputForm(props: JSX.FormHTMLAttributes<HTMLFormElement>) {
  const { children, ...rest } = props;
  return (
    <form noValidate {...rest}>
      {children}
      <button type="submit" hidden tabIndex={-1} />
    </form>
  );
}

export interface FieldProps {
  label: ComponentChildren;
  hint?: ComponentChildren;
  /** The error of the form's last sending, and the value's JSON pointer: `/body/model_name`. */
  error?: ApiError | null | undefined;
  where?: string;
  testid?: string | undefined;
}

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean;
}

/** Label, control, hint and error, wired for a screen reader. */
export function Field({
  label,
  hint,
  error,
  where,
  testid,
  children,
}: FieldProps & {
  children: (wiring: Wiring) => ComponentChildren;
}) {
  const id = useId();
  const wrong = error && where ? ruleWords(error.at(where)) : "";
  const describedBy = [hint ? `${id}-hint` : "", wrong ? `${id}-error` : ""].filter(Boolean);
  return (
    <div
      class={`field ${wrong ? "wrong" : ""}`}
      data-testid={testid ? `${testid}-field` : undefined}
    >
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-describedby": describedBy.join(" ") || undefined,
        "aria-invalid": Boolean(wrong),
      })}
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {wrong ? (
        <p class="error" id={`${id}-error`} data-testid={testid ? `${testid}-error` : undefined}>
          <Icon name="alert" size={12} /> {wrong}
        </p>
      ) : null}
    </div>
  );
}

type Native = Omit<JSX.IntrinsicElements["input"], "onInput" | "value" | "label">;

export function TextField({
  value,
  onInput,
  label,
  hint,
  error,
  where,
  testid,
  ...native
}: FieldProps & {
  value: string;
  onInput: (value: string) => void;
} & Native) {
  return (
    <Field {...{ label, hint, error, testid }} {...(where ? { where } : {})}>
      {(wiring) => (
        <input
          type="text"
          autocomplete="off"
          spellcheck={false}
          {...native}
          {...wiring}
          value={value}
          data-testid={testid}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** Words with commas between them: what is typed stays as it is typed, a comma at the end too. */
export function WordsField({
  words,
  onChange,
  ...field
}: FieldProps & { words: readonly string[]; onChange: (words: string[]) => void }) {
  const typed = useSignal("");
  const isTyped = wordsOf(typed.value).join() === words.join();
  return (
    <TextField
      {...field}
      value={isTyped ? typed.value : words.join(", ")}
      onInput={(value) => {
        typed.value = value;
        onChange(wordsOf(value));
      }}
    />
  );
}

export function TextArea({
  value,
  onInput,
  rows = 4,
  code = false,
  label,
  hint,
  error,
  where,
  testid,
}: FieldProps & {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
  code?: boolean;
}) {
  return (
    <Field {...{ label, hint, error, testid }} {...(where ? { where } : {})}>
      {(wiring) => (
        <textarea
          {...wiring}
          rows={rows}
          class={code ? "mono" : ""}
          value={value}
          spellcheck={!code}
          data-testid={testid}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
  isDisabled?: boolean;
}

export function SelectField({
  value,
  onInput,
  choices,
  label,
  hint,
  error,
  where,
  testid,
}: FieldProps & {
  value: string;
  onInput: (value: string) => void;
  choices: readonly Choice[];
}) {
  return (
    <Field {...{ label, hint, error, testid }} {...(where ? { where } : {})}>
      {(wiring) => (
        <select
          {...wiring}
          value={value}
          data-testid={testid}
          onChange={(event) => onInput(event.currentTarget.value)}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.isDisabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Switch({
  label,
  hint,
  isOn,
  onChange,
  testid,
}: {
  label: ComponentChildren;
  hint?: ComponentChildren;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  testid?: string;
}) {
  const id = useId();
  return (
    <div class="switch">
      <button
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-labelledby={id}
        onClick={() => onChange(!isOn)}
        data-testid={testid}
      >
        <i />
      </button>
      <div>
        <span id={id}>{label}</span>
        {hint ? <p class="hint">{hint}</p> : null}
      </div>
    </div>
  );
}

export interface Pair {
  name: string;
  value: string;
}

/** Names with values, as variables and tags are. */
export function PairsField({
  label,
  hint,
  pairs,
  onChange,
  error,
  where,
  testid,
}: FieldProps & {
  pairs: readonly Pair[];
  onChange: (pairs: Pair[]) => void;
}) {
  const put = (at: number, changes: Partial<Pair>) =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...changes } : pair)));
  const wrong = error && where ? ruleWords(error.at(where)) : "";
  return (
    <fieldset class="field pairs" data-testid={testid}>
      <legend>{label}</legend>
      {hint ? <p class="hint">{hint}</p> : null}
      {pairs.map(({ name, value }, index) => (
        <div class="pair" key={index}>
          <input
            aria-label={`Name ${index + 1}`}
            value={name}
            placeholder="NAME"
            onInput={(event) => put(index, { name: event.currentTarget.value })}
          />
          <input
            aria-label={`Value ${index + 1}`}
            value={value}
            placeholder="value"
            onInput={(event) => put(index, { value: event.currentTarget.value })}
          />
          <IconButton
            icon="trash"
            label={`Remove ${name || `pair ${index + 1}`}`}
            onClick={() => onChange(pairs.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      {wrong ? (
        <p class="error">
          <Icon name="alert" size={12} /> {wrong}
        </p>
      ) : null}
      <Button
        look="quiet"
        icon="plus"
        onClick={() => onChange([...pairs, { name: "", value: "" }])}
        data-testid={testid ? `${testid}-add` : undefined}
      >
        Add
      </Button>
    </fieldset>
  );
}

/** Fields that few need. It opens where something is wrong with one of them: nobody would see it otherwise. */
export function More({
  summary,
  error,
  fields,
  children,
}: {
  summary: string;
  error: ApiError | null;
  /** JSON pointers of what is inside. */
  fields: readonly string[];
  children: ComponentChildren;
}) {
  const box = useRef<HTMLDetailsElement>(null);
  const isWrong = fields.some((where) => error?.at(where));
  useEffect(() => {
    if (isWrong) box.current!.open = true;
  }, [isWrong]);
  return (
    <details ref={box}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** What no field shows of an error, above the form. */
export function FormError({ error, shown }: { error: ApiError | null; shown: readonly string[] }) {
  if (!error) return null;
  const beside = error.beside(shown);
  return (
    <div class="failure" role="alert" data-testid="form-error">
      <Icon name="alert" />
      <div>
        <p>{messageOf(error)}</p>
        {beside.map(({ where, what }) => (
          <p key={where}>
            <strong>{placeWords(where)}</strong> {ruleWords(what)}
          </p>
        ))}
        {error.hint ? <p class="quiet">{error.hint}</p> : null}
        {error.requestId ? (
          <p class="quiet">
            Request <code>{error.requestId}</code>
          </p>
        ) : null}
      </div>
    </div>
  );
}
