// What is done to a deal as a whole: a won one is put right, two that are one are merged,
// and a deal goes on under another version of its process.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, overflowing, shot } from "./browser";
import { type Api, base, type Cairn, cairn, type DealPage, lead } from "./cairn";

type Deal = DealPage["deal"] & { value: { minor: number }; merged?: string; process: string; source?: string };
type Shown = { version: string; text: string };

describe.skipIf(!base)("a deal as a whole", () => {
  let on: Cairn;
  let ana: Api;
  beforeAll(async () => {
    on = await cairn();
    ana = await on.api("ana");
  });
  afterAll(() => on?.close());

  const deal = async (id: string) => (await ana.get<{ deal: Deal }>(`/deals/${id}`)).deal;
  /** Chooses from the deal's menu. */
  async function choose(page: Page, menu: string, item: string) {
    await page.getByRole("button", { name: menu, exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
  }
  const all = "Every way on, back and out";

  it("is put right after it was won, by who manages it and with a reason", async () => {
    const { deals } = await ana.get<{ deals: { id: string }[] }>("/deals?status=won&owner=me&limit=1");
    const id = deals[0]!.id;
    const before = await deal(id);
    const own = await on.at("ana", `/deals/${id}`);
    await own.getByText(/^Won: /).first().waitFor();
    expect(await own.getByRole("button", { name: "More", exact: true }).count()).toBe(0);
    await own.context().close();

    const page = await on.at("mia", `/deals/${id}`);
    await choose(page, "More", "Put it right");
    const form = page.getByRole("form", { name: "Put it right" });
    await form.getByLabel("Value").fill("12345");
    await form.getByLabel("Value").press("Tab");
    expect(await form.getByRole("button", { name: "Put it right" }).isDisabled()).toBe(true);
    await form.getByLabel("What was wrong").fill("The discount was left out");
    expect(await findings(page)).toEqual([]);
    await shot(page, "whole-correct");
    await form.getByRole("button", { name: "Put it right" }).click();
    await form.waitFor({ state: "detached" });
    const now = await deal(id);
    expect(now.value.minor).toBe(1_234_500);
    expect(now.value.minor).not.toBe(before.value.minor);
    expect(now.status).toBe("won");
    await page.getByText("The discount was left out").first().waitFor();
    await page.context().close();
  });

  it("takes another deal in, which is found by its words; the younger goes into the older", async () => {
    const older = await lead(ana, `Whole ${process.pid}`, { name: "Boiler house" });
    const { deal: first } = await ana.get<{ deal: Deal & { organisation: string } }>(`/deals/${older.id}`);
    const younger = await ana.post("/deals", { name: "Boiler house again", organisation: first.organisation, value: { minor: 100, currency: "EUR" } });
    await ana.post(`/deals/${younger.id}/change`, { source: "referral" });

    // From the younger one, the refusal says which way round it goes, and offers it.
    const page = await on.at("ana", `/deals/${younger.id}`);
    await choose(page, all, "Merge with another deal");
    const form = page.getByRole("form", { name: "Merge with another deal" });
    await form.getByLabel("Which deal").fill("boiler");
    await page.getByRole("option", { name: /^Boiler house/ }).click();
    expect(await findings(page)).toEqual([]);
    await form.getByRole("button", { name: "Take “Boiler house” in" }).click();
    await form.getByText("The older deal keeps the history", { exact: false }).waitFor();
    await shot(page, "whole-merge");
    expect((await deal(younger.id)).status).toBe("open");
    await form.getByRole("button", { name: "Merge this one into “Boiler house”" }).click();
    await page.waitForURL(new RegExp(`/deals/${older.id}$`));
    expect(await deal(younger.id)).toMatchObject({ status: "withdrawn", merged: older.id });
    expect(await deal(older.id)).toMatchObject({ status: "open", source: "referral" });

    // And from the older one at once.
    const third = await ana.post("/deals", { name: "Boiler house, third", organisation: first.organisation, value: { minor: 100, currency: "EUR" } });
    await choose(page, all, "Merge with another deal");
    await form.getByLabel("Which deal").fill("third");
    await page.getByRole("option", { name: /^Boiler house, third/ }).click();
    await form.getByRole("button", { name: "Take “Boiler house, third” in" }).click();
    await form.waitFor({ state: "detached" });
    expect(await deal(third.id)).toMatchObject({ status: "withdrawn", merged: older.id });
    await page.getByText("Took another deal in").first().waitFor();
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });

  it("goes on under another version, after a look at what that means", async () => {
    const olga = await on.api("olga");
    const { text, version } = await olga.get<Shown>("/processes/current");
    const question = "What did the trial teach us?";
    const asked = text.replace(/^process: .*$/m, "process: transfers").replace(/^name: .*$/m, "name: On trial").replace(/^(\s+exit:\n)(\s+)-/m, `$1$2- key: taught\n$2  question: "${question}"\n$2  strength: advice\n$2  evidence: answer\n$2  answer: text\n$2-`);
    expect(asked).toContain(question);
    await olga.post("/processes", { text: asked, default: false });
    const { id } = await lead(ana, `Transfer ${process.pid}`, { name: "Compressed air" });

    // A salesperson is not offered it.
    const own = await on.at("ana", `/deals/${id}`);
    await own.getByRole("button", { name: all }).click();
    await own.getByRole("menuitem", { name: "Merge with another deal" }).waitFor();
    expect(await own.getByRole("menuitem", { name: "Go on under another process" }).count()).toBe(0);
    await own.context().close();

    const page = await on.at("mia", `/deals/${id}`);
    await choose(page, all, "Go on under another process");
    const form = page.getByRole("form", { name: "Go on under another process" });
    const option = await form.getByLabel("Process and version").locator("option", { hasText: "On trial" }).first().getAttribute("value");
    await form.getByLabel("Process and version").selectOption(option);
    await form.getByText("It would go on in", { exact: false }).waitFor();
    await form.getByText("1 question is asked anew").waitFor();
    await form.getByText(question).waitFor();

    // A step ahead is refused by the dry run, and nothing has happened.
    const choice = form.getByLabel("Goes on in");
    const names = await choice.locator("option").allTextContents();
    const here = await choice.inputValue();
    await choice.selectOption({ label: names[3]! });
    await form.getByText("A transfer does not move a deal on", { exact: false }).waitFor();
    expect(await form.getByRole("button", { name: "Transfer it" }).isDisabled()).toBe(true);
    expect((await deal(id)).process).toBe(version);
    await choice.selectOption(here);
    await form.getByText(question).waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
    await shot(page, "whole-transfer");
    await form.getByLabel("Why").fill("We try it with new customers");
    await expect.poll(() => form.getByRole("button", { name: "Transfer it" }).isEnabled()).toBe(true);
    await form.getByRole("button", { name: "Transfer it" }).click();
    await form.waitFor({ state: "detached" });
    const now = await deal(id);
    expect(now.process).toBe(option);
    expect(now.step).toBe(here);
    await page.getByRole("article", { name: question }).waitFor();
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});
