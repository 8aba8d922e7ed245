// That nothing was asked, with the command that asks.
import type { ComponentChildren } from "preact";
import { EmptyState } from "../../ui/states";
import { useQueryCommand } from "../use_query_command";

export function NoRequests({
  title,
  endpoint,
  testid,
  children,
}: {
  title: string;
  /** Which one is asked; else the first that is served here. */
  endpoint: string | undefined;
  testid: string;
  children: ComponentChildren;
}) {
  const command = useQueryCommand(endpoint);
  return (
    <EmptyState
      title={title}
      icon="search"
      commandLabel="Ask by command"
      testid={testid}
      {...(command ? { command } : {})}
    >
      {children}
    </EmptyState>
  );
}
