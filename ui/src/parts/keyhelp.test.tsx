import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionProvider } from "../api/session";
import { ActProvider, useActs } from "./act";
import KeyHelp from "./keyhelp";
import { kept } from "./kept";

afterEach(cleanup);

const organisation = { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" };
const session = { person: { id: "p", name: "Ines Okafor", role: "Salesperson" }, organisation };
const run = vi.fn();
function Offers() {
  useActs([
    { id: "down", title: "next deal", keys: "j", hidden: true, run },
    { id: "on", title: "move a step on", keys: "]", told: "with a card in focus", run },
    { id: "open", title: "open the deal", keys: "Enter", told: "", run },
  ]);
  return null;
}
const page = () => {
  const at = (open: boolean) => (
    <SessionProvider session={session}>
      <ActProvider>
        <Offers />
        {open && <KeyHelp onClose={() => {}} />}
      </ActProvider>
    </SessionProvider>
  );
  const { rerender } = render(at(false));
  rerender(at(true));
};

describe("the keys of a page", () => {
  it("are all told of, with what those take that rest", () => {
    page();
    expect(screen.getAllByRole("listitem").map((one) => one.textContent)).toEqual(["jnext deal", "]move a step on with a card in focus", "↵open the deal"]);
  });
  it("are read with the focus away from the switch that turns them off", () => {
    page();
    expect(document.activeElement?.contains(screen.getByText("next deal"))).toBe(true);
    fireEvent.keyDown(document.activeElement!, { key: " " });
    expect(kept("cairn.keys")).toBeUndefined();
  });
  it("rest where they are only told of", () => {
    render(
      <ActProvider>
        <Offers />
      </ActProvider>,
    );
    run.mockClear();
    fireEvent.keyDown(document.body, { key: "]" });
    expect(fireEvent.keyDown(document.body, { key: "Enter" })).toBe(true);
    expect(run).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "j" });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
