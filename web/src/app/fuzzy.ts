// Finds what somebody means by a few letters in order.

/** How well the letters fit; null where they do not. Starts of words and neighbours count more. */
export function score(text: string, letters: string): number | null {
  const low = text.toLowerCase();
  let at = -1;
  let sum = 0;
  for (const letter of letters.toLowerCase().replace(/\s+/g, "")) {
    const next = low.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next === at + 1) sum += 3;
    if (next === 0 || /[\s._:/-]/.test(low[next - 1]!)) sum += 2;
    sum -= Math.min(3, next - at - 1) * 0.3;
    at = next;
  }
  return sum - text.length * 0.01;
}

/** What fits, the best first; everything in its order where nothing is asked. */
export function ranked<T>(items: readonly T[], letters: string, textOf: (item: T) => string): T[] {
  if (!letters.trim()) return [...items];
  return items
    .map((item, index) => ({ item, index, score: score(textOf(item), letters) }))
    .filter((one): one is { item: T; index: number; score: number } => one.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ item }) => item);
}
