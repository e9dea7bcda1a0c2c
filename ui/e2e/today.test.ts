// The day: what each deal wants next, logged and moved where it stands.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, shot } from "./browser";
import { type Api, base, type Cairn, cairn, type DealPage, inDays, lead } from "./cairn";

type Timeline = { events: { kind: string; body: Record<string, unknown> }[] };

describe.skipIf(!base)("the day", () => {
  let on: Cairn;
  let ana: Api;
  beforeAll(async () => {
    on = await cairn();
    ana = await on.api("ana");
  });
  afterAll(() => on?.close());

  const row = (page: Page, organisation: string) => page.locator(".today-row", { hasText: organisation });
  const show = (id: string) => ana.get<DealPage>(`/deals/${id}`);

  it("logs a call in its row by keyboard, and asks what is next", async () => {
    const { id, organisation } = await lead(ana, "Juniper Cold Storage", { next: { kind: "call", due: inDays(0), text: "Ask who signs" } });
    const page = await on.at("ana", "/today");
    await row(page, organisation).getByRole("link", { name: "Ask who signs" }).focus();
    await page.keyboard.press("f");
    await page.keyboard.type("He signs himself up to fifty thousand");
    await row(page, organisation).getByRole("switch", { name: /It finishes/ }).waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, "today-log");
    await page.keyboard.press("Enter");
    await row(page, organisation).getByRole("heading", { name: "And then?" }).waitFor();
    await row(page, organisation).getByLabel("When").fill("+3");
    await row(page, organisation).getByRole("button", { name: "Schedule it" }).click();
    await expect.poll(async () => (await show(id)).deal.planned?.map(({ due }) => due)).toEqual([inDays(3)]);
    const { events } = await ana.get<Timeline>(`/deals/${id}/events?limit=50`);
    const logged = events.find(({ body }) => body.text === "He signs himself up to fifty thousand");
    expect(logged?.body).toMatchObject({ outcome: "held", finishes: expect.any(String) });
    await page.context().close();
  });

  it("moves a next step to tomorrow with one press", async () => {
    const { id, organisation } = await lead(ana, "Castellan Foods", { next: { kind: "meeting", due: inDays(0), text: "Get the decision date" } });
    const page = await on.at("ana", "/today");
    await row(page, organisation).hover();
    await row(page, organisation).getByRole("button", { name: /^Another day/ }).click();
    await row(page, organisation).getByRole("button", { name: "tomorrow" }).click();
    await expect.poll(async () => (await show(id)).deal.planned?.[0]?.due).toBe(inDays(1));
    await page.context().close();
  });

  it("says where nothing is scheduled, and takes a step there", async () => {
    const { id, organisation } = await lead(ana, "Wharfdale Glass", { next: undefined });
    const page = await on.at("ana", "/today");
    await row(page, organisation).getByRole("link", { name: "Nothing scheduled" }).waitFor();
    await row(page, organisation).hover();
    await row(page, organisation).getByRole("button", { name: /^Set the next step/ }).click();
    await row(page, organisation).getByLabel("When").fill("tomorrow");
    await row(page, organisation).getByLabel(/^About/).fill("Send the drawing");
    await row(page, organisation).getByRole("button", { name: "Schedule it" }).click();
    await row(page, organisation).getByRole("link", { name: "Send the drawing" }).waitFor();
    expect((await show(id)).deal.planned?.[0]?.due).toBe(inDays(1));
    await page.context().close();
  });

  it("is somebody else's for their manager", async () => {
    const { organisation } = await lead(ana, "Mossbank Water", { next: { kind: "call", due: inDays(0) } });
    const page = await on.at("mia", "/today");
    await page.getByRole("button", { name: /^Whose day/ }).click();
    await page.getByRole("menuitemradio", { name: "Ana Ruiz" }).click();
    await row(page, organisation).waitFor();
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});
