// A gate, asked about and let pass: two people at two browsers, each of whom sees what
// the other did without loading anything again.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, shot } from "./browser";
import { base, type Cairn, cairn, type DealPage, lead } from "./cairn";

/** Marks the document, so that a page that was loaded anew is known. */
const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { kept: true }));
const isMarked = (page: Page) => page.evaluate(() => "kept" in window);

describe.skipIf(!base)("an override", () => {
  let on: Cairn;
  beforeAll(async () => {
    on = await cairn();
  });
  afterAll(() => on?.close());

  it("is asked for by the salesperson, given by the manager, and lets the deal go on", async () => {
    const api = await on.api("ana");
    const name = `Override ${process.pid}`;
    const { id } = await lead(api, name, { name });
    await api.post(`/deals/${id}/change`, { source: "referral" });
    const point = async () => (await api.get<DealPage>(`/deals/${id}`)).path.flatMap(({ points }) => points).find(({ key }) => key === "reachable");
    const mia = await on.at("mia", "/overrides");
    await mia.getByRole("heading", { level: 1, name: "Overrides" }).waitFor();
    const ana = await on.at("ana", `/deals/${id}`);
    await Promise.all([mark(mia), mark(ana)]);

    await ana.getByRole("button", { name: /^Start prospecting/ }).click();
    const panel = ana.getByRole("dialog");
    const line = (question: string) => panel.locator(".need", { has: ana.getByRole("heading", { name: question }) });
    const gate = line("How can they be reached?");
    await gate.getByRole("button", { name: "Ask Mia" }).click();
    await gate.getByLabel(/^Why it should pass/).fill("They ring us; nobody gives their number away");
    await gate.getByRole("button", { name: "Ask Mia" }).click();
    await gate.getByText("gate, asked").waitFor();
    expect((await point())?.standing).toBe("open");
    expect(await panel.getByRole("button", { name: "Start prospecting" }).isDisabled()).toBe(true);
    await shot(ana, "override-asked");

    const request = mia.getByRole("listitem").filter({ hasText: name });
    await request.getByText("They ring us; nobody gives their number away").waitFor();
    await request.getByRole("button", { name: `Let it pass ${name}` }).click();
    expect(await findings(mia)).toEqual([]);
    await request.getByLabel("Why it may pass").fill("They are on our list for years");
    await shot(mia, "override-queue");
    await request.getByRole("button", { name: "Let it pass", exact: true }).click();
    await request.waitFor({ state: "detached" });
    expect(await point()).toMatchObject({ approved: { why: "They are on our list for years" } });

    // The salesperson's panel, still open, has heard of it.
    await gate.getByRole("button", { name: "Ask Mia" }).waitFor({ state: "detached" });
    await gate.getByText("gate, asked").waitFor({ state: "detached" });
    const advice = line("Do they look like those who buy from us?");
    await advice.getByRole("button", { name: "Go on without" }).click();
    await advice.getByLabel("Reason for going on without").fill("They called us");
    await panel.getByRole("button", { name: "Start prospecting" }).click();
    await expect.poll(async () => (await api.get<DealPage>(`/deals/${id}`)).deal.step).toBe("prospecting");
    expect((await point())?.standing).toBe("passed");
    expect([await isMarked(mia), await isMarked(ana)]).toEqual([true, true]);
    expect(on.complaints()).toEqual([]);
    await Promise.all([mia.context().close(), ana.context().close()]);
  });

  it("is nobody's to give but a manager's", async () => {
    const api = await on.api("ana");
    const { id } = await lead(api, `Own gate ${process.pid}`);
    const refused = await api.attempt(`/deals/${id}/override`, { checkpoint: "reachable", why: "I would like to" });
    expect(refused.status).toBe(403);
    const page = await on.at("ana", `/deals/${id}`);
    await page.getByRole("button", { name: /^Start prospecting/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Ask Mia" }).first().waitFor();
    expect(await page.getByRole("dialog").getByRole("button", { name: "Let it pass" }).count()).toBe(0);
    await page.context().close();
  });
});
