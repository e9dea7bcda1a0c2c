// The shell of the built pages, as the server sends them and under its policy: nothing
// inline, nothing foreign, and what somebody chose is kept.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base, type Cairn, cairn } from "./cairn";
import { shot } from "./browser";

describe.skipIf(!base)("the built pages", () => {
  let on: Cairn;
  beforeAll(async () => {
    on = await cairn();
  });
  afterAll(() => on.close());

  it("run under the server's policy, and keep what one chose", async () => {
    const page = await on.at("ana", "/nowhere");
    await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find, go or do" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Fold the rail" }).click();
    await page.getByRole("button", { name: /Ana Ruiz/ }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    expect(await theme()).toBe("dark");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
    expect(await theme()).toBe("dark");
    await shot(page, "built-slim-dark");
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});
