// A real browser for tests. Pages are served by Vite from the sources; with CAIRN_URL a
// running Cairn answers instead. Pictures are written where SHOTS names a folder.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a test opens pages with. */
export type Stage = {
  base: string;
  open: (path: string, look?: Look) => Promise<Page>;
  close: () => Promise<void>;
};
export type Look = { theme?: "light" | "dark"; width?: number; height?: number; touch?: boolean };

/** A browser of one's own. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

/** Starts the server and the browser. */
export async function stage(): Promise<Stage> {
  let server: ViteDevServer | undefined;
  let base = process.env.CAIRN_URL;
  if (!base) {
    server = await createServer({
      root: fileURLToPath(new URL("..", import.meta.url)),
      server: { port: 0, host: "127.0.0.1" },
      logLevel: "error",
    });
    await server.listen();
    const address = server.httpServer?.address();
    base = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }
  const browser = await launch();
  const url = base;
  return {
    base: url,
    async open(path, { theme = "light", width = 1440, height = 900, touch = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        hasTouch: touch,
        isMobile: touch,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      await page.goto(url + path, { waitUntil: "networkidle" });
      await page.evaluate(() => document.fonts.ready);
      return page;
    },
    async close() {
      await browser.close();
      await server?.close();
    },
  };
}

/** Writes a picture, if SHOTS names a folder. */
export async function shot(page: Page, name: string, whole = false): Promise<void> {
  const folder = process.env.SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: whole });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serious and critical findings of axe, one sentence each; none is the aim. With rules, of those only. */
export async function findings(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Injected rather than added as a script, which a content security policy forbids.
  await page.evaluate(axeSource);
  return page.evaluate(async (rules) => {
    type Result = { violations: { id: string; impact?: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] };
    const { axe } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<Result> } };
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary ?? ""}`));
  }, rules);
}

/** Elements that reach beyond the window's right edge, outside of boxes that scroll. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/(auto|scroll|hidden|clip)/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement) && !element.closest(".sr, .skip"))
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
