// A person without a mouse: the focus goes from stop to stop by Tab, and what has it is
// typed into, pressed or chosen from. Nothing here can click.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

const stops = 160;

/** Goes to it by Tab; fails where Tab does not lead there. */
export async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const there = () => target.evaluate((it) => it === document.activeElement);
  for (let i = 0; i < stops; i++) {
    if (await there()) return;
    await page.keyboard.press("Tab");
  }
  expect.fail(`Tab does not reach ${target}`);
}

/** Goes to a field and writes into it, in place of what stood there. */
export async function write(page: Page, field: Locator, text: string): Promise<void> {
  await reach(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** Goes to a button and presses it. */
export async function press(page: Page, button: Locator): Promise<void> {
  await reach(page, button);
  await page.keyboard.press("Enter");
}

/** Goes to a list of choices and takes the one that begins so. */
export async function choose(page: Page, list: Locator, name: string): Promise<void> {
  await reach(page, list);
  await page.keyboard.type(name);
  await expect.poll(() => list.evaluate((it) => (it as HTMLSelectElement).selectedOptions[0]?.textContent)).toContain(name);
}

/** Goes to a field that finds, and takes what it has found under a name. */
export async function find(page: Page, field: Locator, name: string): Promise<void> {
  await write(page, field, name);
  const option = page.getByRole("option", { name: new RegExp(`^${name}`) }).first();
  await option.waitFor();
  for (let i = 0; i < 10 && (await option.getAttribute("aria-selected")) !== "true"; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => field.inputValue()).toBe(name);
}
