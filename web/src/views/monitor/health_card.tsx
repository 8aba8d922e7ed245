// How the health score comes about: 100, and what each reason takes off.
import type { Schemas } from "../../api/types";
import { StateBadge } from "../../ui/badge";
import { none, number } from "../../ui/format";
import { Panel } from "../../ui/panel";
import { Ticked } from "../../ui/ticked";

const words: Record<string, string> = {
  error_budget: "Error budget",
  alert: "Alert",
  drift: "Drift",
  saturation: "Saturation",
  staleness: "Staleness",
};

export function HealthCard({ health }: { health: Schemas["EndpointHealth"] }) {
  return (
    <Panel title="Health" testid="health-card" actions={<StateBadge state={health.status} />}>
      {health.health_score === null ? (
        <p class="quiet">No requests in the last hour: nothing to judge.</p>
      ) : (
        <table class="sum">
          <caption class="unseen">How the score comes about</caption>
          <tbody>
            <tr>
              <th scope="row">Start</th>
              <td class="end">100</td>
            </tr>
            {health.reasons.map((reason) => (
              <tr key={reason.what + reason.evidence} data-testid="health-reason">
                <th scope="row">
                  {words[reason.what] ?? reason.what}
                  <p class="quiet">
                    <Ticked text={reason.evidence} />
                  </p>
                </th>
                <td class="end bad">−{number(reason.points)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Score of the last hour</th>
              <td class="end">
                <strong>{number(health.health_score) || none}</strong>
              </td>
            </tr>
          </tfoot>
        </table>
      )}
    </Panel>
  );
}
