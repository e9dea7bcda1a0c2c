// Who reports to whom, who is away, who leaves, and what each may see and do.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, overflowing, shot } from "./browser";
import { type Api, base, type Cairn, cairn, inDays, lead } from "./cairn";

type Member = { id: string; name: string; manager?: string; active: boolean; away?: { from: string; until: string; to?: string }[]; deals?: number };

describe.skipIf(!base)("the members", () => {
  let on: Cairn;
  let olga: Api;
  let made = 0;
  const all = async () => (await olga.get<{ members: Member[] }>("/members?deals=true")).members;
  const called = async (name: string) => (await all()).find((one) => one.name === name)!;
  const add = async (name: string, manager: string, role = "salesperson") => {
    const { id } = await olga.post("/members", { name, email: `m${Date.now()}${made++}@northbeck.example.org`, role, manager: (await called(manager)).id });
    return id;
  };
  beforeAll(async () => {
    on = await cairn();
    olga = await on.api("olga");
  });
  afterAll(() => on?.close());

  it("are moved in the tree by keyboard, after showing what it means, and moved back", async () => {
    const name = `Kim Keys ${Date.now()}`;
    const id = await add(name, "Mia Falk");
    const page = await on.at("olga", "/settings/members");
    const tree = page.getByRole("tree", { name: "Who reports to whom" });
    const row = tree.getByRole("treeitem", { name: new RegExp(name) });
    const level = Number(await row.getAttribute("aria-level"));
    await row.focus();
    await page.keyboard.press("Alt+ArrowLeft");
    const dialog = page.getByRole("dialog", { name: `${name} reports to` });
    await dialog.getByText(/Mia Falk will no longer see/).waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, "members-move");
    await dialog.getByRole("button", { name: /^Let Kim report to/ }).click();
    await page.getByText(new RegExp(`${name} reports to .* now`)).waitFor();
    const mia = await called("Mia Falk");
    await expect.poll(async () => (await called(name)).manager ?? "").toBe(mia.manager ?? "");
    await expect.poll(async () => Number(await row.getAttribute("aria-level"))).toBe(level - 1);
    await page.keyboard.press("Control+z");
    await expect.poll(async () => (await called(name)).manager).toBe(mia.id);
    // The arrows go through the tree, and fold it.
    await tree.getByRole("treeitem", { name: /^(MF ?)?Mia Falk/ }).focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => row.count()).toBe(0);
    await page.keyboard.press("ArrowRight");
    await row.waitFor();
    await page.keyboard.press("r");
    await page.getByRole("dialog", { name: "Mia Falk reports to" }).getByLabel("Reports to").selectOption({ label: `${name}, Salesperson` });
    await page.getByText(/This line would run in a circle/).waitFor();
    expect(await page.getByRole("button", { name: /^Let Mia report to/ }).isDisabled()).toBe(true);
    expect((await called("Mia Falk")).manager).toBe(mia.manager);
    await olga.post(`/members/${id}/deactivate`, {});
    expect(on.complaints()).toEqual([]);
    await page.context().close();
  });

  it("are moved by dragging", async () => {
    const name = `Dora Drag ${Date.now()}`;
    const id = await add(name, "Olga Lindqvist");
    const page = await on.at("olga", "/settings/members");
    const row = page.getByRole("treeitem", { name: new RegExp(name) });
    await row.dragTo(page.getByRole("treeitem", { name: /^(MF ?)?Mia Falk/ }));
    const dialog = page.getByRole("dialog", { name: `${name} reports to` });
    await dialog.getByRole("button", { name: "Let Dora report to Mia" }).click();
    const mia = await called("Mia Falk");
    await expect.poll(async () => (await called(name)).manager).toBe(mia.id);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(async () => (await called(name)).manager).not.toBe(mia.id);
    await olga.post(`/members/${id}/deactivate`, {});
    await page.context().close();
  });

  it("enter an absence, with who stands in", async () => {
    const mia = await called("Mia Falk");
    const page = await on.at("mia", `/settings/members?member=${mia.id}`);
    const panel = page.getByRole("dialog", { name: "Mia Falk" });
    const form = panel.getByRole("form", { name: "Absence" });
    await form.getByLabel(/^From/).fill(inDays(20));
    await form.getByLabel(/^Until/).fill(inDays(22));
    await form.getByLabel("Stands in").selectOption({ label: "Ana Ruiz" });
    await form.getByText(/Ana Ruiz will see/).waitFor();
    await shot(page, "members-absence");
    expect(await findings(page)).toEqual([]);
    await form.getByRole("button", { name: "Enter the absence" }).click();
    await panel.getByText("Ana Ruiz stands in").waitFor();
    const ana = await called("Ana Ruiz");
    expect((await called("Mia Falk")).away).toContainEqual({ from: inDays(20), until: inDays(22), to: ana.id });
    await panel.getByRole("button", { name: "Drop it" }).click();
    await expect.poll(async () => (await called("Mia Falk")).away ?? []).toEqual([]);
    await page.context().close();
  });

  it("leave at once, while they look at the board, and hand their deals over", async () => {
    const name = `Leo Leaver ${Date.now()}`;
    const id = await add(name, "Mia Falk");
    const { address } = await olga.post<{ address: string }>(`/members/${id}/invite`, {});
    const theirs = await on.stranger();
    await theirs.goto(new URL(address).pathname + new URL(address).search);
    for (const field of await theirs.locator("input[type=password]").all()) await field.fill("four plain words here");
    await theirs.keyboard.press("Enter");
    await theirs.waitForURL((url) => !url.pathname.startsWith("/invitation"));
    const { id: deal } = await lead(olga, "Handed Demo", { owner: id });
    await theirs.goto("/pipeline");
    await theirs.getByText("Handed Demo").first().waitFor();

    const page = await on.at("olga", `/settings/members?member=${id}`);
    const panel = page.getByRole("dialog", { name });
    await panel.getByLabel("Their open deals go to").selectOption({ label: "Ben Okafor" });
    await panel.getByRole("button", { name: "End their access" }).click();
    const begun = Date.now();
    await panel.getByRole("button", { name: `End the access of ${name}` }).click();
    await theirs.waitForURL(/\/sign-in/, { timeout: 5000 });
    expect(Date.now() - begun).toBeLessThan(3000);
    await panel.getByText("All open deals are handed over.").waitFor();
    const ben = await called("Ben Okafor");
    const { deal: now } = await olga.get<{ deal: { owner: string } }>(`/deals/${deal}`);
    expect(now.owner).toBe(ben.id);
    await shot(page, "members-left");
    expect(await findings(page)).toEqual([]);
    await panel.getByRole("button", { name: "Let them in again" }).click();
    await expect.poll(async () => (await called(name)).active).toBe(true);
    await olga.post(`/members/${id}/deactivate`, {});
    await theirs.context().close();
    await page.context().close();
  });

  it("show what somebody may see and do, and why", async () => {
    const ana = await called("Ana Ruiz");
    const page = await on.at("mia", `/settings/members?member=${ana.id}`);
    await page.getByRole("link", { name: "What they may see and do" }).click();
    await page.getByRole("heading", { name: "Rights of Ana Ruiz" }).waitFor();
    await page.getByRole("row", { name: /Ana Ruiz.*their own/ }).waitFor();
    await page.getByText("Open a deal, at its first step").waitFor();
    await page.getByRole("radio", { name: "What they may not" }).click();
    await page.getByText("Publish a version of a process").first().waitFor();
    expect(await findings(page)).toEqual([]);
    await shot(page, "members-rights", true);
    const not = await on.at("ana", `/settings/members/${(await called("Mia Falk")).id}/rights`);
    await not.getByText("Whose rights these are is not for everybody").waitFor();
    await not.context().close();
    await page.context().close();
  });

  it("look right in both themes and on a phone", async () => {
    const ana = await called("Ana Ruiz");
    for (const look of [{ theme: "light" }, { theme: "dark" }, { theme: "light", width: 360, height: 760, touch: true }] as const) {
      const size = "width" in look ? "phone" : "wide";
      for (const [what, path] of [
        ["tree", "/settings/members"],
        ["list", "/settings/members?as=list"],
        ["rights", `/settings/members/${ana.id}/rights`],
        ["company", "/settings/company"],
      ] as const) {
        const page = await on.at("olga", path, look);
        if (what === "tree") await page.getByRole("treeitem").first().waitFor();
        else if (what !== "company") await page.getByRole("row").first().waitFor();
        else await page.getByLabel("Salespeople see").waitFor();
        expect(await findings(page), `${what} ${look.theme} ${size}`).toEqual([]);
        expect(await overflowing(page), `${what} ${look.theme} ${size}`).toEqual([]);
        await shot(page, `members-${what}-${look.theme}-${size}`);
        await page.context().close();
      }
    }
    expect(on.complaints()).toEqual([]);
  });
});
