// A name that is cut in its middle where there is little room: often only the end tells it from others.
const tailLength = 8;
const shortMax = 14;

export function cutAt(text: string, tail = tailLength): number {
  return text.length > shortMax ? text.length - tail : text.length;
}

/** The whole name is told to those who point at it, and to those who listen; its `tail` is never cut. */
export function MiddleCut({ text, tail }: { text: string; tail?: number | undefined }) {
  const at = cutAt(text, tail);
  if (at === text.length) return <span title={text}>{text}</span>;
  return (
    <span class="cut" title={text}>
      <span>{text.slice(0, at)}</span>
      <span>{text.slice(at)}</span>
    </span>
  );
}
