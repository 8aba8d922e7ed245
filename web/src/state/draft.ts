// What is typed over what was read: a form of something that the server keeps.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Draft<T> {
  /** null until it was read. */
  value: T | null;
  put: (changes: Partial<T>) => void;
  /** As it was read. */
  reset: () => void;
  /** Sends it. What is typed meanwhile stays when it is read again. */
  save: (send: () => Promise<boolean>) => Promise<boolean>;
}

/** What is read again replaces what nobody has changed since it was read or saved. */
export function useDraft<Read, T>(
  read: Read | null | undefined,
  make: (read: Read) => T,
): Draft<T> {
  const value = useSignal<T | null>(null);
  const isEdited = useSignal(false);
  const reset = () => {
    isEdited.value = false;
    if (read) value.value = make(read);
  };
  useEffect(() => {
    if (!isEdited.value) reset();
  }, [read]);
  return {
    value: value.value,
    put: (changes) => {
      value.value = { ...value.value!, ...changes };
      isEdited.value = true;
    },
    reset,
    save: async (send) => {
      isEdited.value = false;
      const isSaved = await send();
      if (!isSaved) isEdited.value = true;
      return isSaved;
    },
  };
}
