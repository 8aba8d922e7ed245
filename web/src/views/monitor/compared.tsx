// Whether the charts show the period before the range too, and which that is.
import { param } from "../../state/location";
import { time } from "../../ui/format";
import { Choice } from "../../ui/segments";
import type { Told } from "./read_metrics";

export function Compared({ told }: { told: Told }) {
  const isOn = param("compare").value === "previous";
  const { previous } = told;
  const period = previous
    ? `${time(previous.span.from, "short")} – ${time(previous.span.to, "short")}`
    : "";
  return (
    <div class="row">
      <Choice
        label="What the range is compared with"
        name="compare"
        usual="off"
        choices={[
          ["off", "Range alone"],
          ["previous", "Compare to previous"],
        ]}
      />
      {isOn && previous ? (
        <span class="quiet" role="status" data-testid="compared">
          {previous.lines
            ? `Dashed: ${period}, the period before.`
            : `Nothing to compare with of ${period}: ${previous.why}`}
        </span>
      ) : null}
    </div>
  );
}
