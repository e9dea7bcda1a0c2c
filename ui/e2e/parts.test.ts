import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, overflowing, shot, type Stage, stage } from "./browser";

let on: Stage;
beforeAll(async () => {
  on = await stage();
});
afterAll(() => on.close());

describe("the parts", () => {
  for (const theme of ["light", "dark"] as const) {
    it(`have no serious finding, ${theme}`, async () => {
      const page = await on.open("/parts", { theme });
      await page.getByRole("grid").scrollIntoViewIfNeeded();
      expect(await findings(page)).toEqual([]);
      await page.mouse.wheel(0, -5000);
      await shot(page, `parts-${theme}`, true);
      await page.context().close();
    });
  }
  it("fit on a phone", async () => {
    const page = await on.open("/parts", { width: 360, height: 760, touch: true });
    expect(await overflowing(page)).toEqual([]);
    expect(await findings(page)).toEqual([]);
    await shot(page, "parts-phone");
    await shot(page, "parts-phone-whole", true);
    await page.getByRole("button", { name: "Panel", exact: true }).tap();
    await page.getByRole("dialog").waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, "panel-phone");
    await page.context().close();
  });
});

describe("what floats", () => {
  it("keeps the focus and gives it back", async () => {
    const page = await on.open("/parts");
    const button = page.getByRole("button", { name: "Panel", exact: true });
    await button.click();
    await page.getByRole("dialog", { name: "Brackwater Paper" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    for (let i = 0; i < 40; i++) await page.keyboard.press("Tab");
    expect(await page.evaluate(() => !document.activeElement || document.activeElement === document.body || !!document.activeElement.closest("dialog"))).toBe(true);
    expect(await findings(page)).toEqual([]);
    await shot(page, "panel-light");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await button.evaluate((it) => it === document.activeElement)).toBe(true);
    await page.context().close();
  });
  it("lets Esc close a menu in a panel, and then the panel", async () => {
    const page = await on.open("/parts");
    await page.getByRole("button", { name: "Panel", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Brackwater Paper" });
    await dialog.getByRole("button", { name: "Open the calendar" }).click();
    await page.getByRole("grid", { name: /20\d\d/ }).waitFor();
    await shot(page, "calendar-light");
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("grid", { name: /20\d\d/ }).waitFor({ state: "detached" });
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.context().close();
  });
  it("opens a menu by keyboard and moves by letters", async () => {
    const page = await on.open("/parts", { theme: "dark" });
    await page.getByRole("button", { name: "Whose deals" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("menu", { name: "Whose" }).waitFor();
    await page.keyboard.press("t");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("The team");
    await shot(page, "menu-dark");
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await page.context().close();
  });
  it("shows what a figure is, on focus", async () => {
    const page = await on.open("/parts");
    await page.getByRole("button", { name: /^37/ }).focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await page.getByRole("tooltip").waitFor();
    expect(await page.getByRole("tooltip").textContent()).toContain("Half of the deals");
    await shot(page, "figure-light");
    await page.context().close();
  });
});

describe("keys", () => {
  it("find, go and do", async () => {
    const page = await on.open("/parts");
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: "Find, go or do" });
    await box.waitFor();
    await box.fill("prop sol");
    await page.getByRole("option", { name: /Propose a solution/ }).waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, "palette-light");
    await box.fill("ida");
    await page.getByRole("option", { name: /Ida Brandvold/ }).waitFor();
    await box.fill("sol");
    await page.keyboard.press("Enter");
    await page.getByText("last act: offer").waitFor();
    await page.context().close();
  });
  it("are letters, sequences and a page of them, and rest while one types", async () => {
    const page = await on.open("/parts");
    await page.keyboard.press("l");
    await page.getByText("last act: log").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await shot(page, "keys-light");
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("n");
    await page.keyboard.press("Escape");
    await page.getByText("last act: log").waitFor();
    await page.getByLabel("Budget, in their words").first().focus();
    await page.keyboard.press("n");
    await page.getByText("last act: log").waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.waitForURL("**/parts/pipeline");
    await page.context().close();
  });
  it("move through five thousand rows", async () => {
    const page = await on.open("/parts");
    const grid = page.getByRole("grid", { name: "Deals" });
    expect(await grid.locator("tbody tr").count()).toBeLessThan(100);
    await grid.locator("tbody tr[tabindex='0']").focus();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    expect(await grid.locator("tr[aria-selected='true']").count()).toBe(1);
    await page.keyboard.press("End");
    await page.waitForFunction(() => (document.activeElement as HTMLElement).dataset.index === "4999");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await shot(page, "table-light");
    await page.context().close();
  });
});
