// The second half of coming in: a code from the phone, or from paper, at pages that need no script.
import { createHmac } from "node:crypto";
import { request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base, type Cairn, cairn } from "./cairn";
import { findings, overflowing, shot } from "./browser";

const secret = "a lantern by the lake";

/** What a phone shows (RFC 6238). */
function code(shared: string, at: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...shared].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const sum = createHmac("sha1", key).update(step).digest();
  return String((sum.readUInt32BE((sum[19] ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

describe.skipIf(!base)("signing in with a phone", () => {
  let on: Cairn;
  let codes: string[];
  const email = `phone.${Date.now()}@northbeck.example.org`;
  beforeAll(async () => {
    on = await cairn();
    const olga = await request.newContext({ baseURL: base, extraHTTPHeaders: { "X-Cairn": "1" } });
    await olga.post("/sign-in", { data: { email: "olga.lindqvist@northbeck.example.org", password: "stones on a trail" } });
    const made = (await (await olga.post("/api/members", { data: { name: "Phone Demo", email, role: "viewer" } })).json()) as { id: string };
    const { address } = (await (await olga.post(`/api/members/${made.id}/invite`)).json()) as { address: string };
    const mine = await request.newContext({ baseURL: base, extraHTTPHeaders: { "X-Cairn": "1" } });
    await mine.post("/invitation", { form: { token: new URL(address).searchParams.get("token") ?? "", password: secret } });
    const begun = (await (await mine.post("/api/second/begin", { data: { password: secret } })).json()) as { secret: string };
    const answer = await mine.post("/api/second/confirm", { data: { code: code(begun.secret, Date.now()) } });
    codes = ((await answer.json()) as { codes: string[] }).codes;
    await Promise.all([olga.dispose(), mine.dispose()]);
  });
  afterAll(() => on.close());

  it("takes two steps, and leads to where one wanted to go", async () => {
    for (const [i, look] of ([{ theme: "light" }, { theme: "dark", width: 360, height: 760, touch: true }] as const).entries()) {
      const page = await on.stranger(look);
      await page.goto("/sign-in?next=/organisations");
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password").fill(secret);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/sign-in\/second/);
      await page.getByLabel("Code").fill("000000");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
      expect(await findings(page)).toEqual([]);
      expect(await overflowing(page)).toEqual([]);
      await shot(page, `second-${look.theme}`);
      await page.getByLabel("Code").fill(codes[i] ?? "");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/organisations");
      await page.context().close();
    }
  });

  it("leads to who helps with a forgotten password", async () => {
    const page = await on.stranger({ theme: "light", width: 360, height: 760, touch: true });
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgotten the password?" }).click();
    await page.getByRole("heading", { level: 1, name: "A new password" }).waitFor();
    expect(await findings(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
    await page.context().close();
  });
});
