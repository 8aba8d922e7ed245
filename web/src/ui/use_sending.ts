// One sending of a form at a time: whether it runs, and what was wrong with the last one.
import { useSignal } from "@preact/signals";
import { asApiError, type ApiError } from "../api/errors";
import { toast } from "./toast";

export interface Sending {
  isBusy: boolean;
  error: ApiError | null;
  /** Runs it; says `done` when it went well. False where it did not, or where another runs still. */
  send: (act: () => Promise<unknown>, done: string) => Promise<boolean>;
  clear: () => void;
}

export function useSending(): Sending {
  const isBusy = useSignal(false);
  const error = useSignal<ApiError | null>(null);
  const send = async (act: () => Promise<unknown>, done: string) => {
    if (isBusy.peek()) return false;
    isBusy.value = true;
    error.value = null;
    try {
      await act();
      if (done) toast(done);
      return true;
    } catch (thrown) {
      error.value = asApiError(thrown);
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return { isBusy: isBusy.value, error: error.value, send, clear: () => (error.value = null) };
}
