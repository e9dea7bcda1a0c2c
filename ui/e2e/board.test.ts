// A day at the board: a card is dragged onto a gate and put back, a call is logged with
// two keys and a sentence, deals are found, parked, looked up as they were, and many of
// them changed at once.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shot } from "./browser";
import { type Api, base, type Cairn, cairn, type DealPage, inDays, lead } from "./cairn";

describe.skipIf(!base)("the pipeline", () => {
  let on: Cairn;
  let ana: Api;
  let deal: { id: string; organisation: string };
  beforeAll(async () => {
    on = await cairn();
    ana = await on.api("ana");
    deal = await lead(ana, `Board ${process.pid}`);
  });
  afterAll(() => on?.close());

  const board = async (query = "") => {
    const page = await on.at("ana", `/pipeline?${query}`);
    await page.getByRole("heading", { level: 1, name: "Pipeline" }).waitFor();
    return page;
  };
  const only = () => board(`q=${encodeURIComponent(deal.organisation)}`);
  const card = (page: Page) => page.getByRole("article", { name: new RegExp(`^${deal.organisation}`) });
  const column = (page: Page, step: string) => page.getByRole("region", { name: new RegExp(`^${step}: `) });
  /** What can be done with a card; it shows itself where the pointer is. */
  const more = (page: Page) => page.getByRole("button", { name: /^More for /, includeHidden: true });
  const now = (id = deal.id) => ana.get<DealPage>(`/deals/${id}`);

  it("opens what is missing when a card is dropped on a gate, and Esc puts it back", async () => {
    const page = await only();
    const begins = column(page, "Generating leads");
    await begins.getByRole("article").waitFor();
    await card(page).dragTo(column(page, "Prospecting"));
    const panel = page.getByRole("dialog");
    await panel.getByRole("heading", { level: 2, name: `${deal.organisation} to Prospecting` }).waitFor();
    await panel.getByRole("heading", { name: "How can they be reached?" }).waitFor();
    expect(await column(page, "Prospecting").getByRole("article").count()).toBe(1);
    await shot(page, "board-dropped");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await begins.getByRole("article").waitFor();
    expect(await column(page, "Prospecting").getByRole("article").count()).toBe(0);
    expect((await now()).deal.step).toBe("leads");
    await page.context().close();
  });

  it("logs a call with two keys and a sentence", async () => {
    const page = await only();
    await card(page).getByRole("link").focus();
    await page.keyboard.press("l");
    const log = page.getByRole("dialog", { name: "Log" });
    await log.getByRole("radio", { name: /^Attempt/ }).waitFor();
    await page.keyboard.press("a");
    await expect.poll(() => log.getByLabel(/^In a sentence/).evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.type("Nobody picked up; the desk says after four");
    await page.keyboard.press("Enter");
    await log.waitFor({ state: "detached" });
    await page.goto(`/deals/${deal.id}`);
    await page.getByText("Nobody picked up; the desk says after four").first().waitFor();
    await page.context().close();
  });

  it("finds a deal by the palette", async () => {
    const page = await on.at("ana", "/today");
    await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find, go or do" }).fill(deal.organisation);
    const found = page.getByRole("group", { name: "Find" }).getByRole("option").filter({ hasText: "Steam metering" });
    await found.click();
    await page.waitForURL(`**/deals/${deal.id}`);
    await page.getByRole("heading", { level: 1, name: deal.organisation }).waitFor();
    await page.context().close();
  });

  it("narrows to what is typed, at once", async () => {
    const page = await board();
    await expect.poll(() => page.getByRole("article").count()).toBeGreaterThan(1);
    await page.keyboard.press("/");
    await page.keyboard.type(deal.organisation);
    await expect.poll(() => page.getByRole("article").count()).toBe(1);
    await card(page).waitFor();
    await page.context().close();
  });

  it("shows one step where the address says so, until its chip is taken away", async () => {
    const page = await on.at("mia", "/pipeline?step=qualifying");
    const cards = (step: string) => page.locator(`[data-step="${step}"] [data-card]`);
    await cards("qualifying").first().waitFor();
    expect(await page.getByRole("article").count()).toBe(await cards("qualifying").count());
    const chip = page.getByRole("button", { name: "Remove Qualifying" });
    await chip.focus();
    await page.keyboard.press("Enter");
    await cards("leads").first().waitFor();
    expect(new URL(page.url()).searchParams.has("step")).toBe(false);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByLabel("Step", { exact: true }).selectOption({ label: "Qualifying" });
    await cards("leads").first().waitFor({ state: "detached" });
    expect(new URL(page.url()).searchParams.get("step")).toBe("qualifying");
    await page.context().close();
  });

  it("can only be read as it stood on a past day", async () => {
    const page = await board();
    // What a pointer needs comes with it.
    const first = page.getByRole("article").first();
    await first.hover();
    await more(page).first().waitFor();
    await page.getByRole("button", { name: "As of", exact: true }).click();
    await page.getByRole("button", { name: "Show it" }).click();
    await page.getByText(/It can only be read\./).waitFor();
    await first.hover();
    expect(await more(page).count()).toBe(0);
    await first.getByRole("link").focus();
    await page.keyboard.press("]");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await card(page).count()).toBe(0);
    await shot(page, "board-as-of");
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByText(/It can only be read\./).waitFor({ state: "detached" });
    await first.hover();
    await more(page).first().waitFor();
    await page.context().close();
  });

  it("changes many deals at once in the table", async () => {
    const name = `Many ${process.pid}`;
    const deals = [await lead(ana, name), await lead(ana, name)];
    const page = await board(`show=table&q=${encodeURIComponent(name)}`);
    const grid = page.getByRole("grid", { name: "Deals" });
    for (const { organisation } of deals) await grid.getByRole("checkbox", { name: `Choose ${organisation}` }).check();
    const bar = page.getByRole("toolbar", { name: "2 chosen" });
    await bar.getByRole("button", { name: /^Change close date/ }).click();
    const dialog = page.getByRole("dialog", { name: "Change the close date of 2 deals" });
    await dialog.getByRole("textbox", { name: "Close date" }).fill(inDays(40));
    await page.keyboard.press("Tab");
    await shot(page, "board-bulk");
    await dialog.getByRole("button", { name: "Change the date" }).click();
    await dialog.waitFor({ state: "detached" });
    await bar.waitFor({ state: "detached" });
    for (const { id } of deals) expect((await now(id)).deal).toMatchObject({ close_date: inDays(40) });
    await page.context().close();
  });

  it("parks a deal until a day", async () => {
    const page = await on.at("ana", `/deals/${deal.id}`);
    await page.getByRole("button", { name: "Park…", exact: true }).click();
    const panel = page.getByRole("dialog");
    await panel.getByRole("textbox", { name: "Comes back on" }).fill("+30");
    await panel.getByRole("radio", { name: "They asked us to come back later" }).check();
    await shot(page, "board-park");
    await panel.getByRole("button", { name: "Parked", exact: true }).click();
    await page.getByRole("button", { name: "Bring it back now" }).waitFor();
    expect((await now()).deal).toMatchObject({ status: "parked", end: { reason: "later", until: inDays(30) } });
    const after = await only();
    await after.getByText("No deal fits").waitFor();
    expect(await card(after).count()).toBe(0);
    expect(on.complaints()).toEqual([]);
    await Promise.all([page.context().close(), after.context().close()]);
  });
});
