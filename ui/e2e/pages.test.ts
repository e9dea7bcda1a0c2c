// Every page of the running program, wide and on a phone, light and dark: axe finds
// nothing serious, nothing reaches beyond the window, nothing is said in the console.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, overflowing, shot } from "./browser";
import { base, type Cairn, cairn } from "./cairn";

type Ids = { deal: string; organisation: string; person: string };
const pages: readonly { name: string; path: (ids: Ids) => string }[] = [
  { name: "today", path: () => "/today" },
  { name: "overrides", path: () => "/overrides" },
  { name: "board", path: () => "/pipeline" },
  { name: "table", path: () => "/pipeline?show=table" },
  { name: "beside", path: ({ deal }) => `/pipeline?deal=${deal}` },
  { name: "deal", path: ({ deal }) => `/deals/${deal}` },
  { name: "organisations", path: () => "/organisations" },
  { name: "organisation", path: ({ organisation }) => `/organisations/${organisation}` },
  { name: "people", path: () => "/people" },
  { name: "person", path: ({ person }) => `/people/${person}` },
  { name: "process", path: () => "/process" },
  { name: "settings", path: () => "/settings" },
  { name: "members", path: () => "/settings/members" },
];

/** What the policy of every answer forbids, as the browser tells it. */
const watch = () => {
  const list: string[] = [];
  Object.assign(window, { forbidden: list });
  document.addEventListener("securitypolicyviolation", (e) => list.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`));
};
const forbidden = (page: Page) => page.evaluate(() => (window as unknown as { forbidden: string[] }).forbidden);
const beyond = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** Waits until what was asked for is there and nothing is drawn anew for a moment. */
async function settled(page: Page): Promise<void> {
  await page.locator("main:not([aria-busy='true'])").waitFor();
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise<void>((done) => {
      let timer = setTimeout(finish, 250);
      const last = setTimeout(finish, 4000);
      const seen = new MutationObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(finish, 250);
      });
      seen.observe(document.body, { childList: true, subtree: true });
      function finish() {
        seen.disconnect();
        clearTimeout(timer);
        clearTimeout(last);
        done();
      }
    });
  });
}

describe.skipIf(!base)("every page", () => {
  let on: Cairn;
  let ids: Ids;
  beforeAll(async () => {
    on = await cairn();
    type Named = { id: string; organisation?: { id: string } };
    const mia = await on.api("mia");
    const deal = (await mia.get<{ deals: Named[] }>("/deals?limit=20")).deals.find(({ organisation }) => organisation?.id);
    const person = (await mia.get<{ people: Named[] }>("/people?limit=1")).people[0];
    if (!deal?.organisation || !person) throw new Error("The demo has no deal of an organisation, or no person.");
    ids = { deal: deal.id, organisation: deal.organisation.id, person: person.id };
  });
  afterAll(() => on?.close());

  /** Looks at a page that is shown, in both themes. */
  async function isWell(page: Page, name: string) {
    await settled(page);
    expect.soft(await forbidden(page), "forbidden by the policy").toEqual([]);
    expect.soft(on.complaints(), "said in the console").toEqual([]);
    expect.soft(await overflowing(page), "reaches beyond the window").toEqual([]);
    expect.soft(await beyond(page), "scrolls sideways").toBeLessThanOrEqual(0);
    await shot(page, `${name}-light`);
    expect.soft(await findings(page), "found by axe").toEqual([]);
    const light = await ground(page);
    await page.emulateMedia({ colorScheme: "dark" });
    expect.soft(await ground(page), "the ground in the dark").not.toBe(light);
    await shot(page, `${name}-dark`);
    // The same page in other colours: only those can be wrong anew.
    expect.soft(await findings(page, ["color-contrast", "link-in-text-block"]), "found by axe in the dark").toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
  }

  for (const width of [1440, 360]) {
    describe(`at ${width} px`, () => {
      const look = width < 400 ? { width, height: 760, touch: true } : { width };
      let page: Page;
      beforeAll(async () => {
        page = await on.at("mia", "/settings", look);
        await page.addInitScript(watch);
        on.complaints();
      });
      afterAll(() => page?.context().close());
      for (const { name, path } of pages) {
        it(`${name} is well`, async () => {
          await page.goto(path(ids));
          await page.getByRole("heading", { level: 1 }).first().waitFor();
          await isWell(page, `${name}-${width}`);
        });
      }
      it("sign-in is well", async () => {
        const page = await on.stranger(look);
        await page.addInitScript(watch);
        await page.goto("/sign-in");
        await isWell(page, `sign-in-${width}`);
        await page.context().close();
      });
    });
  }
});
