import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findAll, viewHref } from "./search";
import { SessionProvider, sessionOf } from "../api/session";
import type { Me } from "../api/types";
import { stale } from "../api/use";
import { type Act, ActProvider, useActive } from "../parts/act";
import { CommandActs } from "./acts";

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
  render(
    <SessionProvider session={sessionOf(me(can))}>
      <ActProvider>
        <CommandActs />
        <Listen />
      </ActProvider>
    </SessionProvider>,
  );
  await vi.waitFor(() => expect(acts.length).toBeGreaterThan(0));
  return acts.map(({ id }) => id);
}

describe("the palette everywhere", () => {
  it("goes to the pages that the rail does not show", async () => {
    expect(await offered(["read"])).toContain("go.overrides");
    acts.find(({ id }) => id === "go.overrides")!.run();
    expect(location.pathname).toBe("/overrides");
  });
  it("finds saved views that are still there, after what the server found", async () => {
    const views = [
      { id: "v1", name: "Stuck deals", page: "pipeline", query: "next=none" },
      { id: "v2", name: "Stuck and gone", page: "pipeline", query: "", gone: true },
      { id: "v3", name: "Others", page: "people", query: "" },
    ];
    const hits = [{ noun: "deal", id: "d", name: "Stuck valve" }];
    vi.stubGlobal("fetch", async (address: string) => Response.json(address.startsWith("/api/views") ? { views } : { hits }));
    const found = await findAll("stuck", new AbortController().signal);
    expect(found.map(({ href }) => href)).toEqual(["/deals/d", "/pipeline?next=none"]);
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
