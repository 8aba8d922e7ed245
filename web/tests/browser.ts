// Chromium and a real server with the sample model, for the tests in this folder.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { inject, onTestFinished } from "vitest";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.ONTOS_BINARY ?? join(root, "build/release/ontos");
export const sample = join(root, "examples/breast_cancer");
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

  /** What a command of the program says of this server's data. */
  told(words: readonly string[]): string {
    const data = ["--data", join(this.folder, "data")];
    return execFileSync(binary, [...words, ...data], {
      env: cleanEnvironment(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
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

/** The browser of setup.ts; to close it ends this connection only. */
export const launch = (): Promise<Browser> => chromium.connect(inject("browser"));

export const themes = ["light", "dark"] as const;

type Theme = (typeof themes)[number];

export interface Opened {
  page: Page;
  /** Whatever the page throws or logs as an error. */
  errors: string[];
}

interface Look {
  theme?: Theme;
  width?: number;
  height?: number;
}

/** A page that was built into this folder stands in for the one that the binary has. */
const built = process.env.ONTOS_WEB;
const ofServer = /^\/(api|docs|redoc|openapi\.json|health|metrics)\b/;

async function serveBuilt(context: BrowserContext, folder: string): Promise<void> {
  await context.route(
    ({ pathname }) => !ofServer.test(pathname),
    (route) => {
      const { pathname } = new URL(route.request().url());
      const [, name] = /^\/assets\/(.+)$/.exec(pathname) ?? [];
      const path = join(folder, name ?? "index.html");
      return existsSync(path) ? route.fulfill({ path }) : route.continue();
    },
  );
}

export async function newContext(browser: Browser, look: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    colorScheme: look.theme ?? "light",
    viewport: { width: look.width ?? 1280, height: look.height ?? 860 },
    reducedMotion: "reduce",
  });
  if (built) await serveBuilt(context, built);
  return context;
}

export async function visit(context: BrowserContext, address: string): Promise<Opened> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(address);
  return { page, errors };
}

/** A page in a context of its own, which ends with the test. */
export async function open(
  browser: Browser,
  server: TestServer,
  path: string,
  look: Look & { context?: BrowserContext } = {},
): Promise<Opened> {
  const context = look.context ?? (await newContext(browser, look));
  const opened = await visit(context, server.url + path);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") await keepFailure(opened.page, task.name);
    await context.close();
  });
  return opened;
}

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All that depends on colours: what another theme can break. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** What axe finds, in one line each. */
export async function violations(page: Page, of: "all" | "colours" = "all"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async (runOnly) => {
      const { run } = (window as unknown as { axe: typeof axe }).axe;
      const found = await run(document, { runOnly, resultTypes: ["violations"] });
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
      );
    },
    of === "all" ? standards : colourRules,
  );
}

/** How far the page is wider than its window, or what a drawer holds than the drawer. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      ...[...document.querySelectorAll(".dialog-content")].map(
        (one) => one.scrollWidth - one.clientWidth,
      ),
    ),
  );

/** Kept where ONTOS_SCREENSHOTS says, for somebody to look at. */
export async function screenshot(page: Page, name: string, theme: Theme): Promise<void> {
  const folder = process.env.ONTOS_SCREENSHOTS;
  if (!folder) return;
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`[data-theme=${theme}]`).waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** A picture of what a failed test saw, for whoever reads that it failed. */
export async function keepFailure(page: Page, name: string): Promise<void> {
  if (page.isClosed()) return;
  const path = join(tmpdir(), `ontos-page-failed-${name.replace(/\W+/g, "-")}.png`);
  await page.screenshot({ path, timeout: 5_000 }).then(
    () => console.log(`failed at ${page.url()}: ${path}`),
    () => undefined,
  );
}
