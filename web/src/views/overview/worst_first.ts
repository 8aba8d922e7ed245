// The order of a fleet that nobody sorted: what needs somebody comes first, the rest by name.
import type { Schemas } from "../../api/types";

interface Standing {
  name: string;
  health: Schemas["EndpointHealth"] | undefined;
  state?: Schemas["EndpointRow"]["state"];
}

const ofStatus: Partial<Record<Schemas["EndpointHealth"]["status"], number>> = {
  critical: 1,
  warning: 2,
  degraded: 3,
};
const well = 4;
const byName = new Intl.Collator("en", { numeric: true });

/** Scores are left out: rows would change places with every request. */
function rankOf({ health, state }: Standing): number {
  if (health && health.active_alerts > 0) return 0;
  if (state === "FAILED") return 1;
  const rank = health ? (ofStatus[health.status] ?? well) : well;
  return health?.drift_detected ? Math.min(rank, 3) : rank;
}

export function worstFirst<T>(rows: readonly T[], standingOf: (row: T) => Standing): T[] {
  return rows
    .map((row) => {
      const standing = standingOf(row);
      return { row, rank: rankOf(standing), name: standing.name };
    })
    .sort((a, b) => a.rank - b.rank || byName.compare(a.name, b.name))
    .map(({ row }) => row);
}

export const isNamed = (name: string, text: string): boolean =>
  name.toLowerCase().includes(text.trim().toLowerCase());
