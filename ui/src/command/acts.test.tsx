import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionProvider, sessionOf } from "../api/session";
import type { Me } from "../api/types";
import { stale } from "../api/use";
import { type Act, ActProvider, useActive } from "../parts/act";
import { CommandActs, viewHref } from "./acts";

afterEach(() => {
  cleanup();
  stale("/");
  vi.unstubAllGlobals();
});

const me = (can: string[]): Me =>
  ({ member: { id: "p", name: "Ines Okafor", role: "salesperson" }, can, manages: false, company: { name: "N", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" }, today: "2026-11-23" }) as unknown as Me;

let acts: readonly Act[] = [];
function Listen() {
  acts = useActive();
  return null;
}
async function offered(can: string[]): Promise<string[]> {
  const views = [
    { id: "v1", name: "Stuck", page: "pipeline", query: "next=none", team: true },
    { id: "v2", name: "Dropped", page: "pipeline", query: "", team: false, gone: true },
  ];
  vi.stubGlobal("fetch", async () => Response.json({ views }));
  render(
    <SessionProvider session={sessionOf(me(can))}>
      <ActProvider>
        <CommandActs />
        <Listen />
      </ActProvider>
    </SessionProvider>,
  );
  await vi.waitFor(() => expect(acts.some(({ id }) => id.startsWith("view."))).toBe(true));
  return acts.map(({ id }) => id);
}

describe("the palette everywhere", () => {
  it("goes to saved views that are still there", async () => {
    const ids = await offered(["read"]);
    expect(ids).toContain("view.v1");
    expect(ids).not.toContain("view.v2");
    acts.find(({ id }) => id === "view.v1")!.run();
    expect(location.pathname + location.search).toBe("/pipeline?next=none");
  });
  it("offers the company's settings to those who may change them", async () => {
    expect(await offered(["read", "administer"])).toContain("go.company");
    cleanup();
    expect(await offered(["read", "sell"])).not.toContain("go.company");
  });
  it("changes the theme, and offers the others then", async () => {
    expect(await offered(["read"])).toContain("theme.dark");
    acts.find(({ id }) => id === "theme.dark")!.run();
    await vi.waitFor(() => expect(acts.map(({ id }) => id)).not.toContain("theme.dark"));
    expect(acts.map(({ id }) => id)).toContain("theme.system");
    acts.find(({ id }) => id === "theme.system")!.run();
  });
  it("knows the address of a view", () => {
    expect(viewHref({ page: "organisations", query: "?q=a%20b" })).toBe("/organisations?q=a%20b");
    expect(viewHref({ page: "people", query: "" })).toBe("/people");
  });
});
