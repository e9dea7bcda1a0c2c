// The whole life of a deal at the real server, by keyboard alone: opened, stopped by what
// is impossible, taken on with what each step asks for, and won.
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shot } from "./browser";
import { type Api, base, type Cairn, cairn, type DealPage, inDays } from "./cairn";
import { choose, find, press, reach, write } from "./keys";

type Lacks = { missing: { checkpoint: string; question: string; strength: string }[] } | null;
type Moves = { steps: Record<string, Lacks>; win: Lacks };

describe.skipIf(!base)("a deal by keyboard alone", () => {
  let on: Cairn;
  let ana: Api;
  let page: Page;
  let id: string;
  const organisation = `Kestrel Mills ${process.pid}`;
  const person = `Ida Kestrel ${process.pid}`;

  beforeAll(async () => {
    on = await cairn();
    ana = await on.api("ana");
    const at = await ana.post("/organisations", { name: organisation });
    await ana.post("/people", { name: person, organisation: at.id, title: "Head of energy" });
    page = await on.at("ana", "/pipeline");
    // A mouse would be of no use: whatever it does is kept from the page.
    await page.addInitScript(() => {
      for (const kind of ["mousedown", "pointerdown", "touchstart"]) window.addEventListener(kind, (e) => e.stopImmediatePropagation(), true);
    });
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Pipeline" }).waitFor();
  });
  afterAll(() => on.close());

  const panel = () => page.getByRole("dialog");
  /** One missing thing of the panel, by its question. */
  const line = (question: string): Locator => panel().locator(".need", { has: page.getByRole("heading", { name: question }) });
  const now = () => ana.get<DealPage>(`/deals/${id}`);
  const questions = async () => (await panel().getByRole("heading", { level: 3 }).evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ""))).sort();
  const asked = (lacks: Lacks | undefined) => (lacks?.missing ?? []).map(({ question }) => question).sort();

  /** `]` opens the panel of the next move, however soon it is pressed after the last one. */
  async function goOn(title: RegExp) {
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("]");
    await panel().getByRole("heading", { level: 2, name: title }).waitFor();
  }
  /** The named act, then what is next, if that is asked. */
  async function act(name: string, step: string) {
    await press(page, panel().getByRole("button", { name, exact: true }));
    await expect.poll(async () => (await now()).deal.step, { timeout: 10_000 }).toBe(step);
    const when = panel().getByRole("textbox", { name: "When" });
    await Promise.race([when.waitFor(), panel().waitFor({ state: "detached" })]);
    if (await when.isVisible()) {
      await write(page, when, "+3");
      await page.keyboard.press("Enter");
    }
    await panel().waitFor({ state: "detached" });
  }
  async function goWithout(question: string, why: string) {
    await press(page, line(question).getByRole("button", { name: "Go on without" }));
    await write(page, line(question).getByLabel("Reason for going on without"), why);
  }

  it("is opened with n, a name and a day", async () => {
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog", { name: "New deal" });
    await dialog.waitFor();
    await write(page, dialog.getByLabel("What is it about"), "Steam for mill 2");
    await write(page, dialog.getByLabel(/^Worth about/), "86000");
    await write(page, dialog.getByLabel(/^When/), "tomorrow");
    await press(page, dialog.getByRole("button", { name: "Open the deal" }));
    await page.waitForURL(/\/deals\/[^/]+$/);
    id = new URL(page.url()).pathname.split("/").pop()!;
    await page.getByRole("heading", { level: 1, name: "Steam for mill 2" }).waitFor();
    const { deal } = await now();
    expect(deal).toMatchObject({ step: "leads", status: "open", value: { minor: 8_600_000, currency: "EUR" } });
  });

  it("is stopped by what is impossible, and told the same by the API", async () => {
    await goOn(/ to Prospecting$/);
    await line("Whom is this deal with?").getByText("impossible without").waitFor();
    expect(await line("Whom is this deal with?").getByRole("button", { name: "Go on without" }).count()).toBe(0);
    expect(await panel().getByRole("button", { name: "Start prospecting" }).isDisabled()).toBe(true);
    await shot(page, "life-impossible");
    const refused = await ana.attempt(`/deals/${id}/move`, { to: "prospecting" });
    expect(refused.status).toBe(409);
    const moves = await ana.get<Moves>(`/deals/${id}/moves`);
    const keys = (list: { checkpoint: string }[] | undefined) => list?.map(({ checkpoint }) => checkpoint);
    expect(keys(refused.body.missing)).toEqual(keys(moves.steps.prospecting?.missing));
    expect(keys(refused.body.missing)).toContain("identified");
    expect(await questions()).toEqual(asked(refused.body));
    // A reason does not help where something is impossible.
    const reasoned = await ana.attempt(`/deals/${id}/move`, { to: "prospecting", why: "It will do", reasons: { identified: "It will do" } });
    expect(reasoned.status).toBe(409);
    expect(keys(reasoned.body.missing)).toContain("identified");
    expect((await now()).deal.step).toBe("leads");
  });

  it("goes on with what was missing, and past an advice with a reason", async () => {
    await find(page, line("Whom is this deal with?").getByLabel("Organisation"), organisation);
    await write(page, line("How can they be reached?").getByRole("textbox"), "Direct number, before nine");
    await choose(page, line("Where did this lead come from?").getByRole("combobox"), "Recommended");
    await goWithout("Do they look like those who buy from us?", "They called us");
    await shot(page, "life-leads");
    await act("Start prospecting", "prospecting");
    const passed = (await now()).path.flatMap(({ points }) => points).find(({ key }) => key === "fits");
    expect(passed).toMatchObject({ standing: "passed" });
  });

  it("gets a conversation agreed, and qualifies", async () => {
    await goOn(/ to Qualifying$/);
    await write(page, line("Have they agreed to talk about business, and when?").getByLabel("On"), "today");
    await choose(page, line("How were they reached in the end?").getByRole("combobox"), "Introduction");
    await act("Qualify", "qualifying");
    await goOn(/ to Needs analysis$/);
    await press(page, line("Has the conversation taken place?").getByRole("button", { name: "Held, log it" }));
    await line("Has the conversation taken place?").getByText("met").waitFor();
    await write(page, line("What do they need now?").getByRole("textbox"), "To know where the steam goes");
    await write(page, line("Can they pay for it?").getByRole("textbox"), "The energy budget has 100 000 for it");
    await find(page, line("Who of them can decide this or influence it?").getByLabel("Who"), person);
    await choose(page, line("Who of them can decide this or influence it?").getByLabel("Part in the decision"), "decides");
    await act("Analyse the needs", "needs");
  });

  it("leaves the advice of a step with one reason, makes an offer and agrees on terms", async () => {
    await goOn(/ to Proposing a solution$/);
    await write(page, panel().getByLabel(/^One reason for all advice/), "They sent us their own analysis");
    await act("Propose a solution", "proposing");
    await goOn(/ to Objections and negotiations$/);
    const offer = line("What have you offered them?");
    await write(page, offer.getByLabel("What was offered"), "Twelve meters and a year of reports");
    await write(page, offer.getByLabel("For", { exact: true }), "84000");
    await write(page, offer.getByLabel(/^They decide by/), "+14");
    await goWithout("Does each part of the offer answer a need that they named?", "It has one part");
    await act("Deal with objections", "objections");
    await goOn(/ to Closing the deal$/);
    await write(page, line("Have both sides agreed on the terms?").getByRole("textbox").first(), "Agreed as discussed on the phone");
    await act("Ask for the order", "closing");
  });

  it("is won, with the next step that was planned on the way", async () => {
    await goOn(/Close the deal$/);
    await press(page, line("Have they accepted the offer?").getByRole("button", { name: "Accepted, note it" }));
    await line("Have they accepted the offer?").getByText("met").waitFor();
    await press(page, panel().getByRole("button", { name: "Close the deal" }));
    await panel().getByText(/is won/).waitFor();
    await shot(page, "life-won");
    await press(page, panel().getByRole("button", { name: "Done" }));
    await panel().waitFor({ state: "detached" });
    const won = await now();
    expect(won.deal.status).toBe("won");
    expect(won.deal.planned).toContainEqual(expect.objectContaining({ due: inDays(1) }));
    expect(on.complaints()).toEqual([]);
    await reach(page, page.getByRole("link", { name: "Pipeline" }).first());
  });
});
