// People of the made-up company at their browsers, and the API beside them: a test
// prepares by the API what it is not about, and looks there at what the page has done.
import { type APIRequestContext, type Browser, type BrowserContext, type Page, request } from "playwright-core";
import { inject } from "vitest";
import { launch, type Look } from "./browser";

export const password = "stones on a trail";
export const people = {
  ana: "ana.ruiz@northbeck.example.org",
  ben: "ben.okafor@northbeck.example.org",
  mia: "mia.falk@northbeck.example.org",
  olga: "olga.lindqvist@northbeck.example.org",
} as const;
export type Person = keyof typeof people;

/** Where Cairn is; empty where there is none to test. */
export const base = inject("cairn");

/** The parts of a deal's page that tests look at. */
export type DealPage = {
  deal: { id: string; version: number; step: string; status: string; planned?: { id: string; due: string }[]; end?: { reason?: string; until?: string } };
  organisation?: { id: string; name: string };
  path: { key: string; name: string; action: string; points: { key: string; question: string; strength: string; standing: string }[] }[];
  win: { name: string; action: string };
};
export type Problem = { type: string; title: string; detail: string; rule: string; missing: { checkpoint: string; question: string; strength: string; sentence: string }[] };

/** The API as one person. */
export type Api = {
  get: <T>(path: string) => Promise<T>;
  /** Does it, and fails the test where it is refused. */
  post: <T = { id: string }>(path: string, body: object) => Promise<T>;
  /** Tries it: status and body, whatever they are. */
  attempt: (path: string, body: object) => Promise<{ status: number; body: Problem }>;
};

export type Cairn = {
  api: (who: Person) => Promise<Api>;
  /** A browser of somebody who has signed in, at a page. */
  at: (who: Person, path: string, look?: Look) => Promise<Page>;
  /** A browser of nobody yet. */
  stranger: (look?: Look) => Promise<Page>;
  /** What pages have complained about since the last call. */
  complaints: () => string[];
  close: () => Promise<void>;
};

const headers = { "X-Cairn": "1" };
let count = 0;

export async function cairn(): Promise<Cairn> {
  const browser: Browser = await launch();
  const signed = new Map<Person, Promise<{ context: APIRequestContext; state: Awaited<ReturnType<APIRequestContext["storageState"]>> }>>();
  const said: string[] = [];
  const signIn = (who: Person) => {
    let one = signed.get(who);
    if (!one) {
      one = (async () => {
        const context = await request.newContext({ baseURL: base, extraHTTPHeaders: headers });
        const answer = await context.post("/sign-in", { data: { email: people[who], password } });
        if (!answer.ok()) throw new Error(`${who} cannot sign in: ${answer.status()}`);
        return { context, state: await context.storageState() };
      })();
      signed.set(who, one);
    }
    return one;
  };
  const open = async (look: Look, state?: Awaited<ReturnType<APIRequestContext["storageState"]>>) => {
    const { theme = "light", width = 1440, height = 900, touch = false } = look;
    const context: BrowserContext = await browser.newContext({
      baseURL: base,
      viewport: { width, height },
      colorScheme: theme,
      hasTouch: touch,
      isMobile: touch,
      reducedMotion: "reduce",
      ...(state ? { storageState: state } : {}),
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => said.push(error.message));
    page.on("console", (message) => {
      // The browser reports every refusal as a failed load; those are answers.
      if (message.type() === "error" && !message.text().includes("Failed to load resource")) said.push(message.text());
    });
    return page;
  };
  return {
    async api(who) {
      const { context } = await signIn(who);
      const post = (path: string, data: object) => context.post(`/api${path}`, { data, headers: { "Idempotency-Key": `e2e-${process.pid}-${Date.now()}-${count++}` } });
      return {
        async get<T>(path: string) {
          const answer = await context.get(`/api${path}`);
          if (!answer.ok()) throw new Error(`GET ${path}: ${answer.status()} ${await answer.text()}`);
          return (await answer.json()) as T;
        },
        async post<T>(path: string, body: object) {
          const answer = await post(path, body);
          if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`);
          return (await answer.json()) as T;
        },
        async attempt(path, body) {
          const answer = await post(path, body);
          return { status: answer.status(), body: (await answer.json()) as Problem };
        },
      };
    },
    async at(who, path, look = {}) {
      const page = await open(look, (await signIn(who)).state);
      await page.goto(path);
      await page.locator("main#page:not([aria-busy='true'])").waitFor();
      return page;
    },
    stranger: (look = {}) => open(look),
    complaints: () => said.splice(0),
    async close() {
      for (const one of signed.values()) await (await one).context.dispose();
      await browser.close();
    },
  };
}

/** An organisation with people, and a new deal with it in the first step. */
export async function lead(api: Api, name: string, more: object = {}): Promise<{ id: string; organisation: string }> {
  const organisation = `${name} ${Date.now().toString(36)}${count++}`;
  const { id: at } = await api.post("/organisations", { name: organisation });
  await api.post("/people", { name: "Ida Brandvold", organisation: at, phones: ["+47 22 00 00 00"] });
  const { id } = await api.post("/deals", {
    name: "Steam metering",
    organisation: at,
    value: { minor: 8_600_000, currency: "EUR" },
    next: { kind: "call", due: inDays(2) },
    ...more,
  });
  return { id, organisation };
}

/** A day from today, in the company's zone. */
export function inDays(n: number): string {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(Date.now());
  return new Date(Date.parse(`${today}T12:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

/** Gives everything that the first steps ask for, so that the deal stands in the third. */
export async function qualifying(api: Api, id: string): Promise<void> {
  const on = `/deals/${id}`;
  await api.post(`${on}/give`, { checkpoint: "reachable", text: "Direct number, answers before nine" });
  await api.post(`${on}/change`, { source: "referral" });
  await api.post(`${on}/log`, { kind: "call", outcome: "agreed", agreed: inDays(0) });
  await api.post(`${on}/move`, { to: "qualifying", why: "They called us" });
}
