// The head of the stage: what its parts are, and where the reader is.
import type { ComponentChildren } from "preact";
import { href } from "../../state/location";
import { Tabs, ViewHead } from "../../ui/panel";
import "./improve.css";

const parts = [
  { id: "", label: "Inbox" },
  { id: "statistics", label: "Statistics" },
  { id: "sheets", label: "Training sheets" },
  { id: "queues", label: "Review queues" },
  { id: "training", label: "Training" },
  { id: "gaps", label: "Gaps" },
  { id: "lineage", label: "Lineage" },
  { id: "privacy", label: "Privacy" },
] as const;

export function ImproveHead({
  at,
  lead,
  children,
}: {
  at: (typeof parts)[number]["id"];
  lead: string;
  children?: ComponentChildren;
}) {
  return (
    <>
      <ViewHead title={parts.find(({ id }) => id === at)!.label} stage="Improve" lead={lead}>
        {children}
      </ViewHead>
      <Tabs
        label="Improve"
        current={at}
        tabs={parts.map(({ id, label }) => ({
          id,
          label,
          href: href(id ? `/improve/${id}` : "/improve"),
        }))}
      />
    </>
  );
}
