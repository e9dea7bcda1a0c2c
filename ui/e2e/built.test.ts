// The built pages under the policy that the server sends: nothing inline, nothing foreign.
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, shot } from "./browser";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const session = {
  member: { id: "p", name: "Ines Okafor", role: "salesperson" },
  company: { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" },
  can: ["read", "sell"],
  manages: false,
};

describe.skipIf(!existsSync(`${dist}/index.html`))("the built pages", () => {
  let server: Server;
  let base = "";
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      if (path === "/api/session") return void response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(session));
      if (path.startsWith("/api/")) return void response.writeHead(404).end();
      const file = path !== "/" && existsSync(dist + path) ? dist + path : `${dist}/index.html`;
      response.writeHead(200, {
        "Content-Type": types[extname(file)] ?? "text/html",
        "Content-Security-Policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'",
      });
      response.end(readFileSync(file));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  it("run under a strict policy", async () => {
    const browser = await launch();
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => message.type() === "error" && said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(`${base}/nowhere`, { waitUntil: "networkidle" });
    await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find, go or do" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Fold the rail" }).click();
    await page.getByRole("button", { name: /Ines Okafor/ }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await page.reload({ waitUntil: "networkidle" });
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await shot(page, "built-slim-dark");
    expect(said).toEqual([]);
    await browser.close();
  });
});
