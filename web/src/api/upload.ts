// Sends a form with files and tells how far it is, which fetch cannot.
import { authorization, newId } from "./client";
import { ApiError, errorOf } from "./errors";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `progress` is told the sent share, 0 to 1. Throws ApiError. */
export function upload<T>(
  address: string,
  form: FormData,
  progress: (share: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    for (const [name, value] of Object.entries(authorization()))
      request.setRequestHeader(name, value);
    request.setRequestHeader("Idempotency-Key", newId());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status < 300) resolve(body as T);
      else reject(errorOf(request.status, body, request.getResponseHeader("x-request-id") ?? ""));
    };
    request.onerror = () => reject(new ApiError("The server cannot be reached.", {}));
    request.onabort = () => reject(new DOMException("Given up.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
