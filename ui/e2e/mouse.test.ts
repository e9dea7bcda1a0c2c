// A deal from lead to won with the mouse, at its own page: each step's act opens what is
// missing, and what is given there is kept with the deal.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, shot } from "./browser";
import { type Api, base, type Cairn, cairn, type DealPage, inDays, lead } from "./cairn";

type Timeline = { events: { kind: string; body: Record<string, unknown> }[] };
type Whole = DealPage & { deal: { offers?: { what: string; due?: string; state: string; lines?: { need?: string }[] }[] } };

describe.skipIf(!base)("a deal by mouse", () => {
  let on: Cairn;
  let ana: Api;
  beforeAll(async () => {
    on = await cairn();
    ana = await on.api("ana");
  });
  afterAll(() => on?.close());

  it("goes from lead to won, and keeps every reason", async () => {
    const { id } = await lead(ana, "Brackwater Paper");
    const show = () => ana.get<Whole>(`/deals/${id}`);
    const { path, win } = await show();
    const page = await on.at("ana", `/deals/${id}`);
    const panel = page.locator("dialog.move-panel");
    const fill = (label: string, text: string, within: Locator = panel) => within.getByLabel(new RegExp(`^${label}`)).first().fill(text);
    const choose = (label: string, option: string, within: Locator = panel) => within.getByLabel(label).first().selectOption({ label: option });
    const without = async (question: string, why: string) => {
      const need = panel.locator("div.need", { hasText: question });
      await need.getByRole("button", { name: "Go on without" }).click();
      await fill("Reason for going on without", why, need);
    };
    /** Presses the act of entering a step, gives what it asks for, and presses it again there. */
    const go = async (step: string, give: () => Promise<void>) => {
      const name = path.find(({ key }) => key === step)?.action ?? win.action;
      await page.locator(".deal-head").getByRole("button", { name: new RegExp(`^${name}`) }).click();
      const act = panel.getByRole("button", { name, exact: true });
      await act.waitFor();
      expect(await act.isDisabled()).toBe(true);
      await give();
      await act.click();
      if (step === "won") return;
      await expect.poll(async () => (await show()).deal.step).toBe(step);
      await panel.waitFor({ state: "detached" });
    };

    await go("prospecting", async () => {
      await fill("How can they be reached", "Direct number, answers before nine");
      await choose("Source", "Recommended by somebody");
      await without("Do they look like those", "The trade is new to us");
    });
    await go("qualifying", async () => {
      await fill("On", "today");
      await choose("How they were reached", "Telephone call");
    });
    await go("needs", async () => {
      await panel.getByRole("button", { name: "Held, log it" }).click();
      await panel.getByRole("img", { name: /impossible: met/ }).waitFor();
      await fill("What do they need now", "Steam that reaches the machine");
      await fill("Can they pay for it", "Budget of the mill, 90k");
      await fill("Who", "Ida");
      await page.getByRole("option", { name: /Ida Brandvold/ }).first().click();
      await choose("Part in the decision", "decides");
    });
    await go("proposing", async () => {
      await fill("What is the problem", "We pay for steam that never reaches the machine");
      await fill("One reason for all advice", "They decide alone, and soon");
    });
    await go("objections", async () => {
      await fill("What was offered", "14 steam meters, fitted");
      await fill("They decide by", "+14");
      await panel.getByRole("button", { name: "Write it in parts" }).click();
      const part = panel.locator(".evidence-part");
      await fill("Part", "14 steam meters", part);
      await part.getByLabel("Answers").selectOption({ label: "What do they need now? Steam that reaches the machine" });
      // The parts make up the whole.
      await fill("For", "61500", part);
      await panel.getByText("Together €61,500").waitFor();
    });
    await go("closing", () => fill("In which words", "Thirty days, as always"));
    // What comes next for them is in the calendar already.
    await go("won", async () => {
      // To Ida it went; somebody else has accepted it.
      await panel.getByRole("button", { name: /^Remove Ida/ }).click();
      await fill("or, if not listed, the name", "Hilde Vang");
    });
    await page.getByText(/ is won/).first().waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, "won");

    const { deal } = await show();
    expect(deal.status).toBe("won");
    expect(deal.offers).toMatchObject([{ what: "14 steam meters, fitted", due: inDays(14), state: "accepted", lines: [{ need: expect.any(String) }] }]);
    const { events } = await ana.get<Timeline>(`/deals/${id}/events?limit=200`);
    const said = JSON.stringify(events.map(({ body }) => body));
    for (const why of ["The trade is new to us", "They decide alone, and soon"]) expect(said).toContain(why);
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});
