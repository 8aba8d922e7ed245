// A sentence in which names stand between backticks, as the server writes it.
export const withoutTicks = (text: string): string => text.replaceAll("`", "");

export function Ticked({ text }: { text: string }) {
  const parts = text.split("`");
  // A backtick alone is no pair.
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>;
}
