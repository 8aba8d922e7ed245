// Small words that the views of this stage share: ratings, states of rows, what a row teaches.
import { Badge, type Tone } from "../../ui/badge";
import { none } from "../../ui/format";
import type { IconName } from "../../ui/icon";

/** The word is for the ear only where a table has hardly any room. */
export function RatingBadge({ rating }: { rating: string | null }) {
  if (rating === "positive")
    return (
      <Badge tone="good" icon="up">
        <span class="word">Positive</span>
      </Badge>
    );
  if (rating === "negative")
    return (
      <Badge tone="bad" icon="thumbDown">
        <span class="word">Negative</span>
      </Badge>
    );
  return <span class="quiet">{none}</span>;
}

const words: Record<string, [Tone, string, IconName?]> = {
  pending: ["info", "Pending", "pending"],
  approved: ["good", "Approved"],
  edited: ["good", "Edited", "edit"],
  rejected: ["bad", "Rejected"],
  flagged: ["warn", "Flagged", "flag"],
  assembling: ["info", "Assembling", "refresh"],
  ready: ["good", "Ready"],
  running: ["info", "Running", "refresh"],
  refused: ["bad", "Refused"],
  failed: ["bad", "Failed"],
  archived: ["quiet", "Archived", "moonSmall"],
};

/** The state of a row, a sheet or an export. */
export function WorkBadge({ state, testid }: { state: string; testid?: string }) {
  const [tone, word, icon] = words[state] ?? (["quiet", state] as [Tone, string]);
  return (
    <Badge tone={tone} {...(icon ? { icon } : {})} {...(testid ? { testid } : {})}>
      {word}
    </Badge>
  );
}

export const useWords: Record<string, string> = {
  sft: "Answer",
  preference: "Preference",
  unpaired_negative: "Rejected only",
};

/** What an export is for. */
export const purposeWords = { training: "Training", evaluation: "Evaluation" } as const;

/** JSON as lines to read, other texts as they are. */
export function readable(text: string): { text: string; isCode: boolean } {
  if (!/^\s*[[{]/.test(text)) return { text, isCode: false };
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), isCode: true };
  } catch {
    return { text, isCode: false };
  }
}

/** A text that somebody wrote or a model answered, cut by height, not by letters. */
export function Said({ text, testid }: { text: string; testid?: string }) {
  if (!text) return <p class="quiet">{none}</p>;
  const { text: shown, isCode } = readable(text);
  return (
    <p class={`said ${isCode ? "mono" : ""}`} tabIndex={0} role="note" data-testid={testid}>
      {shown}
    </p>
  );
}
