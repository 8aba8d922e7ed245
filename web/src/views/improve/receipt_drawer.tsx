// A receipt of an erasure: how far it is, what went, and the signature that proves it.
import { api } from "../../api/client";
import type { Schemas } from "../../api/types";
import { useResource, useWatched } from "../../state/resource";
import { Badge, type Tone } from "../../ui/badge";
import { CodeBlock } from "../../ui/command";
import { Drawer } from "../../ui/dialog";
import { count, none, time } from "../../ui/format";
import type { IconName } from "../../ui/icon";
import { Facts } from "../../ui/panel";
import { Loaded } from "../../ui/states";
import { storeWords, TouchedExports, TrainedModels } from "./subject_held";

export type Receipt = Schemas["ErasureReceipt"];

const states: Record<Receipt["state"], [Tone, string, IconName?]> = {
  planned: ["quiet", "Planned"],
  pending: ["info", "Records go", "refresh"],
  purging: ["info", "Files are rewritten", "refresh"],
  done: ["good", "Done, signed"],
};
const watchMs = 1_000;

export function ReceiptBadge({ state }: { state: Receipt["state"] }) {
  const [tone, word, icon] = states[state];
  return (
    <Badge tone={tone} {...(icon ? { icon } : {})} testid="receipt-state">
      {word}
    </Badge>
  );
}

function Content({ receipt }: { receipt: Receipt }) {
  return (
    <div class="stack item">
      <Facts
        facts={[
          ["State", <ReceiptBadge key="s" state={receipt.state} />],
          ["Asked for", `${time(receipt.requested_at)} by ${receipt.requested_by}`],
          ["Done", time(receipt.finished_at)],
          ["Why", receipt.reason],
          ["Also looked for as", receipt.also.join(", ") || none],
          ["Person, hashed", <code key="h">{receipt.subject_hash}</code>],
        ]}
      />
      {receipt.waiting_for.length > 0 ? (
        <section class="stack tight">
          <h3>Left to do</h3>
          <ul>
            {receipt.waiting_for.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <section class="stack tight">
        <h3>Erased</h3>
        <Facts
          facts={receipt.stores.map(({ store, erased }) => [storeWords(store), count(erased)])}
        />
      </section>
      <TouchedExports exports={receipt.exports} />
      <TrainedModels models={receipt.models} />
      {receipt.signed_text && receipt.signature && receipt.public_key ? (
        <section class="stack tight" data-testid="receipt-proof">
          <h3>Proof: Ed25519 of the signed text</h3>
          <CodeBlock code={receipt.signed_text} label="The signed text" />
          <CodeBlock code={receipt.signature} label="The signature" />
          <CodeBlock code={receipt.public_key} label="The public key" />
        </section>
      ) : null}
    </div>
  );
}

export function ReceiptDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const receipt = useResource(
    `receipt ${id}`,
    (signal) =>
      api.get("/api/v1/privacy/receipts/{receipt_id}", { path: { receipt_id: id }, signal }),
    { everyMs: 0 },
  );
  const isDone = receipt.data?.state === "done";
  useWatched(receipt, receipt.data !== undefined && !isDone, watchMs);
  return (
    <Drawer title="Receipt of an erasure" onClose={onClose} testid="receipt">
      <Loaded of={receipt} lines={6}>
        {(data) => <Content receipt={data} />}
      </Loaded>
    </Drawer>
  );
}
