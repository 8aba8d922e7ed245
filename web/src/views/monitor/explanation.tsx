// Sentences of the server as they are shown: what they quote stands out, and drift does.

/** A text with what it sets in backticks as code. */
export function Quoted({ text }: { text: string }) {
  return (
    <>
      {text
        .split("`")
        .map((part, at) =>
          at % 2 === 1 ? <code key={at}>{part}</code> : <span key={at}>{part}</span>,
        )}
    </>
  );
}

/** The sentence that says what moved. */
export function Explanation({
  text,
  isDrift,
  testid,
}: {
  text: string;
  isDrift: boolean;
  testid: string;
}) {
  return (
    <p class={`explanation ${isDrift ? "drift" : ""}`} data-testid={testid}>
      <Quoted text={text} />
    </p>
  );
}
