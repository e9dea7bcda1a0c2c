// The deal's page against a server in the test: what is asked, sent, shown and kept.
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionProvider } from "../api/session";
import type { DealPage, Moves } from "../api/types";
import { ActProvider } from "../parts/act";
import { dealPage, point, step } from "./sample";
import { DealView } from "./view";

type Sent = { path: string; body: Record<string, unknown> };
let page: DealPage;
let sent: Sent[];
let answer: (sent: Sent) => [status: number, body: object];
/** What the server has to wait for before it says how the deal stands. */
let held: Promise<void>;
let moves: () => Moves;
let at = 0;

const json = (status: number, body: object) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

function serve(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = new URL(String(input), "http://localhost");
  const path = url.pathname.replace(`/api/deals/${page.deal.id}`, "");
  if (init?.method === "POST") {
    const one = { path, body: JSON.parse(String(init.body)) as Record<string, unknown> };
    sent.push(one);
    return Promise.resolve(json(...answer(one)));
  }
  if (path === "") return held.then(() => json(200, page));
  if (path === "/moves") return held.then(() => json(200, moves()));
  if (path === "/events") return Promise.resolve(json(200, { events: [], names: {} }));
  if (url.pathname === "/api/changes") return new Promise(() => {});
  return Promise.resolve(json(200, { members: [{ id: "ines", name: "Ines Okafor", role: "salesperson", manager: "dana", active: true }, { id: "dana", name: "Dana Whitlock", role: "manager", active: true }] }));
}

beforeEach(() => {
  // Answers are kept by address: another id for each test.
  page = dealPage({}, { id: `d${++at}` });
  sent = [];
  held = Promise.resolve();
  moves = () => ({ version: page.deal.version, steps: { three: { rule: "P-11", to: "three", missing: [{ checkpoint: "money", step: "two", question: "money?", strength: "gate" }] } }, win: null });
  answer = () => [200, { id: page.deal.id, version: page.deal.version + 1 }];
  vi.stubGlobal("fetch", vi.fn(serve));
  Element.prototype.scrollIntoView = () => {};
  HTMLElement.prototype.showPopover ??= () => {};
});
afterEach(() => vi.unstubAllGlobals());

async function open(more: Partial<Parameters<typeof DealView>[0]> = {}) {
  const session = { person: { id: "ines", name: "Ines Okafor", role: "salesperson" }, organisation: { name: "Northbeck", locale: "en-IE", zone: "UTC", currency: "EUR" }, rights: ["read", "sell"] };
  render(
    <SessionProvider session={session}>
      <ActProvider>
        <DealView id={page.deal.id} asOf={undefined} onAsOf={() => {}} onStep={() => {}} {...more} />
      </ActProvider>
    </SessionProvider>,
  );
  await screen.findByRole("navigation", { name: "Path" });
}

const card = (question: string) => screen.getByRole("article", { name: question });

describe("a checkpoint", () => {
  it("takes the answer in place and sends it", async () => {
    await open();
    fireEvent.click(within(card("money?")).getByRole("button", { name: /Their answer/ }));
    fireEvent.change(within(card("money?")).getByLabelText("Answer"), { target: { value: "In this year’s budget" } });
    await act(async () => fireEvent.click(within(card("money?")).getByRole("button", { name: "Record the answer" })));
    expect(sent).toEqual([{ path: "/give", body: { checkpoint: "money", text: "In this year’s budget" } }]);
  });

  it("keeps what was typed when it is put away", async () => {
    await open();
    fireEvent.click(within(card("money?")).getByRole("button", { name: /Their answer/ }));
    const field = within(card("money?")).getByLabelText("Answer");
    fireEvent.change(field, { target: { value: "half a thought" } });
    fireEvent.keyDown(field, { key: "Escape" });
    expect(within(card("money?")).queryByLabelText("Answer")).toBeNull();
    fireEvent.click(within(card("money?")).getByRole("button", { name: /Their answer/ }));
    expect(within(card("money?")).getByLabelText<HTMLTextAreaElement>("Answer").value).toBe("half a thought");
  });

  it("takes the answer back from the page when the server refuses", async () => {
    answer = () => [422, { type: "/problems/invalid", detail: "An answer is missing.", key: "evidence.text" }];
    await open();
    fireEvent.click(within(card("money?")).getByRole("button", { name: /Their answer/ }));
    fireEvent.change(within(card("money?")).getByLabelText("Answer"), { target: { value: "x" } });
    await act(async () => fireEvent.click(within(card("money?")).getByRole("button", { name: "Record the answer" })));
    expect(within(card("money?")).getByRole("alert").textContent).toContain("An answer is missing.");
    expect(within(card("money?")).getByLabelText<HTMLTextAreaElement>("Answer").value).toBe("x");
  });

  it("asks the manager by name for an override", async () => {
    await open();
    fireEvent.click(await waitFor(() => within(card("money?")).getByRole("button", { name: "More about “money?”" })));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Ask Dana Whitlock for an override" }));
    fireEvent.change(screen.getByLabelText("Why it should pass without"), { target: { value: "It is in the tender" } });
    await act(async () => fireEvent.click(within(card("money?")).getByRole("button", { name: "Ask Dana Whitlock for an override" })));
    expect(sent).toEqual([{ path: "/ask", body: { checkpoint: "money", why: "It is in the tender" } }]);
  });

  it("offers the answer to who may give it", async () => {
    page = dealPage({ path: [step("two", { state: "here", points: [point("money", { passer: "you", asked: { checkpoint: "money", why: "In the tender", by: "ines", at: 1 } })] })], manages: true }, { id: `d${at}` });
    await open();
    expect(card("money?").textContent).toContain("Ines Okafor asked for an override");
    fireEvent.click(within(card("money?")).getByRole("button", { name: "Let it pass…" }));
    fireEvent.change(screen.getByLabelText("Why it may pass without"), { target: { value: "Known buyer" } });
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Let it pass" })));
    // A decision names the version that its author saw.
    expect(sent).toEqual([{ path: "/override", body: { checkpoint: "money", why: "Known buyer", version: 7 } }]);
  });
});

describe("another’s change", () => {
  it("is told with who and what, and what was typed stays", async () => {
    answer = () => {
      page = { ...page, deal: { ...page.deal, version: 9 } };
      return [409, { type: "/problems/conflict", key: "deal.changed_since", detail: "Changed.", values: { what: "deal.moved deal.offered", who: "dana dana" } }];
    };
    await open();
    fireEvent.click(screen.getByRole("button", { name: /^Change Name/ }));
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Mill 3" } });
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Change" })));
    const told = screen.getByRole("alert").textContent!;
    expect(told).toContain("Dana Whitlock moved it to another step.");
    expect(told).toContain("Dana Whitlock recorded an offer.");
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Mill 3");
    // The deal has been asked for again: the next press names the version that is seen now.
    held = Promise.resolve();
  moves = () => ({ version: page.deal.version, steps: { three: { rule: "P-11", to: "three", missing: [{ checkpoint: "money", step: "two", question: "money?", strength: "gate" }] } }, win: null });
  answer = () => [200, { id: page.deal.id, version: 10 }];
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Change" })));
    expect(sent.map(({ body }) => body.version)).toEqual([7, 9]);
  });
});

describe("a past day", () => {
  it("is asked for as it stood, and nothing can be changed there", async () => {
    await open({ asOf: "2020-03-01" });
    const asked = vi.mocked(fetch).mock.calls.map(([input]) => String(input));
    expect(asked.some((one) => one.includes(`as_of=${encodeURIComponent("2020-03-01T23:59:59Z")}`))).toBe(true);
    expect(asked.some((one) => one.includes("/moves"))).toBe(false);
    expect(screen.getByText(/Nothing can be changed here/)).toBeTruthy();
    expect(within(card("money?")).queryAllByRole("button")).toEqual([]);
    expect(screen.queryByRole("button", { name: /^Change Name/ })).toBeNull();
  });
});

describe("what stands in the way", () => {
  it("is listed with the way to it", async () => {
    const onStep = vi.fn();
    await open({ onStep });
    const list = await screen.findByRole("heading", { name: "Before “Do three”" });
    fireEvent.click(within(list.closest("section")!).getByRole("button", { name: "money?" }));
    expect(onStep).toHaveBeenCalledWith("two");
  });
});

describe("] pressed twice", () => {
  it("goes on from where the first has led", async () => {
    const path = (here: string) =>
      ["one", "two", "three", "four"].map((key, i, all) => step(key, { state: key === here ? "here" : i < all.indexOf(here) ? "done" : "ahead" }));
    const at = page.deal.id;
    page = dealPage({ path: path("two") }, { id: at });
    // From here everything passes, even a jump; from there a question is in the way.
    const later: Moves["steps"] = { four: { rule: "P-11", to: "four", missing: [{ checkpoint: "later", question: "And later?", strength: "gate" }] } };
    moves = () => ({ version: page.deal.version, steps: page.deal.step === "two" ? { three: null, four: null } : later, win: null });
    await open();
    await waitFor(() => expect(screen.getByText("can be done at once.")).toBeTruthy());
    let release = () => {};
    answer = () => {
      held = new Promise((done) => (release = done));
      page = dealPage({ path: path("three") }, { id: at, step: "three", version: 8 });
      return [200, { id: at, version: 8 }];
    };
    await act(async () => fireEvent.keyDown(document.body, { key: "]" }));
    await act(async () => fireEvent.keyDown(document.body, { key: "]" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await act(async () => release());
    const panel = await screen.findByRole("dialog");
    await within(panel).findByRole("heading", { name: "Brackwater to FOUR" });
    expect(within(panel).getByText(/And later/)).toBeTruthy();
    expect(sent).toEqual([{ path: "/move", body: { to: "three", version: 7 } }]);
  });
});
