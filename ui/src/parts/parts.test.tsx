import { fireEvent, render, screen } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { describe, expect, it } from "vitest";
import { SessionProvider } from "../api/session";
import { formats, type Money } from "../i18n/format";
import { MoneyField, NumberField, TextField } from "./field";
import { placed } from "./float";
import { keep, kept } from "./kept";
import { CheckMark, initials } from "./mark";
import { ageState, Interval, shareWords, spread } from "./number";

const organisation = { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" };
const session = { person: { id: "p", name: "Ines Okafor", role: "Salesperson" }, organisation };
const within = (child: ReactNode) => render(<SessionProvider session={session}>{child}</SessionProvider>);

describe("placing", () => {
  const view = { width: 1000, height: 600 };
  const anchor = (left: number, top: number) => ({ left, right: left + 50, top, bottom: top + 20 });
  const box = { width: 200, height: 100 };
  it("is below and flush with the start", () => {
    expect(placed(anchor(100, 100), box, view)).toEqual({ left: 100, top: 124 });
  });
  it("goes above where there is no room below", () => {
    expect(placed(anchor(100, 550), box, view).top).toBe(446);
  });
  it("stays in the window", () => {
    expect(placed(anchor(980, 100), box, view).left).toBe(792);
    expect(placed(anchor(0, 100), box, view, { align: "end" }).left).toBe(8);
  });
});

describe("fields", () => {
  it("tie the label and what is wrong to the box", () => {
    within(<TextField label="Mail" value="noor" onChange={() => {}} error="Needs a full address" />);
    const input = screen.getByLabelText("Mail");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(input.getAttribute("aria-describedby")!)?.textContent).toBe("Needs a full address");
  });
  it("keep what cannot be read, and say so when it is left", () => {
    let value: Money | null = null;
    function Field() {
      const [money, set] = useState<Money | null>(null);
      value = money;
      return <MoneyField label="Value" value={money} onChange={set} />;
    }
    within(<Field />);
    const input = screen.getByLabelText("Value") as HTMLInputElement;
    fireEvent.change(input, { target: { value: "about sixty" } });
    expect(screen.queryByText(/A number/)).toBeNull();
    fireEvent.blur(input);
    expect(input.value).toBe("about sixty");
    expect(screen.getByText(/A number, as in €61,500/)).toBeDefined();
    fireEvent.change(input, { target: { value: "60k" } });
    fireEvent.blur(input);
    expect(value).toEqual({ minor: 6_000_000, currency: "EUR" });
    expect(input.value).toBe("€60,000");
    expect(screen.queryByText(/A number/)).toBeNull();
  });
  it("object to a number out of bounds", () => {
    function Field() {
      const [n, set] = useState<number | null>(5);
      return <NumberField label="Meters" value={n} onChange={set} min={1} max={99} />;
    }
    within(<Field />);
    const input = screen.getByLabelText("Meters");
    fireEvent.change(input, { target: { value: "120" } });
    fireEvent.blur(input);
    expect(screen.getByText("Between 1 and 99.")).toBeDefined();
  });
});

describe("modest figures", () => {
  const f = formats(organisation);
  const plain = (text: string) => text.replaceAll("\u00a0", " ");
  it("are a count, then a range, then a number", () => {
    expect(shareWords(f, 3, 10, 0.11, 0.6)).toBe("3 of 10");
    expect(plain(shareWords(f, 9, 24, 0.2, 0.55))).toBe("20–55 %");
    expect(plain(shareWords(f, 89, 241, 0.31, 0.43))).toBe("37 %");
    expect(plain(spread(0.305, 0.43))).toBe("31–43 %");
  });
  it("say the interval to those who cannot see it", () => {
    within(<Interval low={0.31} value={0.37} high={0.43} />);
    expect(screen.getByRole("img", { name: "37 %, likely 31 % to 43 %" })).toBeDefined();
  });
  it("turn amber over the threshold and red far over it", () => {
    expect([12, 13, 19].map((days) => ageState(days, 12))).toEqual(["", "over", "far"]);
    expect(ageState(19, 12, 30)).toBe("over");
  });
});

describe("marks", () => {
  it("say strength and state", () => {
    within(<CheckMark strength="gate" state="passed" name="They can pay" />);
    expect(screen.getByRole("img", { name: "They can pay: gate, passed without" })).toBeDefined();
  });
  it("have the letters of a name", () => {
    expect(["Ines Okafor", "Plato", "  anna  maria de la Cruz ", "Łucja", ""].map(initials)).toEqual(["IO", "P", "AC", "Ł", ""]);
  });
});

describe("what is kept", () => {
  it("outlives the page, and can be forgotten", () => {
    keep("cairn.test", "x");
    expect(kept("cairn.test")).toBe("x");
    keep("cairn.test", undefined);
    expect(kept("cairn.test")).toBeUndefined();
  });
});
