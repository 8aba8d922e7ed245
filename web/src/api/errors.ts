// What can go wrong with a call, told as the server tells it.

export interface BrokenRule {
  where: string;
  what: string;
}

/** A problem body, or that there was none: status 0 is a server that could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly requestId: string;
  readonly incidentId: string;
  readonly errors: readonly BrokenRule[];

  constructor(
    detail: string,
    parts: Partial<
      Pick<ApiError, "status" | "code" | "hint" | "requestId" | "incidentId" | "errors">
    >,
  ) {
    super(detail);
    this.name = "ApiError";
    this.status = parts.status ?? 0;
    this.code = parts.code ?? "unreachable";
    this.hint = parts.hint ?? "";
    this.requestId = parts.requestId ?? "";
    this.incidentId = parts.incidentId ?? "";
    this.errors = parts.errors ?? [];
  }

  /** The rules that the value at a JSON pointer breaks, it or something inside it. */
  at(where: string): string {
    return this.errors
      .filter((error) => error.where === where || error.where.startsWith(`${where}/`))
      .map((error) => error.what)
      .join("; ");
  }

  /** Rules of values that no field of `shown` shows: a form tells them above itself. */
  beside(shown: readonly string[]): BrokenRule[] {
    const isShown = (where: string) =>
      shown.some((field) => where === field || where.startsWith(`${field}/`));
    return this.errors.filter((error) => !isShown(error.where));
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The error of an answer that is not a success. */
export function errorOf(status: number, body: unknown, requestId: string): ApiError {
  const problem = isRecord(body) ? body : {};
  const rules = Array.isArray(problem.errors) ? problem.errors.filter(isRecord) : [];
  return new ApiError(text(problem.detail) || `The server answered ${status}.`, {
    status,
    code: text(problem.code) || `http_${status}`,
    hint: text(problem.hint),
    requestId: requestId || text(problem.request_id),
    incidentId: text(problem.incident_id),
    errors: rules.map((rule) => ({ where: text(rule.where), what: text(rule.what) })),
  });
}

/** Anything thrown as what views show; null for a call that was given up. */
export function asApiError(thrown: unknown): ApiError | null {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError") return null;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiError(message, { code: "page" });
}
