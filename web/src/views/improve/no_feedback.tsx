// That nobody has judged yet, with the command that does, or the one that makes an endpoint to judge.
import { EmptyState } from "../../ui/states";
import { NoEndpoint } from "../no_endpoint";
import { useEndpointNames } from "../use_endpoint_names";
import { feedbackCommand } from "./feedback_command";

export function NoFeedback({
  title,
  children,
  endpoint,
  testid,
}: {
  title: string;
  children: string;
  /** Whose answers; else of the first endpoint there is. */
  endpoint?: string;
  testid?: string;
}) {
  const names = useEndpointNames();
  const [first] = names ?? [];
  const of = endpoint || first;
  if (!of && names)
    return <NoEndpoint title={title}>Answers of endpoints are judged: make one first.</NoEndpoint>;
  return (
    <EmptyState
      title={title}
      icon="improve"
      commandLabel="Judge by command"
      {...(of ? { command: feedbackCommand(of) } : {})}
      {...(testid ? { testid } : {})}
    >
      {children}
    </EmptyState>
  );
}
