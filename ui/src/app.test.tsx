import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { stale } from "./api/use";
import { App } from "./app";

afterEach(() => {
  cleanup();
  // What nobody looks at any more is forgotten.
  stale("/");
  vi.unstubAllGlobals();
});

const session = {
  member: { id: "p", name: "Ines Okafor", role: "salesperson" },
  company: { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" },
  can: ["read", "sell"],
  manages: false,
};

it("says where there is no page, within the shell", async () => {
  vi.stubGlobal("fetch", async () => Response.json(session));
  window.history.replaceState(null, "", "/nowhere");
  render(<App />);
  expect(await screen.findByRole("heading", { level: 1, name: "There is no such page" })).toBeDefined();
  expect(screen.getByText("Ines Okafor")).toBeDefined();
  expect(document.title).toBe("There is no such page · Cairn");
});

it("can be tried again when the server was not there", async () => {
  const answers = [() => Promise.reject(new TypeError("down")), async () => Response.json(session)];
  vi.stubGlobal("fetch", () => answers.shift()!());
  window.history.replaceState(null, "", "/nowhere");
  render(<App />);
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be reached");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Ines Okafor")).toBeDefined();
});
