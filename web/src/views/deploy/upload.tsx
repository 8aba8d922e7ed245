// Registers a model version from a file, and tells how far it is.
import { useSignal } from "@preact/signals";
import { addressOf } from "../../api/client";
import { asApiError, type ApiError } from "../../api/errors";
import type { ModelVersion } from "../../api/types";
import { upload } from "../../api/upload";
import { href, navigate } from "../../state/location";
import { Button } from "../../ui/button";
import { Drawer } from "../../ui/dialog";
import { Field, FormError, InputForm, TextArea, TextField } from "../../ui/form";
import { bytes, percent } from "../../ui/format";
import { toast } from "../../ui/toast";

const shown = [
  "/path/model_name",
  "/body/model",
  "/body/baseline",
  "/body/description",
  "/body/run_id",
];

function FileField({
  label,
  hint,
  file,
  accept,
  onPick,
  error,
  where,
  testid,
}: {
  label: string;
  hint: string;
  file: File | null;
  accept: string;
  onPick: (file: File | null) => void;
  error: ApiError | null;
  where: string;
  testid: string;
}) {
  return (
    <Field
      label={label}
      hint={file ? `${file.name}, ${bytes(file.size)}` : hint}
      error={error}
      where={where}
      testid={testid}
    >
      {(wiring) => (
        <input
          type="file"
          {...wiring}
          accept={accept}
          data-testid={testid}
          onChange={(event) => onPick(event.currentTarget.files?.[0] ?? null)}
        />
      )}
    </Field>
  );
}

export function Upload({
  model = "",
  onClose,
  onDone,
}: {
  model?: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const name = useSignal(model || "main.default.");
  const file = useSignal<File | null>(null);
  const baseline = useSignal<File | null>(null);
  const description = useSignal("");
  const share = useSignal<number | null>(null);
  const error = useSignal<ApiError | null>(null);
  const running = useSignal<AbortController | null>(null);
  const send = async (event: Event) => {
    event.preventDefault();
    if (!file.value || running.peek()) return;
    const form = new FormData();
    form.set("model", file.value);
    if (baseline.value) form.set("baseline", baseline.value);
    if (description.value) form.set("description", description.value);
    running.value = new AbortController();
    error.value = null;
    share.value = 0;
    const address = addressOf("/api/v1/deployment/models/{model_name}/versions", {
      model_name: name.value.trim(),
    });
    try {
      const made = await upload<ModelVersion>(
        address,
        form,
        (part) => (share.value = part),
        running.value.signal,
      );
      toast(`${name.value} version ${made.version} is registered.`);
      onDone();
      onClose();
      navigate(href(`/models/${name.value.trim()}`, { version: made.version }));
    } catch (thrown) {
      error.value = asApiError(thrown);
    } finally {
      running.value = null;
      share.value = null;
    }
  };
  return (
    <Drawer
      title="Register a version"
      onClose={() => {
        running.value?.abort();
        onClose();
      }}
      testid="upload"
      footer={
        <>
          <Button onClick={() => (running.value ? running.value.abort() : onClose())}>
            Cancel
          </Button>
          <Button
            look="primary"
            icon="upload"
            isBusy={running.value !== null}
            disabled={!file.value}
            onClick={send}
            needs="deploy:write"
            data-testid="upload-send"
          >
            Register
          </Button>
        </>
      }
    >
      <InputForm class="stack" onSubmit={send}>
        <FormError error={error.value} shown={shown} />
        <TextField
          label="Model"
          value={name.value}
          hint="catalog.schema.model; made if it is new."
          testid="upload-name"
          error={error.value}
          where="/path/model_name"
          onInput={(value) => (name.value = value)}
        />
        <FileField
          label="Model file"
          hint="An .onnx file, or a zip, tar or tar.gz of an MLflow folder."
          accept=".onnx,.zip,.tar,.gz,.tgz"
          file={file.value}
          error={error.value}
          where="/body/model"
          onPick={(picked) => (file.value = picked)}
          testid="upload-file"
        />
        <FileField
          label="Training rows (optional)"
          hint="CSV with the inputs' names in its first line: drift is held against it."
          accept=".csv"
          file={baseline.value}
          error={error.value}
          where="/body/baseline"
          onPick={(picked) => (baseline.value = picked)}
          testid="upload-baseline"
        />
        <TextArea
          label="What is new in it"
          value={description.value}
          rows={3}
          error={error.value}
          where="/body/description"
          onInput={(value) => (description.value = value)}
        />
        {share.value === null ? null : (
          <div class="progress" role="status">
            <progress max={1} value={share.value} aria-label="Sent" />
            <span>
              {share.value < 1 ? `${percent(share.value, 0)} sent` : "Sent; the server looks at it"}
            </span>
          </div>
        )}
      </InputForm>
    </Drawer>
  );
}
