// The last question before a person is erased: why, and their name typed once more.
import { useSignal } from "@preact/signals";
import { api } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { Schemas } from "../../api/types";
import { Confirm } from "../../ui/dialog";
import { TextField } from "../../ui/form";
import { plural } from "../../ui/format";
import { toast } from "../../ui/toast";
import type { Receipt } from "./receipt_drawer";

export function EraseDialog({
  data,
  onClose,
  onErased,
}: {
  data: Schemas["SubjectData"];
  onClose: () => void;
  onErased: (receipt: Receipt) => void;
}) {
  const reason = useSignal("");
  const error = useSignal<ApiError | null>(null);
  const records = data.stores.reduce((sum, store) => sum + store.count, 0);
  const erase = async () => {
    try {
      const receipt = await api.post("/api/v1/privacy/erase", {
        body: { subject_id: data.subject_id, reason: reason.value.trim(), also: data.also },
      });
      toast("Erased. Files are rewritten in the background.");
      onErased(receipt);
    } catch (thrown) {
      error.value = asApiError(thrown);
      throw thrown;
    }
  };
  return (
    <Confirm
      title="Erase this person?"
      name={data.subject_id}
      verb="Erase"
      onClose={onClose}
      onConfirm={erase}
    >
      <p>
        {`${plural(records, "record")} go from every table and file. This cannot be undone; copies that people downloaded stay with them.`}
      </p>
      <TextField
        label="Why"
        hint="Stands in the receipt; it must not name the person."
        value={reason.value}
        error={error.value}
        where="/body/reason"
        maxLength={1_000}
        testid="erase-reason"
        onInput={(value) => (reason.value = value)}
      />
    </Confirm>
  );
}
