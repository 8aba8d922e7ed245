// Reads server-sent events from a fetch body: unlike EventSource, with our headers and our pauses.

export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

/** Cuts text into events; what is unfinished waits for more text. */
export class EventParser {
  private rest = "";

  push(text: string): StreamEvent[] {
    this.rest += text.replaceAll("\r\n", "\n");
    const out: StreamEvent[] = [];
    for (;;) {
      const end = this.rest.indexOf("\n\n");
      if (end < 0) return out;
      const event = parsed(this.rest.slice(0, end));
      this.rest = this.rest.slice(end + 2);
      if (event) out.push(event);
    }
  }
}

function parsed(block: string): StreamEvent | null {
  const event: StreamEvent = { id: "", event: "", data: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") event.id = value;
    else if (name === "event") event.event = value;
    else if (name === "data") event.data += (event.data ? "\n" : "") + value;
  }
  return event.event ? event : null;
}

export class StreamRefused extends Error {
  constructor(readonly status: number) {
    super(`The event stream is refused: ${status}.`);
  }
}

/** Without a word for so long, a stream is dead: the server says something every 15 seconds. */
const silenceMs = 40_000;

/** Reads until the stream ends, is aborted or is silent. Tells when it is open. */
export async function readStream(
  address: string,
  headers: Record<string, string>,
  stop: AbortSignal,
  told: { open: () => void; event: (event: StreamEvent) => void },
): Promise<void> {
  const silence = new AbortController();
  const init = { headers: { ...headers, Accept: "text/event-stream" }, cache: "no-store" as const };
  const giveUp = () => silence.abort();
  stop.addEventListener("abort", giveUp);
  let timer = setTimeout(giveUp, silenceMs);
  try {
    const response = await fetch(address, { ...init, signal: silence.signal });
    if (!response.ok || !response.body) throw new StreamRefused(response.status);
    told.open();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(giveUp, silenceMs);
      for (const event of parser.push(value)) told.event(event);
    }
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", giveUp);
    silence.abort();
  }
}
