// Chromium and a real server with the sample model, for the tests in this folder.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { chromiumPath } from "./setup";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.ONTOS_BINARY ?? join(root, "build/release/ontos");
const sample = join(root, "examples/breast_cancer");
export const endpoint = "breast-cancer";
export const model = "main.examples.breast_cancer";

/** Environment without what a developer has set for a server. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("ONTOS_"));
  return Object.fromEntries(kept);
}

/** A server on a free port with its own data; `start` again keeps both. */
export class TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), "ontos-page-"));
  url = "";
  private process: ChildProcess | null = null;

  constructor(
    private readonly flags: readonly string[] = ["--sample", sample],
    private readonly variables: NodeJS.ProcessEnv = {},
  ) {}

  async start(): Promise<this> {
    const port = this.url ? new URL(this.url).port : "0";
    const data = join(this.folder, "data");
    const words = ["serve", "--port", port, "--data", data, ...this.flags];
    const log = ["ignore", "pipe", "ignore"] as const;
    this.process = spawn(binary, words, {
      env: { ...cleanEnvironment(), ...this.variables },
      stdio: [...log],
    });
    const lines = createInterface({ input: this.process.stdout! });
    for await (const line of lines) {
      const found = /^listening on (http:\/\/\S+)/.exec(line);
      if (found) {
        this.url = found[1]!;
        return this;
      }
    }
    throw new Error("the server ended before it listened");
  }

  stop(how: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const running = this.process;
    this.process = null;
    if (!running || running.exitCode !== null) return Promise.resolve();
    return new Promise((done) => {
      running.once("exit", () => done());
      running.kill(how);
    });
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A call of the API; throws for what is not a success. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Queries the sample with rows that its models have not seen. */
  async traffic(requests: number, scale = 1): Promise<string[]> {
    const rows = heldOut();
    const ids: string[] = [];
    for (let i = 0; i < requests; ++i) {
      const row = rows[i % rows.length]!;
      const inputs = Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v * scale]));
      const path = `/deployment/endpoints/${endpoint}/query`;
      ids.push((await this.call<{ request_id: string }>("POST", path, { inputs })).request_id);
    }
    return ids;
  }
}

export function heldOut(): Record<string, number>[] {
  const [head, ...lines] = readFileSync(join(sample, "held_out.csv"), "utf8").trim().split("\n");
  const names = head!.split(",");
  return lines.map((line) => {
    const values = line.split(",");
    const cells = names.map((name, index) => [name, Number(values[index])] as const);
    return Object.fromEntries(cells.filter(([name]) => name !== "diagnosis"));
  });
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export const themes = ["light", "dark"] as const;

/** A page of its own; whatever it throws or logs as an error is kept in `errors`. */
export async function open(
  browser: Browser,
  server: TestServer,
  path: string,
  {
    theme = "light",
    width = 1280,
    height = 860,
    context,
  }: {
    theme?: (typeof themes)[number];
    width?: number;
    height?: number;
    context?: BrowserContext;
  } = {},
): Promise<{ page: Page; errors: string[] }> {
  const shown =
    context ??
    (await browser.newContext({
      colorScheme: theme,
      viewport: { width, height },
      reducedMotion: "reduce",
    }));
  const page = await shown.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(server.url + path);
  return { page, errors };
}

/** What axe finds, in one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return found.violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  );
}

/** How far the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Kept where ONTOS_SCREENSHOTS says, for somebody to look at. */
export async function screenshot(
  page: Page,
  name: string,
  theme: (typeof themes)[number],
): Promise<void> {
  const folder = process.env.ONTOS_SCREENSHOTS;
  if (!folder) return;
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`[data-theme=${theme}]`).waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
