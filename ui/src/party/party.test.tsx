import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionProvider } from "../api/session";
import { ActProvider } from "../parts/act";
import { AddOrganisation, AddPerson } from "./add";
import { countries, countryName, findCountry } from "./country";
import { ListFact, TextFact } from "./facts";
import { Facts } from "../parts/fact";
import { filled } from "./use";

describe("countries", () => {
  it("are known by name and by code, each once", () => {
    expect(countryName("IE")).toBe("Ireland");
    expect(countryName("")).toBe("");
    expect(countryName("q!")).toBe("q!");
    const all = countries();
    expect(all.length).toBeGreaterThan(190);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const code of ["DE", "GB", "US", "CH", "JP", "ZA"]) expect(all.map(({ id }) => id)).toContain(code);
    for (const code of ["DD", "UK", "EU", "ZZ"]) expect(all.map(({ id }) => id)).not.toContain(code);
  });
  it("are found by the beginning first", () => {
    expect(findCountry("de")[0]?.id).toBe("DE");
    expect(findCountry("ire")[0]?.name).toBe("Ireland");
    expect(findCountry("xyz")).toEqual([]);
  });
});

describe("what is sent", () => {
  it("is without what was left empty", () => {
    expect(filled({ name: "x", city: "", emails: [], phones: ["1"], n: 0, country: undefined })).toEqual({ name: "x", phones: ["1"], n: 0 });
  });
});

type Sent = { path: string; body: Record<string, unknown> };
let sent: Sent[];
let alike: object[];
let answer: () => [number, object];

beforeEach(() => {
  sent = [];
  alike = [];
  answer = () => [200, { id: "o9", version: 1 }];
  HTMLDialogElement.prototype.showModal ??= () => {};
  vi.stubGlobal(
    "fetch",
    vi.fn((input: string, init?: RequestInit) => {
      if (init?.method === "POST") sent.push({ path: input, body: JSON.parse(String(init.body)) as Record<string, unknown> });
      const [status, body] = init?.method === "POST" ? answer() : [200, { alike, members: [] }];
      return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
    }),
  );
});
afterEach(() => vi.unstubAllGlobals());

const within = (children: React.ReactNode) => {
  const session = { person: { id: "ines", name: "Ines", role: "salesperson" }, organisation: { name: "N", locale: "en-IE", zone: "UTC", currency: "EUR" }, rights: ["sell"] };
  return render(
    <SessionProvider session={session}>
      <ActProvider>{children}</ActProvider>
    </SessionProvider>,
  );
};

describe("adding an organisation", () => {
  it("names likely duplicates, and takes one instead", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    alike = [{ noun: "organisation", id: "o1", name: "Brackwater Paper", detail: "Sligo", score: 0.9 }];
    const onDone = vi.fn();
    within(<AddOrganisation onDone={onDone} onClose={() => {}} />);
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Brakwater" } });
    await act(async () => vi.advanceTimersByTime(400));
    vi.useRealTimers();
    fireEvent.click(await screen.findByRole("button", { name: "Brackwater Paper" }));
    expect(onDone).toHaveBeenCalledWith("o1");
    expect(sent).toEqual([]);
  });
  it("sends what was typed, and keeps it when it is refused", async () => {
    answer = () => [422, { type: "/problems/invalid", field: "domain", remedy: "a domain such as example.org" }];
    const onDone = vi.fn();
    within(<AddOrganisation onDone={onDone} onClose={() => {}} />);
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Brackwater" } });
    fireEvent.change(screen.getByLabelText(/Web domain/), { target: { value: "x y" } });
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Add an organisation" })));
    expect(sent).toEqual([{ path: "/api/organisations?dry_run=true", body: { name: "Brackwater", domain: "x y", relation: "stranger" } }]);
    expect(screen.getByText("a domain such as example.org")).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Brackwater");
    expect(onDone).not.toHaveBeenCalled();
  });
});

describe("adding somebody who is likely known", () => {
  it("asks first, and adds when told so again", async () => {
    answer = () => [200, { id: "p9", version: 1, alike: [{ noun: "person", id: "p1", name: "Ida Brandvold", detail: "Maintenance" }] }];
    const onDone = vi.fn();
    within(<AddPerson organisation={{ id: "o1", name: "Brackwater" }} onDone={onDone} onClose={() => {}} />);
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Ida Brandvold" } });
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Add a person" })));
    expect(screen.getByRole("button", { name: "Ida Brandvold" })).toBeTruthy();
    expect(onDone).not.toHaveBeenCalled();
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Add it all the same" })));
    const body = { name: "Ida Brandvold", organisation: "o1" };
    expect(sent).toEqual([
      { path: "/api/people?dry_run=true", body },
      { path: "/api/people", body },
    ]);
    expect(onDone).toHaveBeenCalledWith("p9");
  });
});

describe("a fact", () => {
  const party = { id: "p1", version: 3 };
  it("is changed where it stands, by the version that was seen", async () => {
    within(
      <Facts>
        <TextFact noun="person" party={party} may field="title" label="What they do" value="Maintenance" />
      </Facts>,
    );
    fireEvent.click(screen.getByRole("button", { name: /Change What they do/ }));
    fireEvent.change(screen.getByLabelText("What they do"), { target: { value: "Head of maintenance" } });
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Change" })));
    expect(sent).toEqual([{ path: "/api/people/p1/change", body: { title: "Head of maintenance", version: 3 } }]);
  });
  it("with several values offers one more, and sends those that are filled", async () => {
    within(
      <Facts>
        <ListFact noun="person" party={party} may field="phones" label="Telephone" type="tel" value={["1"]} shown={(one) => one} />
      </Facts>,
    );
    fireEvent.click(screen.getByRole("button", { name: /Change Telephone/ }));
    fireEvent.change(screen.getByLabelText("Telephone 2"), { target: { value: "2" } });
    expect(screen.getByLabelText("Telephone 3")).toBeTruthy();
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Change" })));
    expect(sent[0]?.body).toEqual({ phones: ["1", "2"], version: 3 });
  });
  it("cannot be changed by who may not", () => {
    within(
      <Facts>
        <TextFact noun="person" party={party} may={false} field="title" label="What they do" value="Maintenance" />
      </Facts>,
    );
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.getByText("Maintenance")).toBeTruthy();
  });
});
