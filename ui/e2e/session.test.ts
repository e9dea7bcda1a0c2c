// Coming in and going out.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base, type Cairn, cairn, password, people } from "./cairn";
import { findings, overflowing, shot } from "./browser";

describe.skipIf(!base)("signing in", () => {
  let on: Cairn;
  beforeAll(async () => {
    on = await cairn();
  });
  afterAll(() => on.close());

  it("is asked for first, and leads to where one wanted to go", async () => {
    const page = await on.stranger();
    await page.goto("/process?show=text");
    await page.waitForURL(/\/sign-in\?next=/);
    await page.getByLabel(/address|mail/i).fill(people.ana);
    await page.getByLabel(/password/i).fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByText(/address and .*password|do not|not right|does not/i).first().waitFor();
    expect(await page.getByLabel(/address|mail/i).inputValue()).toBe(people.ana);
    await shot(page, "sign-in-wrong");
    await page.getByLabel(/password/i).fill(password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/process?show=text");
    await page.getByRole("region", { name: "The process as text" }).waitFor();
    await page.context().close();
  });

  it("looks right in both themes and on a phone", async () => {
    for (const look of [{ theme: "light" }, { theme: "dark" }, { theme: "light", width: 360, height: 760, touch: true }] as const) {
      const page = await on.stranger(look);
      await page.goto("/sign-in");
      await page.getByRole("button", { name: /sign in/i }).waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await overflowing(page)).toEqual([]);
      await shot(page, `sign-in-${look.theme}-${"width" in look ? "phone" : "wide"}`);
      await page.context().close();
    }
  });

  it("ends with signing out, by the palette", async () => {
    const page = await on.stranger();
    await page.goto("/sign-in");
    await page.getByLabel(/address|mail/i).fill(people.ben);
    await page.getByLabel(/password/i).fill(password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/today");
    await page.getByRole("heading", { level: 1, name: "Today" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find, go or do" }).fill("sign out");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/sign-in");
    await page.goto("/today");
    await page.waitForURL(/\/sign-in/);
    await page.context().close();
  });

  it("uses an invitation once, for one's own first password", async () => {
    const olga = await on.api("olga");
    const address = `newcomer${Date.now()}@northbeck.example.org`;
    const { id } = await olga.post("/members", { name: "Nils Newcomer", email: address, role: "salesperson" });
    const owner = await on.at("olga", `/settings/members?member=${id}`);
    await owner.getByRole("button", { name: "Make an address" }).click();
    const invitation = (await owner.locator(".settings-address").textContent()) ?? "";
    expect(invitation).toContain("/invitation?token=");
    await owner.context().close();
    const page = await on.stranger();
    await page.goto(new URL(invitation).pathname + new URL(invitation).search);
    expect(await findings(page)).toEqual([]);
    for (const field of await page.locator("input[type=password]").all()) await field.fill("four plain words here");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/invitation"));
    const again = await on.stranger();
    const answer = await again.goto(new URL(invitation).pathname + new URL(invitation).search);
    expect(answer?.status()).toBe(403);
    await again.context().close();
    await page.context().close();
  });
});
