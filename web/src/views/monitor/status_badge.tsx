// The status of an answer.
import { Badge } from "../../ui/badge";

export const StatusBadge = ({ status }: { status: number }) => (
  <Badge tone={status < 400 ? "good" : status < 500 ? "warn" : "bad"}>{status}</Badge>
);
