// The shortest way from one text to another, word by word.

export interface DiffPart {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Beyond so many words a text is not compared but replaced. */
const wordsMax = 2_000;

function push(parts: DiffPart[], kind: DiffPart["kind"], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

/** Longest common subsequence of words and the spaces between them. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const a = before.match(/\s+|[^\s]+/g) ?? [];
  const b = after.match(/\s+|[^\s]+/g) ?? [];
  if (a.length > wordsMax || b.length > wordsMax)
    return [
      { kind: "gone", text: before },
      { kind: "new", text: after },
    ];
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; --i)
    for (let j = b.length - 1; j >= 0; --j)
      length[i * width + j] =
        a[i] === b[j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(parts, "same", a[i++]!);
      ++j;
    } else if (
      i < a.length &&
      (j === b.length || length[(i + 1) * width + j]! >= length[i * width + j + 1]!)
    )
      push(parts, "gone", a[i++]!);
    else push(parts, "new", b[j++]!);
  }
  return parts;
}
