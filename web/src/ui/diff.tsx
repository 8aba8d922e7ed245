// What changed: of a configuration by its paths, of texts by their words.
import { brief } from "./format";
import { wordDiff } from "./word_diff";

export interface Change {
  path: string;
  before?: unknown;
  after?: unknown;
}

/** Each changed value with what it was and what it is; who knows the words of places gives them. */
export function DiffList({
  changes,
  placeOf = (path) => path,
  wordsOf = (_, value) => brief(value),
  testid,
}: {
  changes: readonly Change[];
  placeOf?: (path: string) => string;
  wordsOf?: (path: string, value: unknown) => string;
  testid?: string;
}) {
  if (changes.length === 0) return <p class="quiet">Nothing differs.</p>;
  return (
    <ul class="diff-list" data-testid={testid ?? "diff"}>
      {changes.map(({ path, before, after }) => (
        <li key={path}>
          <span class="path" title={path}>
            {placeOf(path)}
          </span>
          <span class="values">
            {before === undefined || before === null ? null : (
              <del>
                <span class="unseen">was </span>
                {wordsOf(path, before)}
              </del>
            )}
            {after === undefined || after === null ? null : (
              <ins>
                <span class="unseen">is </span>
                {wordsOf(path, after)}
              </ins>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Two texts as one, with what went and what came. */
export function TextDiff({
  before,
  after,
  testid,
}: {
  before: string;
  after: string;
  testid?: string;
}) {
  return (
    <p class="text-diff" data-testid={testid ?? "text-diff"}>
      {wordDiff(before, after).map(({ kind, text }, index) =>
        kind === "same" ? (
          <span key={index}>{text}</span>
        ) : kind === "gone" ? (
          <del key={index}>{text}</del>
        ) : (
          <ins key={index}>{text}</ins>
        ),
      )}
    </p>
  );
}

/** Two texts beside each other: what went is marked in the left one, what came in the right one. */
export function SideBySide({
  before,
  after,
  labels,
  testid,
}: {
  before: string;
  after: string;
  labels: readonly [string, string];
  testid?: string;
}) {
  const parts = wordDiff(before, after);
  const side = (gone: "gone" | "new", label: string) => (
    <section>
      <h3>{label}</h3>
      <p class="text-diff">
        {parts.map(({ kind, text }, index) =>
          kind === "same" ? (
            <span key={index}>{text}</span>
          ) : kind !== gone ? null : kind === "gone" ? (
            <del key={index}>{text}</del>
          ) : (
            <ins key={index}>{text}</ins>
          ),
        )}
      </p>
    </section>
  );
  return (
    <div class="side-by-side" data-testid={testid ?? "side-by-side"}>
      {side("gone", labels[0])}
      {side("new", labels[1])}
    </div>
  );
}
