import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { type Act, ActLayer, ActProvider, useActive, useActs } from "./act";

const press = (key: string, init: KeyboardEventInit = {}, at: Element = document.body) =>
  fireEvent.keyDown(at, { key, ...init });

function Offers({ list }: { list: Act[] }) {
  useActs(list);
  return null;
}

describe("acts", () => {
  it("run by their keys, and rest while one types", () => {
    const run = vi.fn();
    const find = vi.fn();
    render(
      <ActProvider>
        <Offers
          list={[
            { id: "log", title: "Log", keys: "l", run },
            { id: "find", title: "Find", keys: "mod+k", everywhere: true, run: find },
          ]}
        />
        <input aria-label="note" />
      </ActProvider>,
    );
    press("l");
    expect(run).toHaveBeenCalledTimes(1);
    press("l", {}, screen.getByLabelText("note"));
    expect(run).toHaveBeenCalledTimes(1);
    press("k", { ctrlKey: true }, screen.getByLabelText("note"));
    expect(find).toHaveBeenCalledTimes(1);
  });

  it("of the page rest under a panel, and come back", () => {
    const page = vi.fn();
    const panel = vi.fn();
    let setOpen: (open: boolean) => void = () => {};
    function Both() {
      const [open, set] = useState(false);
      setOpen = set;
      return (
        <>
          <Offers list={[{ id: "a", title: "A", keys: "a", run: page }]} />
          {open && (
            <ActLayer>
              <Offers list={[{ id: "b", title: "B", keys: "b", run: panel }]} />
            </ActLayer>
          )}
        </>
      );
    }
    render(
      <ActProvider>
        <Both />
      </ActProvider>,
    );
    act(() => setOpen(true));
    press("a");
    press("b");
    expect(page).not.toHaveBeenCalled();
    expect(panel).toHaveBeenCalledTimes(1);
    act(() => setOpen(false));
    press("a");
    press("b");
    expect(page).toHaveBeenCalledTimes(1);
    expect(panel).toHaveBeenCalledTimes(1);
  });

  it("run what was given last, without being offered anew", () => {
    const seen: number[] = [];
    let changes = 0;
    function Watch() {
      useActive();
      changes++;
      return null;
    }
    const tree = (n: number) => (
      <ActProvider>
        <Offers list={[{ id: "a", title: "A", keys: "a", run: () => seen.push(n) }]} />
        <Watch />
      </ActProvider>
    );
    const { rerender } = render(tree(1));
    const before = changes;
    rerender(tree(2));
    expect(changes - before).toBe(1); // only because its parent rendered
    press("a");
    expect(seen).toEqual([2]);
  });

  it("let a page take a key from the shell", () => {
    const page = vi.fn();
    const shell = vi.fn();
    render(
      <ActProvider>
        <Offers list={[{ id: "p", title: "P", keys: "p", run: page }]} />
        <Offers list={[{ id: "s", title: "S", keys: "p", group: "go", run: shell }]} />
      </ActProvider>,
    );
    press("p");
    expect(page).toHaveBeenCalledTimes(1);
    expect(shell).not.toHaveBeenCalled();
  });

  it("keep single keys off for those who asked for it", () => {
    localStorage.setItem("cairn.keys", "off");
    const run = vi.fn();
    render(
      <ActProvider>
        <Offers list={[{ id: "l", title: "Log", keys: "l", run }, { id: "k", title: "Find", keys: "mod+k", run }]} />
      </ActProvider>,
    );
    press("l");
    expect(run).not.toHaveBeenCalled();
    press("k", { metaKey: true });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
