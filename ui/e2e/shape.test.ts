// Those who shape the place: the process as a document and as a text, the company's
// manners, its members.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, overflowing, shot } from "./browser";
import { type Api, base, type Cairn, cairn } from "./cairn";

type Shown = { version: string; text: string; default: boolean; process: { jobs: { name: string }[]; steps: { name: string; exit: { question: string }[] }[] } };

describe.skipIf(!base)("the process", () => {
  let on: Cairn;
  let olga: Api;
  let shown: Shown;
  beforeAll(async () => {
    on = await cairn();
    olga = await on.api("olga");
    shown = await olga.get<Shown>("/processes/current");
  });
  afterAll(() => on?.close());

  it("is a document of its jobs, steps and questions", async () => {
    const page = await on.at("ana", "/process");
    for (const { name } of shown.process.jobs) await page.getByRole("region", { name, exact: true }).first().waitFor();
    for (const { name, exit } of shown.process.steps) {
      const step = page.getByRole("region", { name, exact: true }).last();
      expect(await step.locator(".process-point h4").count()).toBe(exit.length);
      for (const { question } of exit) expect(await step.getByText(question, { exact: false }).count()).toBeGreaterThan(0);
    }
    expect(await page.getByRole("button", { name: "Edit the text" }).count()).toBe(0);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".rail").isVisible()).toBe(false);
    expect(await page.locator("#page").isVisible()).toBe(true);
    await page.context().close();
  });

  it("is edited as a text that says its mistakes at their lines", async () => {
    const page = await on.at("olga", "/process?show=edit");
    const text = page.getByRole("textbox", { name: "Text of the process" });
    await page.getByText("This is the text in effect").waitFor();
    const lines = shown.text.split("\n");
    const at = lines.findIndex((line) => /^\s+strength: gate/.test(line));
    await text.fill(lines.with(at, lines[at]!.replace("gate", "gaet")).join("\n"));
    await page.getByText("1 thing to mend").waitFor();
    await page.getByRole("button", { name: `Line ${at + 1}` }).click();
    expect(await text.evaluate((it: HTMLTextAreaElement) => it.value.slice(it.selectionStart, it.selectionEnd))).toContain("gaet");
    expect(await findings(page)).toEqual([]);
    await shot(page, "process-mistake");

    // What was typed is there after the page has been left.
    await page.goto("/today");
    await page.goto("/process?show=edit");
    await page.getByText("1 thing to mend").waitFor();
    await page.getByRole("button", { name: "Discard it" }).click();
    await page.getByText("This is the text in effect").waitFor();
    await page.context().close();
  });

  it("tells in words what a text changes, and publishes it beside the others", async () => {
    const page = await on.at("olga", "/process?show=edit");
    const text = page.getByRole("textbox", { name: "Text of the process" });
    await page.getByText("This is the text in effect").waitFor();
    const [first] = shown.process.steps;
    const renamed = shown.text.replace(`name: ${first!.name}`, "name: Finding names");
    await text.fill(renamed);
    await page.getByText(`“${first!.name}” is now called “Finding names”.`).waitFor();
    await page.getByText("1 new, 1 gone").click();
    await page.getByRole("region", { name: "Line by line" }).getByText("name: Finding names").waitFor();
    // Under a key of its own it replaces nothing, and other tests keep their process.
    await text.fill(renamed.replace(/^process: .*$/m, "process: trial").replace(/^name: .*$/m, "name: On trial"));
    await page.getByRole("switch", { name: "New deals run under it" }).uncheck();
    await page.getByText("The text holds together").waitFor();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("The first version").waitFor();
    const trial = await olga.get<Shown>("/processes/trial");
    expect(trial.default).toBe(false);
    expect(trial.process.steps[0]?.name).toBe("Finding names");
    expect((await olga.get<Shown>("/processes/current")).version).toBe(shown.version);
    await page.context().close();
  });

  it("can be copied as text, on a phone as well", async () => {
    const page = await on.at("ana", "/process?show=text", { width: 360, height: 760, touch: true });
    await page.getByRole("button", { name: "Copy" }).waitFor();
    expect(await overflowing(page)).toEqual([]);
    expect(await findings(page)).toEqual([]);
    expect(await page.getByRole("region", { name: "The process as text" }).locator("pre").last().textContent()).toBe(shown.text);
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(!base)("the settings", () => {
  let on: Cairn;
  beforeAll(async () => {
    on = await cairn();
  });
  afterAll(() => on?.close());

  it("change the company's manners for everybody, by those who may", async () => {
    const reader = await on.at("ana", "/settings/company");
    expect(await reader.getByRole("textbox", { name: "Name" }).isDisabled()).toBe(true);
    const page = await on.at("olga", "/settings/company");
    await page.getByRole("textbox", { name: "Add a holiday" }).fill("24 Dec 2031");
    await page.getByRole("button", { name: "Add a holiday" }).click();
    await page.getByText("Not saved yet.").waitFor();
    await page.getByRole("button", { name: "Save for everybody" }).click();
    await expect.poll(() => page.getByText("Not saved yet.").count()).toBe(0);
    await page.getByText("24 Dec 2031").waitFor();
    const olga = await on.api("olga");
    const { company } = await olga.get<{ company: { holidays: string[] } }>("/session");
    expect(company.holidays).toContain("2031-12-24");
    await reader.context().close();
    await page.context().close();
  });

  it("add a member, move them in the line, and end their access", async () => {
    const page = await on.at("olga", "/settings/members");
    const name = `Vera Trial ${Date.now()}`;
    await page.getByRole("button", { name: "Add a member" }).click();
    const dialog = page.getByRole("dialog", { name: "A new member" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Address").fill(`vera${Date.now()}@northbeck.example.org`);
    await dialog.getByLabel("Reports to").selectOption({ label: "Mia Falk" });
    expect(await findings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Add them" }).click();
    const panel = page.getByRole("dialog", { name });
    await panel.getByRole("radio", { name: /^Viewer/ }).check();
    await panel.getByRole("button", { name: "Save" }).click();
    const olga = await on.api("olga");
    type Members = { members: { name: string; role: string; active: boolean }[] };
    const now = async () => (await olga.get<Members>("/members")).members.find((one) => one.name === name);
    await expect.poll(async () => (await now())?.role).toBe("viewer");
    await panel.getByRole("button", { name: "End their access" }).click();
    await panel.getByRole("button", { name: `End the access of ${name}` }).click();
    await expect.poll(async () => (await now())?.active).toBe(false);
    await panel.getByRole("button", { name: "Let them in again" }).waitFor();
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });
});
