// A choice that the address keeps.
import { param, setParams } from "../../state/location";

/** Buttons of which one is pressed; the choice is in the address. */
export function Choice({
  label,
  name,
  usual,
  choices,
}: {
  label: string;
  name: string;
  usual: string;
  choices: readonly (readonly [string, string])[];
}) {
  const chosen = param(name).value || usual;
  return (
    <div class="segments" role="group" aria-label={label}>
      {choices.map(([value, word]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          data-testid={`${name}-${value}`}
          onClick={() => setParams({ [name]: value === usual ? null : value }, "replace")}
        >
          {word}
        </button>
      ))}
    </div>
  );
}
