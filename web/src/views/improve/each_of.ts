// Many calls of one kind: a few at a time, the mistakes of some stopping none of the others.
import { asApiError, type ApiError } from "../../api/errors";

const atOnce = 4;

export interface Outcome<T> {
  done: T[];
  failed: { id: string; error: ApiError }[];
}

export async function eachOf<I extends { id: string }, T>(
  items: readonly I[],
  act: (item: I) => Promise<T>,
  progress: (done: number) => void = () => undefined,
): Promise<Outcome<T>> {
  const out: Outcome<T> = { done: [], failed: [] };
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const item = items[next++]!;
      try {
        out.done.push(await act(item));
      } catch (thrown) {
        const error = asApiError(thrown);
        if (error) out.failed.push({ id: item.id, error });
      }
      progress(out.done.length + out.failed.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return out;
}
