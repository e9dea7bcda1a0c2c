import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Act, ActProvider, useActs } from "./act";
import { isMeant, met, ranked } from "./order";
import Palette, { type Found } from "./palette";

afterEach(cleanup);

const close = vi.fn();
const acts: Act[] = [
  { id: "win", title: "Close the deal", detail: "Gorsfeld Mills", run: close },
  { id: "new", title: "New", run: close },
];
let answer: (found: Found[]) => void = () => {};
const search = () => new Promise<Found[]>((done) => (answer = done));

function Open() {
  useActs(acts);
  const [open, set] = useState(false);
  return (
    <>
      <button type="button" onClick={() => set(true)}>
        open
      </button>
      {open && <Palette search={search} onClose={() => set(false)} />}
    </>
  );
}
function type(words: string) {
  render(
    <ActProvider>
      <Open />
    </ActProvider>,
  );
  close.mockClear();
  fireEvent.click(screen.getByText("open"));
  const box = screen.getByRole("combobox");
  fireEvent.change(box, { target: { value: words } });
  return box;
}
const shown = () => screen.getAllByRole("option").map((one) => one.textContent);
const hit = (title: string, more: Partial<Found> = {}): Found => ({ id: title, title, href: `/found/${title}`, ...more });

describe("the palette", () => {
  it("does not offer to act on what is named, only what is done by its own words", async () => {
    type("gorsf");
    expect(screen.queryAllByRole("option")).toHaveLength(0);
    await waitFor(() => expect(screen.getByText("Looking …")).toBeDefined());
  });
  it("has what is called so before what can be done", async () => {
    type("close");
    await new Promise((done) => setTimeout(done, 120));
    answer([hit("Closer demo")]);
    await waitFor(() => expect(shown().map((one) => one?.slice(0, 11))).toEqual(["Close the d", "Closer demo"]));
    cleanup();
    type("clo");
    await new Promise((done) => setTimeout(done, 120));
    answer([hit("Closer demo")]);
    await waitFor(() => expect(shown().map((one) => one?.slice(0, 11))).toEqual(["Closer demo", "Close the d"]));
  });
  it("lets Enter wait for what is being looked for", async () => {
    const box = type("clo");
    fireEvent.keyDown(box, { key: "Enter" });
    expect(close).not.toHaveBeenCalled();
    await new Promise((done) => setTimeout(done, 120));
    answer([hit("Closer demo")]);
    await waitFor(() => expect(location.pathname).toBe("/found/Closer%20demo"));
    expect(close).not.toHaveBeenCalled();
  });
  it("does at once what was typed in full", async () => {
    const box = type("new");
    fireEvent.keyDown(box, { key: "Enter" });
    await waitFor(() => expect(close).toHaveBeenCalledTimes(1));
  });
});

describe("what was found", () => {
  it("stands by how it is called, and before what is over", () => {
    const found = [
      hit("Steam", { detail: "Gorsfeld Mills", over: true }),
      hit("Boiler", { detail: "Gorsfeld Mills" }),
      hit("Ida Kestrel"),
      hit("Gorsfeld Mills"),
    ];
    expect(ranked("gorsf", found).map(({ title }) => title)).toEqual(["Gorsfeld Mills", "Boiler", "Steam", "Ida Kestrel"]);
  });
  it("has its letters marked, each word by itself", () => {
    expect([...met("mil gors", "Gorsfeld Mills")]).toEqual([9, 10, 11, 0, 1, 2, 3]);
    expect([...met("xyz", "Gorsfeld")]).toEqual([]);
  });
  it("is told from an act by whole words", () => {
    expect(isMeant({ title: "Park…" }, "park")).toBe(true);
    expect(isMeant({ title: "Parked" }, "park")).toBe(false);
    expect(isMeant({ title: "Park…" }, "")).toBe(false);
  });
});
