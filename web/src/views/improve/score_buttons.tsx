// The values of a score as buttons, each with the key that gives it.
import type { ScoreChoice } from "./score_choices";

export function ScoreButtons({
  label,
  choices,
  value,
  onChoose,
  testid,
}: {
  label: string;
  choices: readonly ScoreChoice[];
  /** What was given; undefined: nothing. */
  value: unknown;
  onChoose: (choice: ScoreChoice) => void;
  testid: string;
}) {
  return (
    <span class="segments" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.key}
          type="button"
          title={`Key ${choice.key}`}
          aria-pressed={value === choice.value}
          onClick={() => onChoose(choice)}
          data-testid={testid}
          data-value={String(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </span>
  );
}
