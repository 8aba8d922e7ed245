// A sentence as the server writes it: names stand between backticks, times as programs write them.
import { time } from "./format";

/** Times as the reader chose to see them. */
export const withTimes = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (moment) => time(moment));

export const withoutTicks = (text: string): string => text.replaceAll("`", "");

export function Ticked({ text }: { text: string }) {
  const parts = withTimes(text).split("`");
  // A backtick alone is no pair.
  if (parts.length % 2 === 0) return <>{withTimes(text)}</>;
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>;
}
