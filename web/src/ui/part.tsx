// What is read by itself, beside other things: when it fails, the others are still there.
import type { ComponentChildren } from "preact";
import { asApiError, type ApiError } from "../api/errors";
import { Badge } from "./badge";
import { ErrorState, StaleBadge } from "./states";

export interface Part<T> {
  data: T | undefined;
  error: ApiError | null;
}

/** The answer, or why there is none; `before` is what is still known from the time before. */
export async function partOf<T>(answer: Promise<T>, before?: Part<T>): Promise<Part<T>> {
  try {
    return { data: await answer, error: null };
  } catch (thrown) {
    const error = asApiError(thrown);
    // Nobody waits for it any more.
    if (!error) throw thrown;
    return { data: before?.data, error };
  }
}

/** In a cell: what is not there yet and what failed are neither nothing nor zero. */
export function PartCell<T>({
  of,
  children,
}: {
  of: Part<T>;
  children: (data: T) => ComponentChildren;
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error)
    return (
      <Badge tone="warn" title={of.error.message} testid="cell-failed">
        Not read
      </Badge>
    );
  return (
    <span class="quiet" title="Loading">
      …
    </span>
  );
}

/** Above a table: which of its columns could not be read, why, and a way on. */
export function PartFailures({
  parts,
}: {
  parts: readonly {
    what: string;
    of: Part<unknown> & { at?: number | null };
    retry: () => void;
  }[];
}) {
  const failed = parts.filter(({ of }) => of.error);
  if (failed.length === 0) return null;
  return (
    <div class="part-failures">
      {failed.map(({ what, of, retry }) =>
        of.data === undefined ? (
          <ErrorState key={what} error={of.error!} what={what} retry={retry} testid="part-failed" />
        ) : (
          <span key={what}>
            {what}: <StaleBadge at={of.at ?? null} error={of.error} />
          </span>
        ),
      )}
    </div>
  );
}
