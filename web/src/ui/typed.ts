// What people type into one line: numbers, and words with commas between them.

/** A number, or what is none as it was typed: the server says at its field what is wrong with it. */
export function numeral(typed: string): number | undefined {
  const trimmed = typed.trim();
  if (trimmed === "") return undefined;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : (trimmed as unknown as number);
}

/** The same where there must be one: nothing typed is sent as that, so that its field is named. */
export const neededNumeral = (typed: string): number => numeral(typed) ?? ("" as unknown as number);

export const wordsOf = (typed: string): string[] =>
  typed
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
