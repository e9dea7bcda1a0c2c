import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { type Option, Segment } from "./segment";

const options: Option[] = [
  { value: "lost", label: "Lost", disabled: true },
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];

function Choice({ begins = "" }: { begins?: string }) {
  const [value, set] = useState(begins);
  return <Segment label="Is it so?" options={options} value={value} onChange={set} />;
}

const stops = () => screen.getAllByRole("radio").filter((one) => (one as HTMLElement).tabIndex === 0).map((one) => one.textContent);

describe("a choice of a few", () => {
  it("is a stop of Tab while nothing is chosen: its first that can be", () => {
    render(<Choice />);
    expect(stops()).toEqual(["Yes"]);
  });
  it("is a stop at what is chosen, and at one place only", () => {
    render(<Choice begins="no" />);
    expect(stops()).toEqual(["No"]);
  });
  it("is a stop where what is chosen cannot be chosen any more", () => {
    render(<Choice begins="lost" />);
    expect(stops()).toEqual(["Yes"]);
  });
  it("is chosen from by arrows", () => {
    render(<Choice />);
    screen.getByRole("radio", { name: "Yes" }).focus();
    fireEvent.keyDown(screen.getByRole("radiogroup"), { key: "ArrowRight" });
    expect(screen.getByRole("radio", { name: "No" }).getAttribute("aria-checked")).toBe("true");
    expect(document.activeElement?.textContent).toBe("No");
  });
});
