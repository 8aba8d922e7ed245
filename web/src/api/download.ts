// Files that the caller may read: a link alone would not say who asks.
import { apiKey, authorization } from "./client";
import { errorOf } from "./errors";

const bodyOf = (response: Response) => response.json().catch(() => undefined);

/** The first bytes of a file as text, and whether that is all of it. */
export async function beginning(
  address: string,
  bytes: number,
  signal: AbortSignal,
): Promise<{ text: string; isWhole: boolean }> {
  const headers = { ...authorization(), Range: `bytes=0-${bytes - 1}` };
  const response = await fetch(address, { headers, signal });
  if (!response.ok) throw errorOf(response.status, await bodyOf(response), "");
  const total = Number(response.headers.get("content-range")?.split("/")[1] ?? 0);
  return { text: await response.text(), isWhole: response.status === 200 || total <= bytes };
}

/** For onClick of a link with `download`: asks with the key where there is one. */
export async function saveWithKey(event: MouseEvent, address: string, name: string): Promise<void> {
  if (!apiKey()) return;
  event.preventDefault();
  const response = await fetch(address, { headers: authorization() });
  if (!response.ok) throw errorOf(response.status, await bodyOf(response), "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
