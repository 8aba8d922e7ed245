// Sentences of the server as they are shown: what they quote stands out, and drift does.
import { Ticked } from "../../ui/ticked";

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
      <Ticked text={text} />
    </p>
  );
}
