// What rows may be used for, and what they must not.
import type { Schemas } from "../../api/types";

export type Use = Schemas["TrainingSheet"]["allowed_uses"][number];
export interface Uses {
  allowed: Use[];
  prohibited: Use[];
}

const all: readonly [Use, string][] = [
  ["training", "Training"],
  ["validation", "Validation"],
  ["evaluation", "Evaluation"],
  ["few_shot", "Few-shot examples"],
  ["testing", "Testing"],
];

const toggled = (uses: readonly Use[], use: Use): Use[] =>
  uses.includes(use) ? uses.filter((one) => one !== use) : [...uses, use];

function Checks({
  legend,
  uses,
  name,
  onChange,
}: {
  legend: string;
  uses: readonly Use[];
  name: string;
  onChange: (uses: Use[]) => void;
}) {
  return (
    <fieldset class="kinds">
      <legend>{legend}</legend>
      {all.map(([use, label]) => (
        <label key={use}>
          <input
            type="checkbox"
            checked={uses.includes(use)}
            data-testid={`${name}-${use}`}
            onChange={() => onChange(toggled(uses, use))}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

export function UsesField({ uses, onChange }: { uses: Uses; onChange: (uses: Uses) => void }) {
  return (
    <>
      <Checks
        legend="Only for (none: for anything)"
        name="allowed"
        uses={uses.allowed}
        onChange={(allowed) => onChange({ ...uses, allowed })}
      />
      <Checks
        legend="Never for"
        name="prohibited"
        uses={uses.prohibited}
        onChange={(prohibited) => onChange({ ...uses, prohibited })}
      />
    </>
  );
}
