// Buttons in a row of which one is pressed.
import { param, setParams } from "../state/location";

/** A value, its word, and what its button says when pointed at. */
type Segment<T extends string> = readonly [value: T, word: string, title?: string];

export function Segments<T extends string>({
  label,
  value: chosen,
  choices,
  onChoose,
  disabled = [],
  testid,
}: {
  label: string;
  value: T;
  choices: readonly Segment<T>[];
  onChoose: (value: T) => void;
  disabled?: readonly T[];
  /** Before each value. */
  testid: string;
}) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {choices.map(([value, word, title]) => (
        <button
          key={value}
          type="button"
          title={title}
          aria-pressed={value === chosen}
          disabled={disabled.includes(value)}
          data-testid={`${testid}-${value}`}
          onClick={() => onChoose(value)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

/** A choice that the address keeps under a name. */
export function Choice({
  label,
  name,
  usual,
  choices,
  testid = name,
}: {
  label: string;
  name: string;
  usual: string;
  choices: readonly Segment<string>[];
  testid?: string;
}) {
  return (
    <Segments
      label={label}
      value={param(name).value || usual}
      choices={choices}
      onChoose={(value) => setParams({ [name]: value === usual ? null : value }, "replace")}
      testid={testid}
    />
  );
}
