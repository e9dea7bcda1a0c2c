// The long lists of organisations and people: what is near the window is in the document,
// the rest comes as one goes there by keys.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, overflowing, shot } from "./browser";
import { base, type Cairn, cairn } from "./cairn";

describe.skipIf(!base).each(["people", "organisations"])("the list of %s", (noun) => {
  let on: Cairn;
  beforeAll(async () => {
    on = await cairn();
  });
  afterAll(() => on?.close());

  it("holds what is in sight, goes by keys to the end of what is loaded, and asks for more", async () => {
    const { count } = await (await on.api("ana")).get<{ count: number }>(`/${noun}?limit=1`);
    expect(count).toBeGreaterThan(100);
    const page = await on.at("ana", `/${noun}`);
    const grid = page.getByRole("grid");
    const row = (i: number) => grid.locator(`tbody tr[data-index="${i}"]`);
    const shown = () => grid.locator("tbody tr[data-index]").count();
    await row(0).waitFor();
    expect(await shown()).toBeLessThan(60);
    expect(await grid.getAttribute("aria-rowcount")).toBe(String(count + 1));
    expect(await page.locator("main#page").evaluate((it) => it.scrollHeight <= it.clientHeight)).toBe(true);
    await row(0).focus();
    await page.keyboard.press("End");
    await expect.poll(() => row(99).evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press("j");
    await expect.poll(() => row(100).evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await shown()).toBeLessThan(60);
    expect(await row(100).getAttribute("aria-rowindex")).toBe("102");
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/${noun}/.+`));
    await page.context().close();
  });

  it("is printed with all that is loaded, and fits a phone", async () => {
    const page = await on.at("ana", `/${noun}`, { width: 360, height: 760, touch: true });
    const rows = page.getByRole("grid").locator("tbody tr[data-index]");
    await rows.first().waitFor();
    expect(await overflowing(page)).toEqual([]);
    // Columns that are left out leave no room behind.
    const room = await rows.first().evaluate((it) => {
      const cells = [...it.children].map((cell) => cell.getBoundingClientRect().right);
      return it.closest(".grid-box")!.getBoundingClientRect().right - Math.max(...cells);
    });
    expect(room).toBeLessThan(2);
    expect(await findings(page)).toEqual([]);
    await shot(page, `${noun}-phone`);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(100);
    const last = (await rows.last().boundingBox())!;
    expect(await page.evaluate((y) => document.documentElement.scrollHeight >= y, last.y)).toBe(true);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await expect.poll(() => rows.count()).toBeLessThan(60);
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});
