import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionProvider } from "../api/session";
import type { DealPage } from "../api/types";
import { SettleAll } from "./concern";
import { acceptCommands, accepterOf, type Draft, restOf, unsettled } from "./draft";
import { AcceptFields, partOf } from "./people";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const organisation = { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" };
const session = { person: { id: "p", name: "Ines Okafor", role: "Salesperson" }, organisation };
const page = {
  deal: {
    concerns: [
      { id: "c1", state: "open", text: "Too dear" },
      { id: "c2", state: "open", text: "Too late" },
      { id: "c3", state: "resolved", text: "Too large" },
    ],
    offers: [{ number: 1, state: "out", to: "thorn" }],
    organisation: "o",
  },
  people: [
    { person: "moor", name: "Karl Moor", influence: "uses" },
    { person: "thorn", name: "Karin Thorn", title: "Head of purchasing", influence: "decides" },
  ],
  names: {},
} as unknown as DealPage;

const notes: (Draft | undefined)[] = [];
function Fields({ what: What, begins = {}, form = false }: { what: typeof SettleAll; begins?: Draft; form?: boolean }) {
  const [draft, set] = useState<Draft>(begins);
  return (
    <SessionProvider session={session}>
      <What draft={draft} set={(change) => set({ ...draft, ...change })} page={page} tight note={form ? undefined : (change) => notes.push(change)} />
    </SessionProvider>
  );
}
const row = (name: string) => within(screen.getByRole("group", { name }));

describe("concerns that are open", () => {
  it("are noted one by one", () => {
    notes.length = 0;
    render(<Fields what={SettleAll} begins={{ settled: { c2: { answer: "We" } } }} />);
    fireEvent.click(row("Too dear").getByRole("radio", { name: "resolved" }));
    fireEvent.change(row("Too dear").getByRole("textbox"), { target: { value: "Paid in parts" } });
    fireEvent.keyDown(row("Too dear").getByRole("textbox"), { key: "Enter" });
    expect(notes).toEqual([{ settled: { c1: { state: "resolved", answer: "Paid in parts" } } }]);
  });
  it("say what is missing where Enter is pressed too early", () => {
    notes.length = 0;
    render(<Fields what={SettleAll} />);
    const dear = row("Too dear");
    fireEvent.keyDown(dear.getByRole("textbox"), { key: "Enter" });
    expect(dear.getByText("Choose what became of it.")).toBeDefined();
    expect(document.activeElement).toBe(dear.getByRole("radio", { name: "resolved" }));
    fireEvent.click(dear.getByRole("radio", { name: "resolved" }));
    fireEvent.keyDown(dear.getByRole("textbox"), { key: "Enter" });
    expect(dear.getByText("Say what settled it for them.")).toBeDefined();
    expect(notes).toEqual([]);
  });
  it("leave what is complete to the form around them, and keep from it what is not", () => {
    render(<Fields what={SettleAll} begins={{ settled: { c1: { state: "withdrawn" } } }} form />);
    expect(fireEvent.keyDown(row("Too dear").getByRole("textbox"), { key: "Enter" })).toBe(true);
    expect(fireEvent.keyDown(row("Too late").getByRole("textbox"), { key: "Enter" })).toBe(false);
  });
  it("lose nothing that was typed at another when one is noted", () => {
    const draft: Draft = { settled: { c1: { state: "resolved", answer: "x" }, c2: { answer: "half" } } };
    expect(restOf(draft, [{ verb: "settle", body: { concern: "c1" } }])).toEqual({ settled: { c2: { answer: "half" } } });
    expect(restOf({ text: "said" }, [{ verb: "give", body: {} }])).toEqual({});
  });
  it("can be resolved by an answer that is known already", () => {
    const concern = { id: "c", state: "open", text: "?", answer: "As last year" } as Parameters<typeof unsettled>[0];
    expect(unsettled(concern, { state: "resolved" })).toBeUndefined();
    expect(unsettled({ ...concern, answer: "" }, { state: "resolved" })).toBe("answer");
  });
});

describe("an acceptance", () => {
  it("begins with those to whom the offer went, and is not said by that alone", () => {
    expect(accepterOf({}, page)).toEqual({ id: "thorn", name: "Karin Thorn" });
    expect(accepterOf({ person: null }, page)).toBeNull();
    expect(acceptCommands({})).toEqual([]);
  });
  it("is noted by a press", () => {
    notes.length = 0;
    render(<Fields what={AcceptFields as typeof SettleAll} />);
    fireEvent.click(screen.getByRole("button", { name: "Accepted, note it" }));
    expect(notes).toEqual([{ person: { id: "thorn", name: "Karin Thorn" } }]);
  });
  it("says that somebody must have accepted", () => {
    notes.length = 0;
    render(<Fields what={AcceptFields as typeof SettleAll} begins={{ person: null }} />);
    fireEvent.click(screen.getByRole("button", { name: "Accepted, note it" }));
    expect(screen.getByText("Say who accepted it.")).toBeDefined();
    expect(notes).toEqual([]);
  });
  it("finds those of the deal before others of the name", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ people: [{ id: "kraft", name: "Karin Kraft", title: "Production" }, { id: "thorn", name: "Karin Thorn" }], names: {} }));
    render(<Fields what={AcceptFields as typeof SettleAll} begins={{ person: null }} />);
    fireEvent.change(screen.getByRole("combobox"), { target: { value: "Karin" } });
    await waitFor(() => expect(screen.getAllByRole("option").map((one) => one.textContent)).toEqual(["Karin Thorndecides, Head of purchasing", "Karin KraftProduction"]));
  });
  it("tells each one's part", () => {
    expect(partOf(page, "").map(({ name, detail }) => [name, detail])).toEqual([["Karl Moor", "uses it"], ["Karin Thorn", "decides, Head of purchasing"]]);
    expect(partOf(page, "thor").map(({ id }) => id)).toEqual(["thorn"]);
  });
});
