// The sentence that says what moved: names of features stand out, and drift does.

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
      {text
        .split("`")
        .map((part, at) =>
          at % 2 === 1 ? <code key={at}>{part}</code> : <span key={at}>{part}</span>,
        )}
    </p>
  );
}
